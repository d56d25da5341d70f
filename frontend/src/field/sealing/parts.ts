/**
 * Sealing a part of a visit to the programme's public point, as it is given over: from then on this phone cannot read it.
 *
 * The format is that of core/instrument/sendings.py, and both are held to the same examples: a header (magic, key id, data key
 * wrapped by ECDH on P-256 with a key made for this one part, HKDF-SHA-256 and AES-256-GCM, bound to the visit and to the
 * part's number) and chunks of 1 MiB under AES-256-GCM, each bound to its place and to being the last.
 */
type Bytes = Uint8Array<ArrayBuffer>;

/** What is made by chance for one part; only examples name it. */
export interface Chance {
  once: CryptoKeyPair;
  dataKey: Bytes;
}

/** The visit that a part belongs to, and the part's number in it. */
export interface Place {
  instance: string;
  number: number;
}

export const CURVE = { name: "ECDH", namedCurve: "P-256" };
const MAGIC = new Uint8Array([0x42, 0x53, 0x52, 0x53, 1]);
const PURPOSE = "basira/sending/v1|";
const KEY_PURPOSE = "basira/programme-key/v1|";
const CHUNK_BYTES = 1024 * 1024;

/**
 * Yield a part sealed to the programme's point (65 bytes, as `state.json` names it), in order and piece by piece: the first is
 * the header with the first chunk. What is not sealed yet stays in the file: a large one is never in memory as a whole.
 */
export async function* sealedPieces(part: { name: string; type: string; file: Blob }, place: Place, point: Bytes, chance?: Chance): AsyncGenerator<Bytes> {
  const { once, dataKey } = chance ?? (await newChance());
  const start = joined(MAGIC, (await digest(joined(text(KEY_PURPOSE), point))).slice(0, 8));
  const bound = joined(text(KEY_PURPOSE + PURPOSE), start, text(`${place.instance}|${place.number}`));
  const head = text(JSON.stringify({ name: part.name, type: part.type }));
  const inside = new Blob([counted(head.length, 4), head, part.file]);
  const cipher = await crypto.subtle.importKey("raw", dataKey, "AES-GCM", false, ["encrypt"]);
  const header = joined(start, await wrapped(dataKey, once, point, bound));
  for (let from = 0, counter = 0; from === 0 || from < inside.size; from += CHUNK_BYTES, counter++) {
    const nonce = counted(counter, 12);
    const isLast = from + CHUNK_BYTES >= inside.size;
    const bytes = new Uint8Array(await inside.slice(from, from + CHUNK_BYTES).arrayBuffer());
    const chunk = await encrypted(cipher, nonce, joined(text(PURPOSE), nonce, text(isLast ? "last" : "more")), bytes);
    yield from === 0 ? joined(header, chunk) : chunk;
  }
}

async function newChance(): Promise<Chance> {
  const once = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  return { once, dataKey: crypto.getRandomValues(new Uint8Array(32)) };
}

/** Wrap a data key to a point: the sender's point of this once, then the key, sealed and bound. */
async function wrapped(dataKey: Bytes, once: CryptoKeyPair, point: Bytes, bound: Bytes): Promise<Bytes> {
  const sender = new Uint8Array(await crypto.subtle.exportKey("raw", once.publicKey));
  const theirs = await crypto.subtle.importKey("raw", point, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, once.privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: joined(text(KEY_PURPOSE), sender, point) };
  const wrapping = await crypto.subtle.deriveKey(derivation, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  return joined(sender, await encrypted(wrapping, new Uint8Array(12), bound, dataKey)); // the key is used this once
}

async function encrypted(key: CryptoKey, iv: Bytes, additionalData: Bytes, bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, bytes));
}

async function digest(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function counted(value: number, length: number): Bytes {
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setUint32(length - 4, value);
  return bytes;
}

function text(words: string): Bytes {
  return new TextEncoder().encode(words);
}

function joined(...parts: Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
