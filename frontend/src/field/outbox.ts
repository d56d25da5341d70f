/**
 * What a shopper says beside her visits: moves of missions, alarms, reports of danger. Each has an id made here, so that it
 * may be sent again and again and counts once; it leaves the phone only with the server's answer.
 */
import { ask, askJson, presentNumber, type Asking } from "./door";
import { keep, namesFrom, read, readBytes } from "./sealed";

/** A move of a mission, as docs/reference/field-json.md has it. `mission` is "" for what she begins herself. */
export interface Move {
  id: string;
  /** The number that it was said under, whose key it is told with. It is not sent. */
  of?: string;
  mission: string;
  everyday?: string;
  centre?: string;
  channel?: string;
  /** What her list shows while it waits: the place's name in both languages. It is not sent. */
  shown?: { name_ar: string; name_en: string };
  move: string;
  reason?: string;
  words?: string;
  window?: { start: string; end: string };
  /** What goes with a move of her own (ownpages.ts), sent beside its id and name. */
  said?: Record<string, unknown>;
}

/** A call for help, as docs/reference/field-json-safety.md has it; `at` is when, in the phone's milliseconds. */
export interface Call {
  to: string;
  of?: string;
  at: number;
  body: Record<string, unknown>;
}

interface Outbox {
  moves: Move[];
  calls: Call[];
  /** The services that she needs, as she said last, by the number that she said it under; absent once they are told. */
  needed?: Record<string, string[]>;
  /** The numbers of photos that are still here, by the id of the report. */
  photos?: Record<string, string>;
}

/**
 * What came of sending: words of refusals (by mission, by the id of a call, by `begin-everyday` or `needs`), the phones to
 * call after an alarm, since when alarms are known there (by id), and the missions that she began herself.
 */
export interface Heard {
  refusals: Map<string, string>;
  phones: string[];
  alarms: Map<string, string>;
  begun: string[];
}

/** Beginnings of rows that hold the photo of a danger, by the id of its report. */
const PHOTO = "danger/";
/** Answers that say nothing of the call itself: it is told again as it is. */
const NOT_NOW = new Set([401, 403, 408, 429]);

export async function outbox(): Promise<Outbox> {
  return (await read<Outbox>("outbox")) ?? { moves: [], calls: [] };
}

/** Return the numbers of which something waits in it, each as often as there is. */
export function numbersIn(box: Outbox): string[] {
  return [...[...box.moves, ...box.calls].map((one) => one.of ?? ""), ...Object.keys(box.needed ?? {}), ...Object.values(box.photos ?? {})];
}

export async function say(move: Omit<Move, "id">): Promise<void> {
  await change((box) => box.moves.push({ id: crypto.randomUUID(), of: presentNumber(), ...move }));
}

/** Say what she needs, in place of what she said before. */
export async function sayNeeds(services: string[]): Promise<void> {
  await change((box) => (box.needed = { ...box.needed, [presentNumber()]: services }));
}

/** Take back moves that nobody was told yet. What is being told just now is waited for: its answer stands. */
export async function takeBack(isMeant: (move: Move) => boolean): Promise<void> {
  await navigator.locks.request("notes-outbox", () => change((box) => (box.moves = box.moves.filter((each) => !isMeant(each)))));
}

/** Keep a call for help, with its photo where there is one. A phone that is too full keeps the words alone, or rejects. */
export async function keepCall(one: Call, photo?: Blob): Promise<void> {
  const [of, id] = [presentNumber(), String(one.body.id)];
  const kept = (withPhoto: { photo?: true }, rows = {}) =>
    change((box) => {
      box.calls.push({ ...one, of, body: { ...one.body, ...withPhoto } });
      if (withPhoto.photo) box.photos = { ...box.photos, [id]: of };
    }, rows);
  if (!photo) await kept({});
  else await photo.arrayBuffer().then((bytes) => kept({ photo: true }, { [PHOTO + id]: bytes })).catch(() => kept({}));
}

/** Let go of a call for help that was heard. */
export async function letGo(id: unknown): Promise<void> {
  await change((box) => (box.calls = box.calls.filter((each) => each.body.id !== id)));
}

/** Tell a call for help that could not be kept, once; whether it was heard. */
export async function tellUnkept(home: string, one: Call): Promise<boolean> {
  return answered(ask, home, one, nothingHeard());
}

export function nothingHeard(): Heard {
  return { refusals: new Map(), phones: [], alarms: new Map(), begun: [] };
}

/** Return the ids of reports whose photo is still on this phone. */
export async function photosWaiting(): Promise<Set<string>> {
  return new Set((await namesFrom(PHOTO)).map((name) => name.slice(PHOTO.length)));
}

/** Send what waits: alarms first, whoever sends what beside them, then dangers one by one, then the moves together. */
export async function empty(home: string, toldElsewhere = new Set<string>()): Promise<Heard> {
  const heard = nothingHeard();
  const tell = async (one: Call): Promise<unknown> => (await answered(ask, home, one, heard)) && letGo(one.body.id);
  await Promise.all((await outbox()).calls.filter((one) => one.to === "alarm" && !toldElsewhere.has(String(one.body.id))).map(tell));
  await navigator.locks.request("notes-outbox", async () => {
    for (const one of (await outbox()).calls) if (one.to !== "alarm") await tell(one);
    const { moves, needed } = await outbox();
    for (const of of new Set(moves.map((one) => one.of ?? ""))) {
      const those = moves.filter((one) => (one.of ?? "") === of);
      if (await moved(home, those, heard)) await change((box) => (box.moves = box.moves.filter((each) => !those.some((one) => one.id === each.id))));
    }
    for (const [of, needs] of Object.entries(needed ?? {})) {
      if (await told(home, needs, of, heard)) await change((box) => String(box.needed?.[of]) === String(needs) && delete box.needed?.[of]);
    }
  });
  return heard;
}

/** Change what waits. One change at a time, so that what is said while another is answered is not lost. */
async function change(act: (box: Outbox) => unknown, rows: Record<string, unknown> = {}): Promise<void> {
  await navigator.locks.request("notes-outbox-row", async () => {
    const box = await outbox();
    act(box);
    await keep({ outbox: box, ...rows });
  });
}

/** Send the photos whose words were told; 201 alone lets one go. They are large, and hold up no call for help. */
export async function sendPhotos(home: string): Promise<void> {
  await navigator.locks.request("notes-photos", async () => {
    const { calls, photos } = await outbox();
    const untold = new Set(calls.map((one) => one.body.id));
    for (const id of await photosWaiting()) {
      const bytes = untold.has(id) ? undefined : await readBytes(PHOTO + id);
      if (!bytes) continue;
      const answer = await ask(`${home}danger/${id}/photo`, { of: photos?.[id], method: "PUT", body: bytes }).catch(() => undefined);
      if (answer?.status === 201) await change((box) => delete box.photos?.[id], { [PHOTO + id]: undefined });
    }
  });
}

async function told(home: string, services: string[], of: string, heard: Heard): Promise<boolean> {
  const answer = await ask(`${home}needs`, { of, method: "PUT", body: JSON.stringify({ services }) }).catch(() => undefined);
  if (answer?.status === 422) heard.refusals.set("needs", ((await answer.json()) as { message: string }).message);
  return answer?.ok === true || answer?.status === 400 || answer?.status === 422;
}

/** Tell a call for help; whether it was heard. One that is refused stays on this phone, and is said in words: nothing else drops it. */
export async function answered(asking: Asking, home: string, one: Call, heard: Heard): Promise<boolean> {
  const body: Record<string, unknown> = { ...one.body };
  if (one.to === "alarm") body.minutes_ago = Math.max(0, Math.floor((Date.now() - one.at) / 60_000));
  const told = (said: unknown, of = one.of): Promise<Response | undefined> => posted(asking, home + one.to, { of, body: JSON.stringify(said), keepalive: one.to === "alarm" });
  let answer = await told(body);
  // A call for help must get through, even when its mission or the number that it was made under is not known any more.
  if (answer?.status === 404 && body.mission) answer = await told({ ...body, mission: undefined });
  if (answer?.status === 401 && one.to === "alarm") answer = await told({ ...body, mission: undefined }, presentNumber());
  if (!answer || answer.status >= 500 || NOT_NOW.has(answer.status)) return false;
  const { phones, message, at } = (await answer.json().catch(() => ({}))) as { phones?: string[]; message?: string; at?: string };
  heard.phones.push(...(phones ?? []));
  if (answer.ok && one.to === "alarm") heard.alarms.set(String(one.body.id), at ?? new Date().toISOString());
  if (!answer.ok) heard.refusals.set(String(one.body.id), message ?? "");
  return answer.ok;
}

async function moved(home: string, moves: Move[], heard: Heard): Promise<boolean> {
  const answer = await post(`${home}moves`, { moves: moves.map(({ shown: _, of: _of, said, ...move }) => ({ ...move, ...said })) }, moves[0]?.of);
  if (!answer?.ok) return answer?.status === 400;
  const { answers } = (await answer.json()) as { answers: { id: string; outcome: string; message?: string; mission?: string }[] };
  for (const one of answers) {
    const move = moves.find((each) => each.id === one.id);
    if (move && one.outcome === "refused") heard.refusals.set(move.mission || move.move, one.message ?? "");
    if (one.mission) heard.begun.push(one.mission);
  }
  return true;
}

async function post(address: string, body: unknown, of: string | undefined): Promise<Response | undefined> {
  return askJson(address, body, of).catch(() => undefined);
}

/** Post a call for help; one that may not wait is sent to its end even when the page is closed meanwhile. */
async function posted(asking: Asking, address: string, said: { of?: string; body: string; keepalive: boolean }): Promise<Response | undefined> {
  const headers = { "Content-Type": "application/json" };
  return asking(address, { method: "POST", headers, ...said }).catch(() => undefined);
}
