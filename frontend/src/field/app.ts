/** The state of the notes that every part looks at, and the few things that change it. */
import { reactive, type InjectionKey } from "vue";
import { standings, type Standing } from "./drafts";
import { isOpen, lock } from "./sealed";
import { sendAll } from "./sending";
import { knownMissions, refresh, type Mission } from "./session";
import type { Language, Page, Words } from "./words";

export type Stage = "opening" | "choosing" | "locked" | "closed" | "all" | "one";

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
  away: boolean;
  closedWords: string;
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
    away: false,
    closedWords: "",
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

/** Show what is known, then ask the server, send what waits, and show that. */
export async function refreshAll(app: App): Promise<void> {
  app.missions = await knownMissions();
  await lookAtDrafts(app);
  if (app.stage !== "one") app.stage = "all";
  const asked = await refresh(app.page.state);
  if (!isOpen()) return; // locked meanwhile
  app.away = asked.is === "away";
  if (asked.is === "closed") {
    app.closedWords = asked.message;
    app.stage = "closed";
  } else if (asked.is === "fresh") {
    app.missions = await knownMissions();
    await sendWaiting(app);
  }
}

/** Send every visit that waits. */
export async function sendWaiting(app: App): Promise<ReturnType<typeof sendAll>> {
  const came = await sendAll((mission, left) => app.left.set(mission, left));
  app.left.clear();
  for (const [ref, sent] of came) {
    const mission = app.missions.find((each) => each.ref === ref);
    if (mission && sent.is === "received") mission.state = "done";
  }
  await lookAtDrafts(app);
  return came;
}

export async function lookAtDrafts(app: App): Promise<void> {
  if (isOpen()) app.standings = await standings();
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
  app.missions = [];
  app.standings = new Map();
  app.mission = null;
  if (app.stage === "all" || app.stage === "one") app.stage = "locked";
}
