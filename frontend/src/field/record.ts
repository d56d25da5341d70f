/**
 * How a visit is captured, kept as she goes: times and counts touched on the way, promises, contacts, what was seen besides,
 * what was written down right after. Every touch is sealed at once. What was said once is never lost by a change: the entry as
 * it stood is kept with the reason (docs/reference/capture-record.md is the contract).
 */
import { reactive, type InjectionKey } from "vue";
import { momentOf } from "./clock";
import { keep, read } from "./sealed";

export const REASONS = ["late-touch", "wrong-touch", "miscounted", "other"] as const;
export const WHERE = ["sign", "website", "staff", "letter", "other"] as const;
export const CHANNELS = ["counter", "phone", "website", "app", "e-mail", "message", "letter"] as const;
export const OUTCOMES = ["answered", "no-answer", "sent-elsewhere", "asked-for-more", "promised", "done"] as const;
export const ASKS = ["what-happened", "who-served", "what-was-said", "what-it-looked-like"] as const;
/** Marks that may stand more than once, and those after which she has left. */
export const REPEATED = new Set(["hold-began", "hold-ended"]);
export const LAST = new Set(["left", "ended", "done", "gave-up", "answered"]);
export const MOST_LETTERS = 4_000;
export const MOST_COUNT = 100_000;
const MOST_SAMPLES = 200;
/** How long an entry may be written on before a change of it wants a reason. */
const WRITING_MS = 30 * 60_000;
/** The contract takes 50 changes of an entry; from here on, touches back within these milliseconds are one. */
const MANY_CHANGES = 30;
const CORRECTING_MS = 10_000;
const PLACE_WAITS_MS = 20_000;
const PLACE_MAY_BE_OLD_MS = 10_000;

export interface Why {
  reason: string;
  words: string;
}

interface Entry {
  was: (Record<string, unknown> & { changed_at: string; reason: string })[];
  gone?: boolean;
  /** Until when it may be written on, in the phone's milliseconds; never sent. */
  open?: number;
  /** The same of what was blank when it was closed. */
  filling?: number;
}

export interface Mark extends Entry {
  what: string;
  at: string;
}

export interface Count extends Entry {
  what: string;
  value: number;
  at: string;
}

export interface Pledge extends Entry {
  what: string;
  promised: string;
  where: string;
  actual: string;
}

export interface Contact extends Entry {
  id: string;
  at: string;
  channel: string;
  outcome: string;
  promised_by: string | null;
  words: string;
}

export interface Sample {
  at: string;
  latitude: number;
  longitude: number;
  accuracy_m: number;
  of: string;
}

/** How a file came: made by the camera while its chooser was open, chosen from what was there, or recorded here. */
export interface Capture {
  captured_at: string;
  from: "camera" | "file" | "recorder";
  blurred: number;
}

/** What is sealed of it on the phone. */
export interface Kept {
  marks: Mark[];
  counts: Count[];
  promises: Pledge[];
  contacts: Contact[];
  seen: { observation: string; story: string; proposal: string };
  recall: { ask: string; words: string; at: string }[];
  samples: Sample[];
  files: Record<string, Capture>;
  /** She allowed the phone's place to be noted with each touch of this one. */
  places: boolean;
  /** She was asked to write it down and said later. */
  later: boolean;
}

/** The record of one mission while it is open. */
export interface Book {
  mission: string;
  kept: Kept;
  /** Read from the phone's store; before that nothing may be touched. */
  ready: boolean;
  /** Sent, or to be forgotten: nothing is kept from here on. */
  shut: boolean;
  failed: boolean;
  place: "" | "waiting" | "noted" | "refused";
  /** What must happen when it was changed; not for a place that came late. */
  changed: () => void;
}

export const BOOK: InjectionKey<Book | null> = Symbol("book");

export const rowOf = (mission: string): string => `record/${mission}`;
let writing: Promise<void> = Promise.resolve();

function nothingYet(): Kept {
  const seen = { observation: "", story: "", proposal: "" };
  return { marks: [], counts: [], promises: [], contacts: [], seen, recall: [], samples: [], files: {}, places: false, later: false };
}

/** Return the record of a mission, closed until `open` has read it. */
export function makeBook(mission: string, changed: () => void): Book {
  return reactive<Book>({ mission, kept: nothingYet(), ready: false, shut: false, failed: false, place: "", changed });
}

/** Read what the phone holds of it. */
export async function openBook(book: Book): Promise<void> {
  if (book.ready) return;
  book.kept = { ...nothingYet(), ...(await read<Kept>(rowOf(book.mission))) };
  book.ready = true;
}

/** Keep it as it stands now; touches are kept one after another, so that a later one is never lost to an earlier. */
export function keepBook(book: Book): Promise<void> {
  writing = writing.then(async () => {
    if (book.shut || !book.ready) return;
    try {
      await keep({ [rowOf(book.mission)]: book.kept });
      book.failed = false;
    } catch {
      book.failed = true;
    }
  });
  return writing;
}

/** Wait until every touch is kept. */
export async function settled(): Promise<void> {
  await writing;
}

function touched(book: Book): void {
  book.changed();
  void keepBook(book);
}

/** Return the entries that stand. */
export function standing<T extends Entry>(entries: T[]): T[] {
  return entries.filter((entry) => !entry.gone);
}

/** Tell whether an entry may still be written on without a reason. */
export function isWriting(entry: Entry): boolean {
  return (entry.open ?? 0) > Date.now();
}

/** Tell whether what was left blank of an entry is being written. */
export function isFilling(entry: Entry): boolean {
  return (entry.filling ?? 0) > Date.now();
}

/** Return an entry as it is said: without what only the phone needs. */
export function saidOf<T extends Entry>(entry: T): Omit<T, "open" | "filling"> {
  const { open: _open, filling: _filling, ...said } = entry;
  return said;
}

function remember(entry: Entry, why: Why): void {
  const { was: _was, ...stood } = saidOf(entry);
  const said = "words" in stood ? { change_words: why.words } : { words: why.words }; // a contact has words of its own
  entry.was.push({ ...JSON.parse(JSON.stringify(stood)), changed_at: momentOf(), reason: why.reason, ...said });
}

/** Change an entry; how it stood is kept with the reason. */
export function change<T extends Entry>(book: Book, entry: T, to: Partial<T>, why: Why): void {
  remember(entry, why);
  Object.assign(entry, to);
  touched(book);
}

/** Take an entry back: it stands as gone, and how it stood is kept. */
export function takeBack(book: Book, entry: Entry, why: Why): void {
  remember(entry, why);
  entry.gone = true;
  delete entry.open;
  touched(book);
}

/** Open an entry to be written on again, with a reason. */
export function reopen(book: Book, entry: Entry, why: Why): void {
  remember(entry, why);
  entry.open = Date.now() + WRITING_MS;
  touched(book);
}

/** Write what was left blank of an entry: nothing changes by that. */
export function fill(book: Book, entry: Entry): void {
  entry.filling = Date.now() + WRITING_MS;
  void keepBook(book);
}

/** Write on an open entry. */
export function write<T extends Entry>(book: Book, entry: T, to: Partial<T>): void {
  Object.assign(entry, to);
  touched(book);
}

/** An entry is written: from here on a change wants a reason. */
export function close(book: Book, entry: Entry): void {
  delete entry.open;
  delete entry.filling;
  touched(book);
}

/** Note a moment, and the place with it where she allowed that. */
export function mark(book: Book, what: string): void {
  book.kept.marks.push({ what, at: momentOf(), was: [] });
  touched(book);
  takePlace(book, what);
}

/** Count one more, or one less: the latter is a correction, and what stood before it is kept. */
export function count(book: Book, what: string, step: 1 | -1): void {
  const entry = standing(book.kept.counts).find((each) => each.what === what);
  const value = Math.min(MOST_COUNT, Math.max(0, (entry?.value ?? 0) + step));
  if (!entry) book.kept.counts.push({ what, value, at: momentOf(), was: [] });
  else if (value === entry.value) return;
  else {
    if (step < 0 && !isTouchingOn(entry)) remember(entry, { reason: "miscounted", words: "" });
    Object.assign(entry, { value, at: momentOf() });
  }
  touched(book);
}

/**
 * Every number that stood before a touch back is kept. Only where a history is nearly as long as the contract takes, several
 * touches back, one after another, are one correction: a finger that plays does not use up the room of what is meant.
 */
function isTouchingOn(entry: Entry): boolean {
  const last = entry.was.at(-1);
  return entry.was.length >= MANY_CHANGES && last?.reason === "miscounted" && Date.now() - new Date(last.changed_at).getTime() < CORRECTING_MS;
}

/** Note a number that was typed for the first time. */
export function putCount(book: Book, what: string, value: number): void {
  book.kept.counts.push({ what, value, at: momentOf(), was: [] });
  touched(book);
}

/** Begin what was promised of something. */
export function pledge(book: Book, what: string): void {
  book.kept.promises.push({ what, promised: "", where: "sign", actual: "", was: [], open: Date.now() + WRITING_MS });
  touched(book);
}

/** Log a contact of a transaction that takes days. */
export function contact(book: Book, channel: string, outcome: string): void {
  const open = Date.now() + WRITING_MS;
  book.kept.contacts.push({ id: crypto.randomUUID(), at: momentOf(), channel, outcome, promised_by: null, words: "", was: [], open });
  touched(book);
}

/** Write what was seen besides. */
export function see(book: Book, what: keyof Kept["seen"], words: string): void {
  book.kept.seen[what] = words;
  touched(book);
}

/** Write down what is remembered. */
export function recall(book: Book, ask: string, words: string): void {
  const entry = book.kept.recall.find((each) => each.ask === ask);
  if (entry) Object.assign(entry, { words, at: momentOf() });
  else book.kept.recall.push({ ask, words, at: momentOf() });
  touched(book);
}

/** Note how a file came, in the moment it did. One that was only covered again (`before`) came when it came first. */
export function noteFile(book: Book, name: string, how: { from: Capture["from"]; blurred: number; before: string }): void {
  const first = how.before ? book.kept.files[how.before] : undefined;
  book.kept.files[name] = first ? { ...first, blurred: first.blurred + how.blurred } : { captured_at: momentOf(), from: how.from, blurred: how.blurred };
  for (const sample of first ? book.kept.samples : []) if (sample.of === how.before) sample.of = name;
  void keepBook(book);
  if (!first) takePlace(book, name);
}

/** Allow the place of this one to be noted with each touch, or no longer. */
export function allowPlaces(book: Book, isAllowed: boolean): void {
  book.kept.places = isAllowed;
  book.place = "";
  void keepBook(book);
}

/** Put the prompt to write it down aside. */
export function putOff(book: Book): void {
  book.kept.later = true;
  void keepBook(book);
}

/** One reading of the phone's place, if she allowed it. It never holds anything up, and without one nothing is missing. */
function takePlace(book: Book, of: string): void {
  if (!book.kept.places || book.kept.samples.length >= MOST_SAMPLES || !navigator.geolocation) return;
  book.place = "waiting";
  navigator.geolocation.getCurrentPosition(
    ({ coords, timestamp }) => {
      const { latitude, longitude, accuracy } = coords;
      book.kept.samples.push({ at: momentOf(new Date(timestamp)), latitude, longitude, accuracy_m: Math.round(accuracy), of });
      book.place = "noted";
      void keepBook(book);
    },
    () => (book.place = "refused"),
    { enableHighAccuracy: true, timeout: PLACE_WAITS_MS, maximumAge: PLACE_MAY_BE_OLD_MS },
  );
}

/** Tell whether she has left, and has written nothing down yet. */
export function wantsRecall(book: Book): boolean {
  const hasLeft = standing(book.kept.marks).some((each) => LAST.has(each.what));
  return hasLeft && !book.kept.later && !book.kept.recall.some((each) => each.words.trim());
}
