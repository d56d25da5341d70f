/**
 * Recording in the page, where the programme allows it: no sound is made, and nothing shows it but the browser's own sign.
 *
 * What is kept is plain samples (WAV, one channel, 16,000 a second): the one form that says nothing of phone, place or time,
 * and that the server can lay open for a reviewer without a decoder for strangers' bytes.
 */
export const RATE = 16_000;
export const MOST_S = 180;
const HEADER_BYTES = 44;

/** The browser cannot read this recording, or it is longer than may be kept as samples. */
export class NotHeard extends Error {}

export interface Recording {
  /** End it and return its file. */
  finish(): Promise<File>;
  /** End it and keep nothing. */
  drop(): void;
}

export function canRecord(): boolean {
  return "mediaDevices" in navigator && "MediaRecorder" in window;
}

/** Begin to record. Rejects where the microphone is refused. */
export async function record(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  const recorder = new MediaRecorder(stream);
  const pieces: Blob[] = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  const ended = new Promise<void>((done) => recorder.addEventListener("stop", () => done(), { once: true }));
  recorder.start(1000);
  const end = (): void => {
    if (recorder.state !== "inactive") recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  };
  return {
    async finish() {
      end();
      await ended;
      return samplesOf(new Blob(pieces, { type: recorder.mimeType }));
    },
    drop: end,
  };
}

/** Return a recording as a WAV of plain samples. Rejects with NotHeard. */
export async function samplesOf(recording: Blob): Promise<File> {
  try {
    const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await recording.arrayBuffer());
    if (sound.length === 0 || sound.duration > MOST_S + 5) throw new NotHeard();
    return new File([wavOf(mixed(sound))], "sound.wav", { type: "audio/wav" });
  } catch {
    throw new NotHeard();
  }
}

function mixed(sound: AudioBuffer): Float32Array {
  const all = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel++) {
    const one = sound.getChannelData(channel);
    for (let at = 0; at < all.length; at++) all[at]! += one[at]! / sound.numberOfChannels;
  }
  return all;
}

/** Return samples between -1 and 1 as the bytes of a WAV. */
export function wavOf(samples: Float32Array): ArrayBuffer {
  const bytes = new ArrayBuffer(HEADER_BYTES + samples.length * 2);
  const view = new DataView(bytes);
  const word = (at: number, letters: string): void => [...letters].forEach((each, place) => view.setUint8(at + place, each.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, bytes.byteLength - 8, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, place) => view.setInt16(HEADER_BYTES + place * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true));
  return bytes;
}
