/** Calling for help, and the page of what happens then. */
import { keepAfter } from "./afterwards";
import type { AlarmStands } from "./alarms";
import { openOwn, raiseAlarm, type App } from "./app";

/** Raise an alarm, and show what happens now. */
export function callForHelp(app: App, mission?: string): void {
  const at = Date.now();
  app.after = { id: raiseAlarm(app, mission), at, mission };
  void keepAfter(app.after).catch(() => undefined); // too full, or locked: it is shown all the same
  openOwn(app, "after");
}

/** Return how the alarm stands whose afterwards are shown. */
export function afterStands(app: App): AlarmStands {
  if (!app.after || app.after.heardAt) return "heard";
  return app.alarms.get(app.after.id)?.stands ?? (app.refusals.has(app.after.id) ? "refused" : "waits");
}

/** Put away what happens after an alarm, and lead back to the list. */
export async function putAfterAway(app: App): Promise<void> {
  await keepAfter(null).catch(() => undefined); // locked meanwhile
  app.after = null;
  app.stage = "all";
  history.replaceState({}, "", location.pathname);
}
