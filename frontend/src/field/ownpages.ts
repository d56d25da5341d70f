/** Her own pages: training, pledge, certificates, days, hours, standing. Fetched after the missions, kept sealed like them. */
import { ask, askJson, isPresent } from "./door";
import { outbox } from "./outbox";
import { keep, read } from "./sealed";
import type { Words } from "./words";

interface Texts {
  ar: string;
  en: string;
}

export interface Course {
  ref: string;
  kind: string;
  title: Texts;
  text: Texts;
  place: Texts;
  starts_at: string;
  ends_at: string;
  attended: boolean;
}

export interface Certificate {
  ref: string;
  name: Texts;
  sector: Texts | null;
  channel: string;
  is_held: boolean;
  is_taken_back: boolean;
  until: string | null;
  is_open: boolean;
  questions: number;
  minutes: number;
  pass_mark: number;
  attempts_left: number;
  has_passed: boolean;
  needs_attendance: boolean;
  needs_example: boolean;
}

export interface Example {
  ref: string;
  title: Texts;
  story: Texts;
  items: { code: string; ar: string; en: string; least: number; most: number }[];
  near: boolean;
  found: { divergence: number; lean: number; from_others: number | null } | null;
}

export interface OwnPages {
  training: {
    demands: { certificate: boolean; pledge: boolean };
    pledge: { ref: string; text_ar: string; text_en: string; signed: boolean; taken_back?: boolean; others?: Record<string, Words> } | null;
    courses: Course[];
    certificates: Certificate[];
    examples: Example[];
  };
  away: [string, string][];
  hours: { month: string; minutes: number; expenses: string }[];
  leaves_on: string | null;
  standing: { filed: number; counted: number; left_out: number; honour: number };
  changed: { recommended: number | null; agreed: number | null; fixes: number | null } | null;
}

/** A test that runs: its questions in order, and how many seconds are left from when it came. */
export interface Paper {
  ref: string;
  seconds: number;
  questions: { ref: string; topic: Texts; text: Texts; is_multiple: boolean; options: Texts[] }[];
}

export interface Outcome {
  right: number;
  of: number;
  has_passed: boolean;
  attempts_left: number;
  read_again: Texts[];
  until: string | null;
}

/** What came of asking for a test: the answer, the server's words why not, or null without a line. */
export type Told<T> = { is: T } | { not: string } | null;

export async function knownOwnPages(): Promise<OwnPages | null> {
  return (await read<OwnPages>("own")) ?? null;
}

/** Ask for her own pages and keep them; nothing changes without a line, or from a server that has none. */
export async function refreshOwnPages(home: string): Promise<void> {
  const tag = (await read<string>("own-tag")) ?? "";
  const answer = await ask(`${home}own.json`, { headers: { Accept: "application/json", "If-None-Match": tag } }).catch(() => undefined);
  if (answer?.ok) await keep({ own: (await answer.json()) as OwnPages, "own-tag": answer.headers.get("ETag") ?? "" });
}

/** Return which of her own moves nobody was told yet: "sign-pledge", "hours" … */
export async function ownWaiting(): Promise<string[]> {
  return (await outbox()).moves.filter((move) => !move.mission && move.move !== "begin-everyday" && isPresent(move.of)).map((move) => move.move);
}

/** How many things of her training are left to do. */
export function toDo(own: OwnPages): number {
  const { pledge, courses, certificates, examples } = own.training;
  const now = Date.now();
  const open = certificates.filter((each) => each.is_open && !each.is_held && !each.has_passed && each.attempts_left > 0).length;
  const meet = courses.filter((each) => !each.attended && Date.parse(each.ends_at) > now).length;
  return Number(pledge !== null && !pledge.signed) + open + meet + examples.filter((each) => !each.near).length;
}

export async function beginTest(home: string, qualification: string): Promise<Told<Paper>> {
  return heard<Paper>(await askJson(`${home}test/begin`, { qualification }).catch(() => undefined));
}

export async function finishTest(home: string, ref: string, answers: Record<string, number[]>): Promise<Told<Outcome>> {
  return heard<Outcome>(await askJson(`${home}test/finish`, { ref, answers }).catch(() => undefined));
}

async function heard<T>(answer: Response | undefined): Promise<Told<T>> {
  if (answer?.ok) return { is: (await answer.json()) as T };
  if (!answer || answer.status >= 500) return null;
  const { message } = (await answer.json().catch(() => ({}))) as { message?: string };
  return { not: message ?? "" };
}
