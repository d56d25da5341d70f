/** The state of the notes that every part looks at, and the few things that change it. */
import { reactive, type InjectionKey } from "vue";
import { standings, type Standing } from "./drafts";
import { ensureDevice, tellDevice } from "./device";
import { dropKey, judge, keepKey, keyInAddress, takeKey } from "./door";
import { hasCode, isOpen, lock } from "./sealed";
import { sendAll } from "./sending";
import { call, empty, outbox, say as sayMove, type Move } from "./outbox";
import { knownMissions, knownReasons, refresh, takesRecords, type Mission, type Reasons } from "./session";
import type { Language, Page, Words } from "./words";

/** `opening` a link · `empty` without a key · `choosing` a code · `locked` · `closed` by the server · `all` notes · `one` of them. */
export type Stage = "opening" | "empty" | "choosing" | "locked" | "closed" | "all" | "one";

/** What every part may look at. */
export interface App {
  page: Page;
  language: Language;
  words: Words;
  stage: Stage;
  missions: Mission[];
  mission: Mission | null;
  standings: Map<string, Standing>;
  /** Files still to be sent, by mission, while it is sent. */
  left: Map<string, number>;
  /** The server's words for what it received in full since the notes were opened, by mission. */
  received: Map<string, string>;
  /** Whether the server was asked since the notes were opened; before that, no missions means nothing yet. */
  asked: boolean;
  /** What she said of missions and nobody was told yet, by mission; and why the server refused one. */
  saying: Map<string, string>;
  refusals: Map<string, string>;
  reasons: Reasons;
  /** Whom to call after an alarm. */
  phones: string[];
  away: boolean;
  /** Why the notes are closed or empty, in words. */
  closedWords: string;
  /** A key that was opened just now and is not sealed yet. */
  freshKey: string;
}

export const APP: InjectionKey<App> = Symbol("app");
/** What the form must do before the notes are locked: keep the last letter. */
let beforeLocking: (() => Promise<void>) | null = null;

/** Return the state for a page that was just opened. */
export function makeApp(page: Page): App {
  const language = (localStorage.getItem("notes-language") as Language | null) ?? page.language;
  const app = reactive<App>({
    page,
    language,
    words: page.words[language],
    stage: "opening",
    missions: [],
    mission: null,
    standings: new Map(),
    left: new Map(),
    received: new Map(),
    asked: false,
    saying: new Map(),
    refusals: new Map(),
    reasons: {},
    phones: [],
    away: false,
    closedWords: "",
    freshKey: "",
  });
  speak(app, language);
  return app;
}

/** Speak a language from now on, with or without a line. */
export function speak(app: App, language: Language): void {
  app.language = language;
  app.words = app.page.words[language];
  localStorage.setItem("notes-language", language);
  const html = document.documentElement;
  html.lang = language;
  html.dir = language === "ar" ? "rtl" : "ltr";
  document.title = app.words.name ?? "";
}

/** What has texts in both languages: name_ar beside name_en, must_ar beside must_en. */
type Named = object | null;

/** Return the reader's text of a thing, or the other language's where there is none; "" for nothing. */
export function nameIn(app: App, named: Named, stem = "name"): string {
  const texts = (named ?? {}) as Record<string, string | undefined>;
  return texts[`${stem}_${app.language}`] || texts[`${stem}_ar`] || texts[`${stem}_en`] || "";
}

/** Return a day as the reader writes it: "3 November 2026". */
export function dayIn(app: App, moment: string): string {
  const locale = app.language === "ar" ? "ar-u-nu-latn" : "en-GB";
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" }).format(new Date(moment));
}

/** Begin: with the key that the address carries, or with what this phone holds. */
export async function begin(app: App): Promise<void> {
  if (!window.isSecureContext) {
    app.stage = "empty";
    return say(app, app.words.needsTls);
  }
  const fresh = keyInAddress(app.page.home);
  const has = await hasCode().catch(() => false);
  app.stage = has ? "locked" : "empty";
  if (fresh === "") return;
  if (fresh === undefined) return say(app, app.words.linkBroken);
  const judged = await judge(app.page.enter, fresh);
  if (judged.is === "away") return say(app, app.words.noLine);
  if (judged.is === "bad") return say(app, judged.message);
  speak(app, judged.language);
  app.freshKey = fresh;
  app.stage = has ? "locked" : "choosing";
}

function say(app: App, words: string | undefined): void {
  app.closedWords = words ?? "";
}

/** The notes were just opened with the code: take the key, then show and ask. */
export async function opened(app: App): Promise<void> {
  if (app.freshKey) await keepKey(app.freshKey);
  else await takeKey();
  app.freshKey = app.closedWords = "";
  await ensureDevice().catch(() => undefined); // without one a record goes unsigned
  await refreshAll(app);
  followHistory(app);
}

/** Show what is known, then ask the server, send what waits, and show that. */
export async function refreshAll(app: App): Promise<void> {
  await showMissions(app);
  await lookAtDrafts(app);
  if (app.stage === "locked" || app.stage === "choosing") app.stage = "all";
  await tellAll(app);
  const asked = await refresh(app.page.state);
  app.asked = true;
  if (!isOpen()) return; // locked meanwhile
  app.away = asked.is === "away";
  if (asked.is === "closed") {
    app.closedWords = asked.message;
    app.stage = "closed";
  } else if (asked.is === "fresh") {
    await showMissions(app);
    await sendWaiting(app);
  }
}

/** Say something of a mission: kept first, told now or with the next line, then the missions as the server has them. */
export async function tellMove(app: App, move: Omit<Move, "id">): Promise<void> {
  app.refusals.delete(move.mission);
  await sayMove(move);
  await lookAtDrafts(app);
  if (app.stage === "locked" || app.stage === "choosing") app.stage = "all";
  await tellAll(app);
  await refresh(app.page.state);
  await showMissions(app);
}

/** Call for help: kept first, then told; whether it was heard at once. */
export async function callForHelp(app: App, to: "alarm" | "danger", body: Record<string, unknown>): Promise<boolean> {
  await call(to, body);
  await tellAll(app);
  const isHeard = (await outbox()).calls.length === 0;
  if (isHeard && to === "alarm" && (await refresh(app.page.state)).is === "fresh") await showMissions(app); // void from now on
  return isHeard;
}

async function tellAll(app: App): Promise<void> {
  const heard = await empty(app.page.home);
  for (const [mission, words] of heard.refusals) app.refusals.set(mission, words);
  if (heard.phones.length) app.phones = heard.phones;
  await lookAtDrafts(app);
}

async function showMissions(app: App): Promise<void> {
  if (!isOpen()) return;
  app.missions = await knownMissions();
  app.reasons = await knownReasons();
  const open = app.missions.find((each) => each.ref === app.mission?.ref);
  if (open && app.mission && open.state !== app.mission.state) app.mission = open;
}

/** Send every visit that waits. */
export async function sendWaiting(app: App): Promise<ReturnType<typeof sendAll>> {
  if (await takesRecords()) await tellDevice(app.page.home).catch(() => undefined); // before the first record that it signed
  const came = await sendAll((mission, left) => app.left.set(mission, left));
  app.left.clear();
  for (const [ref, sent] of came) {
    if (sent.is !== "received") continue;
    app.received.set(ref, sent.message);
    const mission = app.missions.find((each) => each.ref === ref);
    if (mission) mission.state = "done";
  }
  await lookAtDrafts(app);
  return came;
}

export async function lookAtDrafts(app: App): Promise<void> {
  if (!isOpen()) return;
  app.standings = await standings();
  app.saying = new Map((await outbox()).moves.map((move) => [move.mission, move.move]));
}

/** Open one mission; the address and the history keep saying nothing but "notes". */
export function openMission(app: App, mission: Mission): void {
  history.pushState({ mission: mission.ref }, "", location.pathname);
  app.mission = mission;
  app.stage = "one";
  window.scrollTo(0, 0);
}

/** Show what the history's entry stands for. */
export function followHistory(app: App): void {
  if (!isOpen() || app.stage === "closed") return;
  const ref = (history.state as { mission?: string } | null)?.mission;
  const mission = app.missions.find((each) => each.ref === ref) ?? null;
  app.mission = mission;
  app.stage = mission ? "one" : "all";
  void lookAtDrafts(app);
}

/** Name what must be kept before the key goes; the form does. */
export function keepBeforeLocking(act: (() => Promise<void>) | null): void {
  beforeLocking = act;
}

/** Keep what was written, then let go of the key. */
export async function lockNow(app: App): Promise<void> {
  await beforeLocking?.().catch(() => undefined);
  lock();
  dropKey();
  app.missions = [];
  app.standings = new Map();
  app.mission = null;
  if (app.stage === "all" || app.stage === "one") app.stage = "locked";
}
