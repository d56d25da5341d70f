/** How times of a record are shown on her own phone, and what keeps a double touch from counting twice. */
import { dayIn, type App } from "../app";

const DOUBLE_MS = 500;
let lastTouch = 0;

/** Tell whether a touch is meant: a second one within half a second is the first one's echo. */
export function isSure(): boolean {
  const before = lastTouch;
  lastTouch = Date.now();
  return lastTouch - before > DOUBLE_MS;
}

/** Return the time of day of an instant: "10:42". */
export function clockIn(app: App, moment: string): string {
  const locale = app.language === "ar" ? "ar-u-nu-latn" : "en-GB";
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(moment));
}

/** Return day and time of an instant. */
export function dayAndClockIn(app: App, moment: string): string {
  return `${dayIn(app, moment)} · ${clockIn(app, moment)}`;
}

/** Return an instant as a field of day and time takes it, on this phone's clock. */
export function localMinute(moment: string): string {
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
