/** The state of the notes that every part looks at, and the few things that change it. */
import { reactive, type InjectionKey } from "vue";
import { standings, type Standing } from "./drafts";
import { ensureDevice, tellDevice, type Keyed } from "./device";
import { lastHeard } from "./clock";
import { dropKey, forgetKeys, hasKey, isPresent, presentNumber, takeKey } from "./door";
import { cameInBy, comeIn, judge, linkInAddress, setOut, tellTried } from "./links";
import { hasCode, isOpen, lock } from "./sealed";
import { forgetPlain } from "./sealing/giving";
import { sendAll } from "./sending";
import { afterAlarm, noteHeard, type After } from "./afterwards";
import { alarmsWaiting, raise, type AlarmStands } from "./alarms";
import { empty, keepCall, numbersIn, outbox, photosWaiting, say as sayMove, sayNeeds, sendPhotos, takeBack as takeBackMoves, tellUnkept, type Move } from "./outbox";
import { knownOwnPages, ownWaiting, refreshOwnPages, type OwnPages } from "./ownpages";
import { forgetUnasked, repliesHere, tellReplies, type Question, type Reply } from "./questions";
import { knownMissions, knownOwn, knownReasons, refresh, standsOfKey, takesRecords, type Everyday, type Mission, type Need, type Reasons } from "./session";
import type { Language, Page, Words } from "./words";

/** `opening` a link · `empty` without a key · `choosing` a code · `locked` · `closed` by the server · `all` notes · `one` of them · `everyday` and `needs`: her own · a `question` about one · what comes `after` an alarm. */
export type Stage = "opening" | "empty" | "choosing" | "locked" | "closed" | "all" | "one" | OwnPage;
export type OwnPage = "everyday" | "needs" | "question" | "after" | "learn" | "mine";
export const OWN_PAGES: readonly Stage[] = ["everyday", "needs", "question", "after", "learn", "mine"];

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
  everyday: Everyday[];
  needed: Need[];
  /** What she began herself and nobody was told yet. */
  beginning: Move[];
  /** Whether what she needs is still to be told. */
  needsWait: boolean;
  /** Her own pages as they were known last; null on a phone that never had them. What of them nobody was told yet, and what was told last. */
  pages: OwnPages | null;
  ownWaits: string[];
  ownTold: string;
  /** What she is asked about her notes, the ref of the one that is open, and what she wrote to any of them. */
  questions: Question[];
  question: string;
  replies: Map<string, Reply>;
  /** What stands after an alarm; null when there was none, or it was put away. */
  after: After | null;
  /** Ids of calls for help that were not heard yet, and of reports whose photo is still here. */
  calling: Set<string>;
  photos: Set<string>;
  /** Alarms that were raised in this tab, by id. */
  alarms: Map<string, { mission?: string; stands: AlarmStands }>;
  /** Whom to call. */
  phones: string[];
  away: boolean;
  /** When this phone last heard from the server; "" when it never did. */
  awaySince: string;
  /** Something could not be sealed, and was not sent: this phone has no room for it. */
  full: boolean;
  /** Something of a number before this one is still on its way. */
  before: boolean;
  /** The server names another point than the one that this phone knows: nothing is sent. */
  keyDiffers: boolean;
  /** Why the notes are closed or empty, in words. */
  closedWords: string;
  /** A link that was opened just now and is not sealed yet; and one that was found used. */
  freshLink: string;
  usedLink: string;
  /** What became of this phone's signing key since the notes were opened. */
  keyed: Keyed;
}

export const APP: InjectionKey<App> = Symbol("app");
const USED = "panel.link-used";
/** What the form must do before the notes are locked: keep the last letter. */
let beforeLocking: (() => Promise<void>) | null = null;

/** Return the state for a page that was just opened, in the language that this phone spoke last. */
export function makeApp(page: Page): App {
  const language = (localStorage.getItem("notes-language") as Language | null) ?? page.language;
  const app = freshApp(page, language);
  speak(app, language);
  return app;
}

/** Return the state that knows nothing yet; nothing is read from this phone, and nothing kept on it. */
export function freshApp(page: Page, language: Language): App {
  return reactive<App>({
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
    everyday: [],
    needed: [],
    beginning: [],
    needsWait: false,
    pages: null,
    ownWaits: [],
    ownTold: "",
    questions: [],
    question: "",
    replies: new Map(),
    after: null,
    calling: new Set(),
    photos: new Set(),
    alarms: new Map(),
    phones: [],
    away: false,
    awaySince: "",
    full: false,
    before: false,
    keyDiffers: false,
    closedWords: "",
    freshLink: "",
    usedLink: "",
    keyed: "",
  });
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

/** Return a day of this season as a list shows it: "3 November". */
export function shortDayIn(app: App, moment: string): string {
  const locale = app.language === "ar" ? "ar-u-nu-latn" : "en-GB";
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" }).format(new Date(moment));
}

/** Return a moment as the reader writes it: the time alone today, else with its day. */
export function momentIn(app: App, moment: string): string {
  const at = new Date(moment);
  const locale = app.language === "ar" ? "ar-u-nu-latn" : "en-GB";
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  return at.toDateString() === new Date().toDateString() ? time : `${shortDayIn(app, moment)}، ${time}`.replace("،", app.language === "ar" ? "،" : ",");
}

/** Begin: with the link that the address carries, or with what this phone holds. Nothing is spent before a code is chosen. */
export async function begin(app: App): Promise<void> {
  if (!window.isSecureContext) {
    app.stage = "empty";
    return say(app, app.words.needsTls);
  }
  const link = linkInAddress(app.page.home);
  const forgetting = forgetPlain().catch(() => undefined); // of a tab that was killed before it could
  const has = await hasCode().catch(() => false);
  await forgetting;
  app.stage = has ? "locked" : "empty";
  if (link === "") return;
  if (link === undefined) return say(app, app.words.linkBroken);
  const judged = await judge(app.page.enter, link);
  if (judged.is === "away") return say(app, app.words.noLine);
  if (judged.is === "bad") {
    if (judged.code === USED && has) app.usedLink = link; // maybe by this phone: it knows once it is open
    else if (judged.code === USED) void tellTried(app.page.exchange, link);
    return say(app, judged.message);
  }
  speak(app, judged.language);
  app.freshLink = link;
  app.stage = has ? "locked" : "choosing";
}

function say(app: App, words: string | undefined): void {
  app.closedWords = words ?? "";
}

/** The notes were just opened with the code: take the key, then show and ask. */
export async function opened(app: App): Promise<void> {
  if (app.freshLink) await setOut(app.freshLink);
  else if (app.usedLink && !(await cameInBy(app.usedLink))) void tellTried(app.page.exchange, app.usedLink);
  app.freshLink = app.usedLink = app.closedWords = "";
  app.refusals.delete("link");
  await takeKey();
  await refreshAll(app);
  followHistory(app);
}

/** Exchange the link that waits, if one does; whether there is a key to go on with. A refused link shuts no notes that have one. */
async function isIn(app: App): Promise<boolean> {
  const came = await comeIn(app.page.exchange);
  if (!hasKey()) {
    say(app, came?.is === "bad" ? came.message : came ? app.words.linkWaits : app.words.noKey);
    app.stage = "closed";
    return false;
  }
  if (came?.is === "bad") app.refusals.set("link", came.message);
  else if (app.stage === "closed" && came) app.stage = "all";
  await ensureDevice().catch(() => undefined); // without one a record goes unsigned
  return true;
}

/** Show what is known, then ask the server, send what waits, and show that. */
export async function refreshAll(app: App): Promise<void> {
  if (!(await isIn(app))) return;
  await showMissions(app);
  await lookAtDrafts(app);
  if (app.stage === "locked" || app.stage === "choosing") app.stage = "all";
  await tellAll(app);
  const asked = await refresh(app.page.state);
  app.asked = true;
  if (!isOpen()) return; // locked meanwhile
  app.away = asked.is === "away";
  if (app.away) app.awaySince = await lastHeard();
  if (asked.is === "closed") {
    app.closedWords = asked.message;
    app.stage = "closed";
  } else if (asked.is === "fresh") {
    await showMissions(app);
    await refreshOwn(app);
    await forgetUnasked(new Set(app.questions.map((each) => each.ref)));
    await sendWaiting(app);
  }
}

/** The line is gone, by the phone's own word. */
export async function loseLine(app: App): Promise<void> {
  app.away = true;
  app.awaySince = await lastHeard();
}

/** Say something of a mission: kept first, told now or with the next line, then the missions as the server has them. */
export async function tellMove(app: App, move: Omit<Move, "id">): Promise<void> {
  app.refusals.delete(move.mission);
  await sayMove(move);
  await lookAtDrafts(app); // on a slow line it is seen to wait
  await tellAll(app);
  await refresh(app.page.state);
  await showMissions(app);
}

/** Take back what was said of a mission, or begun, before anybody was told; what the server knows already stands. */
export async function takeBack(app: App, of: { mission?: string; id?: string }): Promise<void> {
  await takeBackMoves((move) => (of.id ? move.id === of.id : move.mission === of.mission));
  await lookAtDrafts(app);
}

/** Begin something of her own: its note opens once the server has answered, else it waits in the list. */
export async function beginEveryday(app: App, begun: Pick<Move, "everyday" | "centre" | "channel" | "shown">): Promise<void> {
  app.refusals.delete("begin-everyday");
  await sayMove({ mission: "", move: "begin-everyday", ...begun });
  const refs = await tellAll(app);
  await refresh(app.page.state);
  await showMissions(app);
  const note = app.missions.find((each) => refs.includes(each.ref));
  if (note) openMission(app, note, "in its place");
  else if (!app.refusals.has("begin-everyday")) history.back();
}

/** Say what she needs this month; whether it was told at once. */
export async function tellNeeds(app: App, services: string[]): Promise<void> {
  app.refusals.delete("needs");
  await sayNeeds(services);
  await tellAll(app);
  await refresh(app.page.state);
  await showMissions(app);
}

/** Say something of herself or of her training: kept first, told now or with the next line, then her pages as the server has them. */
export async function tellOwn(app: App, move: string, said: Record<string, unknown>): Promise<void> {
  app.refusals.delete(move);
  app.ownTold = "";
  await sayMove({ mission: "", move, said });
  await lookAtDrafts(app); // on a slow line it is seen to wait
  await tellAll(app);
  await refreshOwn(app);
  if (!app.ownWaits.includes(move) && !app.refusals.has(move)) app.ownTold = move;
}

/** Ask for her own pages, and show them. */
export async function refreshOwn(app: App): Promise<void> {
  await refreshOwnPages(app.page.home);
  if (isOpen()) app.pages = await knownOwnPages();
}

/** Raise an alarm, told at once and again until it is heard. Returns its id; how it stands is in `alarms`. */
export function raiseAlarm(app: App, mission?: string): string {
  return raise(app.page.home, mission, (id, stands, heard) => {
    app.alarms.set(id, { mission, stands });
    noteHeard(app, heard.alarms);
    if (stands !== "heard" || !isOpen()) return;
    if (heard.phones.length) app.phones = heard.phones;
    void refreshAll(app).catch(() => undefined); // its mission is void from now on
  });
}

/** Report a danger: kept first, then told. Returns its id, "" when it could be neither; else see `calling`, `photos` and `refusals`. */
export async function reportDanger(app: App, body: Record<string, unknown>, photo?: Blob): Promise<string> {
  const id = crypto.randomUUID();
  const one = { to: "danger", at: Date.now(), body: { id, ...body } };
  const isKept = await keepCall(one, photo).then(() => true, () => false);
  if (!isKept) return (await tellUnkept(app.page.home, one)) ? id : "";
  await lookAtDrafts(app);
  await tellAll(app);
  return id;
}

/** Tell what waits, and return the missions that were begun by it. */
async function tellAll(app: App): Promise<string[]> {
  const heard = await empty(app.page.home, alarmsWaiting());
  for (const [mission, words] of heard.refusals) app.refusals.set(mission, words);
  if (heard.phones.length) app.phones = heard.phones;
  noteHeard(app, heard.alarms);
  await tellReplies(app.page.home);
  if (isOpen()) app.questions = (await knownOwn()).questions;
  await lookAtDrafts(app);
  void sendPhotos(app.page.home)
    .then(() => lookAtDrafts(app))
    .catch(() => undefined); // locked meanwhile: they go when the notes are opened again
  return heard.begun;
}

async function showMissions(app: App): Promise<void> {
  if (!isOpen()) return;
  app.missions = await knownMissions();
  app.keyDiffers = (await standsOfKey()) === "differs";
  app.reasons = await knownReasons();
  Object.assign(app, await knownOwn());
  app.pages = await knownOwnPages();
  app.after ??= await afterAlarm();
  const open = app.missions.find((each) => each.ref === app.mission?.ref);
  if (open && app.mission && open.state !== app.mission.state) app.mission = open;
}

/** Send every visit that waits, after what was said: a yes that nobody heard yet leaves its visit without a place. */
export async function sendWaiting(app: App): Promise<ReturnType<typeof sendAll>> {
  await tellAll(app);
  if (await takesRecords()) app.keyed = (await tellDevice(app.page.home).catch(() => "" as const)) || app.keyed; // before the first record that it signed
  const untold = new Set((await outbox()).moves.map((move) => move.mission));
  const came = await sendAll((mission, left) => app.left.set(mission, left), untold);
  app.left.clear();
  app.full = [...came.values()].some((sent) => sent.is === "full");
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
  const [box, drafts] = [await outbox(), [...(await standings())]];
  const moves = box.moves.filter((move) => isPresent(move.of));
  app.standings = new Map(drafts.filter(([, draft]) => isPresent(draft.of)));
  app.saying = new Map(moves.filter((move) => move.mission).map((move) => [move.mission, move.move]));
  app.beginning = moves.filter((move) => move.move === "begin-everyday");
  app.ownWaits = await ownWaiting();
  app.needsWait = box.needed?.[presentNumber()] !== undefined;
  const replies = [...(await repliesHere())];
  app.replies = new Map(replies.filter(([, reply]) => isPresent(reply.of)));
  const told = replies.filter(([, reply]) => reply.is === "waiting").map(([, reply]) => reply.of);
  const waiting = [...told, ...drafts.filter(([, draft]) => draft.state === "waiting" || draft.state === "refused").map(([, draft]) => draft.of), ...numbersIn(box)];
  app.before = waiting.some((of) => !isPresent(of));
  await forgetKeys(new Set([...told, ...drafts.map(([, draft]) => draft.of ?? ""), ...numbersIn(box)]));
  app.calling = new Set(box.calls.map((one) => String(one.body.id)));
  app.photos = await photosWaiting();
}

/** Open a page of her own things. */
export function openOwn(app: App, page: OwnPage): void {
  history.pushState({ page }, "", location.pathname);
  app.mission = null;
  app.stage = page;
  window.scrollTo(0, 0);
}

/** Open one mission; the address and the history keep saying nothing but "notes". */
export function openMission(app: App, mission: Mission, where: "beside" | "in its place" = "beside"): void {
  if (where === "beside") history.pushState({ mission: mission.ref }, "", location.pathname);
  else history.replaceState({ mission: mission.ref }, "", location.pathname);
  app.mission = mission;
  app.stage = "one";
  window.scrollTo(0, 0);
}

/** Show what the history's entry stands for. */
export function followHistory(app: App): void {
  if (!isOpen() || app.stage === "closed") return;
  const { mission: ref, page, question } = (history.state ?? {}) as { mission?: string; page?: OwnPage; question?: string };
  const mission = app.missions.find((each) => each.ref === ref) ?? null;
  app.mission = mission;
  app.question = question ?? "";
  app.stage = mission ? "one" : page && (page !== "after" || app.after) ? page : "all";
  void lookAtDrafts(app);
}

/** Name what must be kept before the key goes; the form does. */
export function keepBeforeLocking(act: (() => Promise<void>) | null): void {
  beforeLocking = act;
}

/** Keep what was written, then let go of the key. */
export async function lockNow(app: App): Promise<void> {
  await beforeLocking?.().catch(() => undefined);
  await forgetPlain().catch(() => undefined);
  lock();
  dropKey();
  app.missions = [];
  app.standings = new Map();
  app.mission = null;
  app.everyday = app.needed = [];
  app.beginning = [];
  app.pages = null;
  app.ownWaits = [];
  app.questions = [];
  app.replies = new Map();
  app.after = null;
  app.phones = [];
  if (["all", "one", ...OWN_PAGES].includes(app.stage)) app.stage = "locked";
}

/** Nothing is left on this phone: nothing of it is shown in this tab any more. */
export async function forgotten(app: App): Promise<void> {
  app.stage = "empty";
  app.freshLink = app.usedLink = app.closedWords = "";
  await lockNow(app);
  for (const said of [app.saying, app.refusals, app.received, app.left]) said.clear();
}
