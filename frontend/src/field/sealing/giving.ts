/**
 * Visits that were given over: sealed to the programme's point and kept so until the server has them in full. This phone
 * cannot read them; what was written stays beside them, under its own key, until the notes are locked.
 */
import { sha256 } from "../device";
import { answerOf, type Sent } from "../answers";
import type { Draft, Part } from "../drafts";
import { ask, askJson } from "../door";
import { rowOf } from "../record";
import { keep, namesFrom, read, readBytes } from "../sealed";
import { sealedPieces } from "./parts";
import { bytesOf } from "./pin";

/** What is given over, as the server is told of it: parts by number, from the sealed list at 0 on. */
export interface Given {
  instance: string;
  /** The point that it is sealed to, in base64url. */
  point: string;
  parts: Listed[];
  /** In how many rows each part is kept, by its number; absent from visits that an earlier release sealed, each part in one. */
  pieces?: Record<string, number>;
}

interface Listed {
  number: number;
  sha256: string;
  size: number;
}

const CONTRACT = 1;
const XML = "xml_submission_file";
const AWAY: Sent = { is: "away", message: "" };
export const PIN = "pin";

const headOf = (mission: string): string => `given/${mission}`;
const partOf = (mission: string, number: number): string => `given/${mission}/${number}`;
const pieceOf = (mission: string, number: number, piece: number): string => `${partOf(mission, number)}/${piece}`;

/** Return the names of the rows of a visit that was given over; none where it was not. */
export async function givenRows(mission: string): Promise<string[]> {
  return (await namesFrom(headOf(mission))).filter((name) => name === headOf(mission) || name.startsWith(`${headOf(mission)}/`));
}

/** Return what was given over of a mission; undefined when nothing was. */
export async function givenOf(mission: string): Promise<Given | undefined> {
  return read<Given>(headOf(mission));
}

/**
 * Seal the parts of a visit, unless they are; the same instance is sealed once, so that it is the same to the last byte. Each piece
 * is kept as it is sealed, and what says that the visit is given over last: a phone that is full on the way keeps none of it.
 */
export async function sealGiven(mission: string, instance: string, parts: Part[]): Promise<Given | undefined> {
  const before = await givenOf(mission);
  const pin = await read<string>(PIN);
  if (!pin || !parts.length || (before?.instance === instance && before.point === pin)) return before;
  const given: Given = { instance, point: pin, parts: [], pieces: {} };
  await forgetGiven(mission);
  try {
    for (const [place, { name, type, file }] of parts.entries()) await sealOne(mission, given, { name: place ? name : XML, type, file }, place + 1);
    const list = new Blob([JSON.stringify({ contract: CONTRACT, parts: given.parts })]);
    await sealOne(mission, given, { name: "list.json", type: "application/json", file: list }, 0);
    given.parts.sort((one, other) => one.number - other.number);
    await keep({ [headOf(mission)]: given });
  } catch (fault) {
    await forgetGiven(mission).catch(() => undefined);
    throw fault;
  }
  return given;
}

/** Seal one part, keep its pieces, and note it. */
async function sealOne(mission: string, given: Given, part: { name: string; type: string; file: Blob }, number: number): Promise<void> {
  const pieces: Blob[] = [];
  for await (const piece of sealedPieces(part, { instance: given.instance, number }, bytesOf(given.point))) {
    await keep({ [pieceOf(mission, number, pieces.length)]: piece.buffer });
    pieces.push(new Blob([piece]));
  }
  const sealed = new Blob(pieces);
  given.pieces![number] = pieces.length;
  given.parts.push({ number, sha256: await sha256(await sealed.arrayBuffer()), size: sealed.size });
}

async function forgetGiven(mission: string): Promise<void> {
  const rows = await givenRows(mission);
  if (rows.length) await keep(Object.fromEntries(rows.map((row) => [row, undefined])));
}

/** Return a sealed part as it is sent; undefined when a piece of it is not here. */
async function sealedPart(mission: string, given: Given, number: number): Promise<Blob | undefined> {
  const count = given.pieces?.[number];
  const rows = count === undefined ? [partOf(mission, number)] : Array.from({ length: count }, (_, piece) => pieceOf(mission, number, piece));
  const pieces: Blob[] = [];
  for (const row of rows) {
    const bytes = await readBytes(row);
    if (!bytes) return undefined;
    pieces.push(new Blob([bytes]));
  }
  return new Blob(pieces);
}

/** Erase what can still be read of visits that are sealed. Needs no code: the rows go by their names. */
export async function forgetPlain(): Promise<void> {
  const heads = (await namesFrom("given/")).filter((name) => name.split("/").length === 2);
  const rows: string[] = [];
  for (const head of heads) {
    const mission = head.slice("given/".length);
    rows.push(rowOf(mission), ...(await namesFrom(`part/${mission}/`)));
  }
  if (rows.length) await keep(Object.fromEntries(rows.map((row) => [row, undefined])));
}

/**
 * Send what the server has not got yet, part by part, then say that this is all. Sent again, it goes on where it was cut. What
 * is written on meanwhile is not given over any more: no part of another sealing takes the place of one of this.
 */
export async function sendGiven({ submission, mission, of }: Draft, given: Given, progress: (left: number) => void): Promise<Sent> {
  const address = submission.replace(/submission$/, `sealed/${given.instance}`);
  try {
    const here = await ask(address, { of });
    if (!here.ok) return await heard(here);
    const known = ((await here.json()) as { parts: Record<string, string> }).parts;
    const missing = given.parts.filter((part) => known[part.number] !== part.sha256);
    for (const [place, part] of missing.entries()) {
      if (missing.length - place > 1) progress(missing.length - place);
      const sealed = await sealedPart(mission, given, part.number);
      if (!sealed || (await sha256(await sealed.arrayBuffer())) !== part.sha256) return AWAY;
      const answer = await ask(`${address}/${part.number}`, { of, method: "PUT", body: sealed });
      if (!answer.ok) return await heard(answer);
    }
    return await heard(await askJson(address, { parts: given.parts }, of));
  } catch {
    return AWAY;
  }
}

async function heard(response: Response): Promise<Sent> {
  const { is, code, message } = await answerOf(response);
  return code === "sending.parts-missing" ? AWAY : { is, message }; // the next try finds which
}
