/** The server's time as it was last heard beside the phone's own: how far apart the two are is said with a record, and judged softly. */
import { isOpen, keep, read } from "./sealed";

export interface Heard {
  phone_at: string;
  server_at: string;
}

/** Return an instant as records carry it: UTC, to the second. */
export function momentOf(at: Date = new Date()): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/** Remember the time that an answer carries. An answer without one changes nothing. */
export function hear(answer: Response): void {
  const told = new Date(answer.headers.get("Date") ?? "");
  if (!isOpen() || Number.isNaN(told.getTime())) return;
  const clock: Heard = { phone_at: momentOf(), server_at: momentOf(told) };
  void keep({ clock }).catch(() => undefined); // locked meanwhile
}

/** Return both clocks as a record says them; null where the server's was never heard. */
export async function clockNow(): Promise<{ phone_at: string | null; server_at: string | null; zone_minutes: number }> {
  const heard = await read<Heard>("clock");
  return { phone_at: heard?.phone_at ?? null, server_at: heard?.server_at ?? null, zone_minutes: -new Date().getTimezoneOffset() };
}

/** Return when this phone last heard from the server, by its own clock; "" when it never did. */
export async function lastHeard(): Promise<string> {
  return (await read<Heard>("clock"))?.phone_at ?? "";
}
