/** What stands after an alarm: when it was raised, about which note, and since when they know. Kept sealed, so that a reload shows it again. */
import type { App } from "./app";
import { isOpen, keep, read } from "./sealed";

export interface After {
  id: string;
  /** When she raised it, in the phone's milliseconds. */
  at: number;
  mission?: string;
  /** The server's time at which it was heard; absent until then. */
  heardAt?: string;
}

const ROW = "after";
/** After a day, what happens next has happened. */
const SHOWN_MS = 24 * 60 * 60_000;

/** Return what stands after her last alarm; null for none, once it is a day old, and once she has put it away. */
export async function afterAlarm(): Promise<After | null> {
  const after = await read<After>(ROW);
  return after && Date.now() - after.at < SHOWN_MS ? after : null;
}

/** Keep it, in place of that of an alarm before; null puts it away. */
export async function keepAfter(after: After | null): Promise<void> {
  await keep({ [ROW]: after ? { ...after } : undefined });
}

/** Remember since when the alarm is known there, whichever try was heard. */
export function noteHeard(app: App, alarms: Map<string, string>): void {
  const heardAt = alarms.get(app.after?.id ?? "");
  if (!app.after || !heardAt || app.after.heardAt) return;
  app.after = { ...app.after, heardAt };
  if (isOpen()) void keepAfter(app.after).catch(() => undefined);
}
