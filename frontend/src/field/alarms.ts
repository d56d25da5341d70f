/**
 * Alarms on their way. One is told at once, whether or not it could be kept, beside everything else that is sent; until it was
 * heard, what it needs (address, words, key) stays in the memory of this tab, also when the notes are hidden, locked or forgotten.
 */
import { askingAsNow, type Asking } from "./door";
import { answered, keepCall, letGo, nothingHeard, type Call, type Heard } from "./outbox";

/** `waits`: kept, or on its way for the first time · `untold`: neither kept nor told yet · `refused`: the server answered otherwise. */
export type AlarmStands = "waits" | "untold" | "refused" | "heard";
export type TellAlarm = (id: string, stands: AlarmStands, heard: Heard) => void;

interface Alarm {
  one: Call;
  home: string;
  ask: Asking;
  /** Settles with whether this phone keeps it; `isKept` is undefined until then. */
  keeping: Promise<void>;
  isKept?: boolean;
  isTried: boolean;
  isRefused: boolean;
  tell: TellAlarm;
}

const FIRST_MS = 3_000;
const MOST_MS = 60_000;
const waiting = new Map<string, Alarm>();
let timer = 0;
let tries = 0;

/** Return the ids of alarms that this tab still tells. */
export function alarmsWaiting(): Set<string> {
  return new Set(waiting.keys());
}

/** Raise an alarm, tell it now and until it was heard. Returns its id; `tell` hears how it stands, the first time at once. */
export function raise(home: string, mission: string | undefined, tell: TellAlarm): string {
  const id = crypto.randomUUID();
  const one: Call = { to: "alarm", at: Date.now(), body: { id, mission } };
  const alarm: Alarm = { one, home, ask: askingAsNow(), keeping: Promise.resolve(), isTried: false, isRefused: false, tell };
  waiting.set(id, alarm);
  alarm.keeping = keepCall(one).then(() => true, () => false).then((isKept) => {
    alarm.isKept = isKept;
    say(alarm);
  });
  say(alarm);
  tryAlarms();
  return id;
}

/** Tell every alarm that was not heard, now and then ever more seldom; a new sign of a line begins anew. */
export function tryAlarms(): void {
  tries = 0;
  void tellAll();
}

/** Have alarms tried whenever there may be a line again, and when the page goes out of sight: it may be put to sleep. */
export function watchAlarms(): void {
  window.addEventListener("online", tryAlarms);
  document.addEventListener("visibilitychange", tryAlarms);
}

async function tellAll(): Promise<void> {
  clearTimeout(timer);
  timer = 0;
  await Promise.all([...waiting.values()].map(tellOne));
  if (!waiting.size || timer) return;
  timer = setTimeout(() => void tellAll(), Math.min(FIRST_MS * 2 ** tries, MOST_MS)) as unknown as number;
  tries += 1;
}

async function tellOne(alarm: Alarm): Promise<void> {
  const id = String(alarm.one.body.id);
  const heard = nothingHeard();
  const isHeard = await answered(alarm.ask, alarm.home, alarm.one, heard);
  if (!waiting.has(id)) return; // another try was heard meanwhile
  alarm.isTried = true;
  alarm.isRefused = heard.refusals.has(id);
  if (!isHeard) return say(alarm);
  waiting.delete(id);
  alarm.tell(id, "heard", heard);
  await alarm.keeping;
  await letGo(id).catch(() => undefined); // locked meanwhile: it is told once more when they are opened, and counts once
}

function say(alarm: Alarm): void {
  const id = String(alarm.one.body.id);
  if (!waiting.has(id)) return;
  const isUntold = alarm.isTried && alarm.isKept === false;
  alarm.tell(id, alarm.isRefused ? "refused" : isUntold ? "untold" : "waits", nothingHeard());
}
