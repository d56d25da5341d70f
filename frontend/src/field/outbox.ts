/**
 * What a shopper says beside her visits: moves of missions, alarms, reports of danger. Each has an id made here, so that it
 * may be sent again and again and counts once; it leaves the phone only with the server's answer.
 */
import { askJson } from "./door";
import { keep, read } from "./sealed";

/** A move of a mission, as docs/reference/field-json.md has it. */
export interface Move {
  id: string;
  mission: string;
  move: string;
  reason?: string;
  words?: string;
  window?: { start: string; end: string };
}

/** A call for help, as docs/reference/field-json-safety.md has it; `at` is when, in the phone's milliseconds. */
export interface Call {
  to: string;
  at: number;
  body: Record<string, unknown>;
}

interface Outbox {
  moves: Move[];
  calls: Call[];
}

/** What came of sending: words of refusals by mission, and the phones to call after an alarm. */
export interface Heard {
  refusals: Map<string, string>;
  phones: string[];
}

export async function outbox(): Promise<Outbox> {
  return (await read<Outbox>("outbox")) ?? { moves: [], calls: [] };
}

export async function say(move: Omit<Move, "id">): Promise<void> {
  const box = await outbox();
  box.moves.push({ id: crypto.randomUUID(), ...move });
  await keep({ outbox: box });
}

export async function call(to: string, body: Record<string, unknown>): Promise<void> {
  const box = await outbox();
  box.calls.push({ to, at: Date.now(), body: { id: crypto.randomUUID(), ...body } });
  await keep({ outbox: box });
}

/** Send what waits: calls for help first, one by one, then the moves together. */
export async function empty(home: string): Promise<Heard> {
  const heard: Heard = { refusals: new Map(), phones: [] };
  await navigator.locks.request("notes-outbox", async () => {
    for (const one of (await outbox()).calls) if (await answered(home, one, heard)) await drop((box) => (box.calls = box.calls.filter((each) => each.body.id !== one.body.id)));
    const { moves } = await outbox();
    if (moves.length && (await moved(home, moves, heard))) await drop((box) => (box.moves = box.moves.filter((each) => !moves.some((one) => one.id === each.id))));
  });
  return heard;
}

async function drop(act: (box: Outbox) => void): Promise<void> {
  const box = await outbox();
  act(box);
  await keep({ outbox: box });
}

async function answered(home: string, one: Call, heard: Heard): Promise<boolean> {
  const body: Record<string, unknown> = { ...one.body };
  if (one.to === "alarm") body.minutes_ago = Math.max(0, Math.floor((Date.now() - one.at) / 60_000));
  let answer = await post(home + one.to, body);
  // An alarm must get through, even when its mission is not known any more.
  if (answer?.status === 404 && one.to === "alarm") answer = await post(home + one.to, { ...body, mission: undefined });
  if (!answer || answer.status === 401 || answer.status === 403 || answer.status >= 500) return false;
  const told = (await answer.json().catch(() => ({}))) as { phones?: string[]; message?: string };
  heard.phones.push(...(told.phones ?? []));
  if (!answer.ok) heard.refusals.set(String(one.body.mission ?? ""), told.message ?? "");
  return true;
}

async function moved(home: string, moves: Move[], heard: Heard): Promise<boolean> {
  const answer = await post(`${home}moves`, { moves });
  if (!answer?.ok) return answer?.status === 400;
  const { answers } = (await answer.json()) as { answers: { id: string; outcome: string; message?: string }[] };
  for (const one of answers) {
    const move = moves.find((each) => each.id === one.id);
    if (move && one.outcome === "refused") heard.refusals.set(move.mission, one.message ?? "");
  }
  return true;
}

async function post(address: string, body: unknown): Promise<Response | undefined> {
  return askJson(address, body).catch(() => undefined);
}
