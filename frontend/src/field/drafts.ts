/** Drafts of visits, sealed: what was written, the files with it, and whether it waits to be sent. */
import type { Sent } from "./answers";
import { presentNumber } from "./door";
import { rowOf } from "./record";
import { givenRows } from "./sealing/giving";
import { keep, namesFrom, read, readBytes } from "./sealed";

/** One part of a submission as it is posted: its XML first, then its files. */
export interface Part {
  name: string;
  type: string;
  file: Blob;
  /** How many boxes were burned into a picture before it was kept. */
  blurred?: number;
}

export interface Draft {
  /** The mission that the form belongs to. */
  mission: string;
  /** Where it is sent: known to the draft itself, whatever becomes of the mission. */
  submission: string;
  /** The submission as the engine wrote it: its XML (with the instanceID) and its files. */
  parts: Part[];
  /** The language that the form was read in. */
  language: string;
  /** `waiting` once sent: what is sent again must be the same to the last byte. `refused`: the server will not have it.
   * `closed`: it is not wanted any more, after an alarm or because it was taken back; it stays to be read. */
  state: "writing" | "waiting" | "refused" | "closed";
  /** Under which instanceID it was sent last, with or without an answer; "" when never. */
  sentAs: string;
  /** How its XML is changed on the way out, because it was edited after it was sent; null for none. */
  renaming: Renaming | null;
  /** What the server said last, if it said anything. */
  said: string;
  /** How far down the page the shopper was, in pixels. */
  scrolled: number;
  /** At which question she was, where they are shown one at a time; counted from 0. */
  step?: number;
  /** The number that it is of, whose key it is sent with (door.ts); absent on one that is kept for the first time. */
  of?: string;
  /** Another each time that it is kept: an answer is of what was sent, and not of what was written since. */
  version?: string;
}

/**
 * A visit that was edited after it was sent goes out under an instanceID of its own and says which one it replaces: the
 * server may hold the first already, and nothing that it holds is ever changed.
 */
export interface Renaming {
  to: string;
  replaces: string;
}

type Head = Omit<Draft, "parts"> & { parts: { name: string; type: string; row: string; blurred?: number }[] };

/** Parts that are made anew whenever a visit is given over, under the same name. */
export const SAID_PARTS: readonly string[] = ["record.json", "places.json"];

const headOf = (mission: string): string => `draft/${mission}`;

/** Do something with the draft of a mission while nobody else reads, seals, keeps or drops it, in this tab or another. */
export async function withDraft<T>(mission: string, act: (draft: Draft | undefined) => Promise<T>): Promise<T> {
  return navigator.locks.request(`notes-draft/${mission}`, async () => act(await readDraft(mission)));
}

/** Return the draft of a mission; undefined when there is none. It has no parts once they are sealed and the notes were locked. */
export async function draftOf(mission: string): Promise<Draft | undefined> {
  return withDraft(mission, async (draft) => draft);
}

async function readDraft(mission: string): Promise<Draft | undefined> {
  const head = await read<Head>(headOf(mission));
  if (!head) return undefined;
  const parts: Part[] = [];
  for (const { name, type, row, blurred } of head.parts) {
    const bytes = await readBytes(row);
    if (bytes) parts.push({ name, type, file: new Blob([bytes], { type }), blurred });
  }
  return { ...head, parts };
}

/** Keep a draft in place of the one before, all or nothing. Files that are kept already are not sealed again. */
export async function keepDraft(draft: Draft): Promise<void> {
  await withDraft(draft.mission, () => write(draft));
}

/**
 * Hold what came of sending against the draft as it is now: one that the server has in full goes, one that it will not have
 * says so. One that was written on since is left as it is, to be sent by itself. Returns whether it was the one that was sent.
 */
export async function settleDraft(sent: Draft, came: Sent): Promise<boolean> {
  return withDraft(sent.mission, async (now) => {
    if (!now || now.version !== sent.version) return false;
    if (came.is === "received") await drop(sent.mission);
    else if (came.is === "refused" || came.is === "closed") await write({ ...now, state: came.is, said: came.message });
    return true;
  });
}

async function write(draft: Draft): Promise<void> {
  const before = await namesFrom(`part/${draft.mission}/`);
  const rows: Record<string, unknown> = {};
  const parts: Head["parts"] = [];
  for (const [place, part] of draft.parts.entries()) {
    const row = `part/${draft.mission}/${place === 0 ? "xml" : part.name}`;
    parts.push({ name: part.name, type: part.type, row, blurred: part.blurred });
    if (place === 0 || SAID_PARTS.includes(part.name) || !before.includes(row)) rows[row] = await part.file.arrayBuffer();
  }
  for (const row of before) if (!parts.some((part) => part.row === row)) rows[row] = undefined;
  // What is written on, or only to be read, is not given over any more; what is sealed already stays the same bytes.
  if (parts.length && (draft.state === "writing" || draft.state === "closed")) for (const row of await givenRows(draft.mission)) rows[row] = undefined;
  rows[headOf(draft.mission)] = { ...draft, parts, of: draft.of ?? presentNumber(), version: crypto.randomUUID() } satisfies Head;
  await keep(rows);
}

/** Let go of a draft and of its record: the server has it in full. */
async function drop(mission: string): Promise<void> {
  const rows = [headOf(mission), rowOf(mission), ...(await namesFrom(`part/${mission}/`)), ...(await givenRows(mission))];
  await keep(Object.fromEntries(rows.map((row) => [row, undefined])));
}

/** What the list of missions says of a draft. */
export type Standing = Pick<Draft, "state" | "said" | "of">;

/** Return the missions that have a draft, with where each stands; one with nothing but a touched record is being written. */
export async function standings(): Promise<Map<string, Standing>> {
  const found = new Map<string, Standing>();
  for (const name of await namesFrom("draft/")) {
    const head = await read<Head>(name);
    if (head) found.set(head.mission, { state: head.state, said: head.said, of: head.of });
  }
  for (const name of await namesFrom(rowOf(""))) {
    const mission = name.slice(rowOf("").length);
    if (!found.has(mission)) found.set(mission, { state: "writing", said: "" });
  }
  return found;
}
