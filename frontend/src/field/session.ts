/**
 * What the phone knows of its missions, fetched when there is a line and kept sealed for when there is none
 * (docs/reference/field-json.md is the contract).
 */
import { ask } from "./door";
import type { Question } from "./questions";
import { rowOf } from "./record";
import { PIN } from "./sealing/giving";
import { isAgreed, pinned, type Named } from "./sealing/pin";
import { keep, namesFrom, read, readBytes } from "./sealed";

interface Centre {
  /** Absent from states that were kept by an earlier version. */
  ref?: string;
  name_ar: string;
  name_en: string;
  town_ar: string;
  town_en: string;
  site_type: string;
  position: { latitude: number; longitude: number } | null;
}

interface Form {
  version_id: string;
  title_ar: string;
  title_en: string;
  md5: string;
  address: string;
  /** The path of the question that names the mission; "" when the form has none. */
  mission_path: string;
  media: { name: string; md5: string; address: string }[];
}

export interface Mission {
  ref: string;
  kind: string;
  state: string;
  channel: string;
  window: { start: string; end: string };
  answer_by: string | null;
  reschedules_left: number;
  /** What the shopper may say of it now. */
  moves: string[];
  /** Its service is one that she needs this month. */
  fits_need?: boolean;
  /** The place can tell who she is by the nature of it. */
  known_to_body?: boolean;
  /** Why what was given over could not be taken in, in both languages; it is to be done again. */
  not_taken?: { ar: string; en: string } | null;
  photo_allowed: boolean;
  recording_allowed: boolean;
  centre: Centre;
  service: { name_ar: string; name_en: string } | null;
  /** What is played there: name, story, must, may and never in both languages; null once nothing is left to do. */
  scenario: Record<string, string> | null;
  form: Form | null;
  submission: string | null;
}

/** What a kind of mission offers to be touched on the way, by code; `log` where it makes sense to log contacts. */
export interface Instruments {
  marks: string[];
  counts: string[];
  promises: string[];
  log: boolean;
}

/** The reasons that go with a move, in the order to show. */
export type Reasons = Record<string, { code: string; ar: string; en: string }[]>;

/** What she may begin herself. */
export interface Everyday {
  ref: string;
  title_ar: string;
  title_en: string;
  scenario_ar: string;
  scenario_en: string;
}

/** A service that she needs this month. */
export interface Need {
  code: string;
  name_ar: string;
  name_en: string;
}

interface State {
  missions: Mission[];
  reasons: Reasons;
  /** By kind of mission; absent from servers that take no record. */
  instruments?: Record<string, Instruments>;
  everyday?: Everyday[];
  needed?: Need[];
  /** What she is asked about her notes; absent from servers that ask nothing. */
  questions?: Question[];
  /** The duty officer's. */
  phones?: string[];
  /** The programme's point to which visits are sealed; null or absent where they are sent plainly. */
  seal?: Named | null;
}

const OVER = new Set(["declined", "expired", "not-done", "withdrawn", "void"]);

/** Whether nothing is left to do or to send, though it was not done. */
export function isOver(mission: Mission): boolean {
  return OVER.has(mission.state);
}

/** What a question asks for that the rules of the mission's site forbid to capture; null where it may be. */
export function forbiddenAt(mission: Mission, accept: string): "photo" | "recording" | null {
  if (accept.startsWith("image")) return mission.photo_allowed ? null : "photo";
  return /^(audio|video)/.test(accept) && !mission.recording_allowed ? "recording" : null;
}

/** What came of asking: `closed` when the key is withdrawn, `away` without a line. */
export type Asked = { is: "fresh" | "away" } | { is: "closed"; message: string };

/** Return the missions as they were known last; none on a phone that never had a line. */
export async function knownMissions(): Promise<Mission[]> {
  return (await read<State>("state"))?.missions ?? [];
}

/** Return the reasons for each move as they were known last. */
export async function knownReasons(): Promise<Reasons> {
  return (await read<State>("state"))?.reasons ?? {};
}

/** Return what a kind of mission offers to be touched; undefined where the server takes no record. */
export async function instrumentsOf(kind: string): Promise<Instruments | undefined> {
  const offered = (await read<State>("state"))?.instruments;
  return offered && (offered[kind] ?? { marks: [], counts: [], promises: [], log: false });
}

/** Tell whether the server takes records beside visits. */
export async function takesRecords(): Promise<boolean> {
  return (await read<State>("state"))?.instruments !== undefined;
}

/** Tell whether the server was asked with this key, and names no other point than the one that this phone knows. */
export async function knowsTheKey(): Promise<boolean> {
  return (await standsOfKey()) === "known";
}

/** Tell how it stands with the programme's point; `unasked` before the first answer to this key: nothing is sent then. */
export async function standsOfKey(): Promise<"unasked" | "known" | "differs"> {
  const state = await read<State>("state");
  if (!state) return "unasked";
  return isAgreed(await read<string>(PIN), state.seal ?? undefined) ? "known" : "differs";
}

/** Return what she may begin herself, what she needs and is asked, and whom she may call, as they were known last. */
export async function knownOwn(): Promise<{ everyday: Everyday[]; needed: Need[]; questions: Question[]; phones?: string[] }> {
  const state = await read<State>("state");
  return { everyday: state?.everyday ?? [], needed: state?.needed ?? [], questions: state?.questions ?? [], ...(state?.phones && { phones: state.phones }) };
}

/** Ask for the missions and keep them, with every form and file that is not here yet. */
export async function refresh(address: string): Promise<Asked> {
  const tag = (await knowsTheKey()) ? ((await read<string>("state-tag")) ?? "") : ""; // "nothing new" would leave it so
  let answer: Response;
  try {
    answer = await ask(address, { headers: { Accept: "application/json", "If-None-Match": tag } });
  } catch {
    return { is: "away" };
  }
  if (answer.status === 401) {
    const told = (await answer.json().catch(() => ({}))) as { message?: string };
    return { is: "closed", message: told.message ?? "" };
  }
  if (answer.status !== 304) {
    if (!answer.ok) return { is: "away" };
    const state = withDrafts((await answer.json()) as State, await knownMissions(), await begun());
    const pin = await pinned(await read<string>(PIN), state.seal ?? undefined);
    await keep({ state, [PIN]: pin, "state-tag": answer.headers.get("ETag") ?? "" });
  }
  await fetchForms(await knownMissions()).catch(() => undefined); // what did not come now comes with the next line
  return { is: "fresh" };
}

/** Return the missions that this phone has begun: a draft is written, or a record touched. */
async function begun(): Promise<Set<string>> {
  const names = [...(await namesFrom("draft/")), ...(await namesFrom(rowOf("")))];
  return new Set(names.map((name) => name.slice(name.indexOf("/") + 1)));
}

/** A mission that was taken back keeps its form on a phone that has begun it: what was written can still be read and sent. */
function withDrafts(state: State, before: Mission[], drafts: Set<string>): State {
  const missions = state.missions.map((mission) => {
    const old = before.find((each) => each.ref === mission.ref);
    if (mission.form || !old?.form || !drafts.has(mission.ref)) return mission;
    return { ...mission, form: old.form, scenario: old.scenario, submission: old.submission };
  });
  return { ...state, missions };
}

async function fetchForms(missions: Mission[]): Promise<void> {
  const here = new Set(await namesFrom("form/"));
  const wanted = new Map<string, string>();
  for (const { form } of missions) {
    if (!form) continue;
    wanted.set(formRow(form), form.address);
    for (const file of form.media) wanted.set(mediaRow(form, file), file.address);
  }
  for (const [row, address] of wanted) if (!here.has(row)) await fetchInto(row, address);
  const gone = [...here].filter((row) => !wanted.has(row));
  await keep(Object.fromEntries(gone.map((row) => [row, undefined])));
}

async function fetchInto(row: string, address: string): Promise<void> {
  const answer = await ask(address);
  if (answer.ok) await keep({ [row]: await answer.arrayBuffer() });
}

/** Return the form of a mission; undefined when it never came to this phone. */
export async function formOf(mission: Mission): Promise<string | undefined> {
  const bytes = mission.form ? await readBytes(formRow(mission.form)) : undefined;
  return bytes && new TextDecoder().decode(bytes);
}

/** Return a file that goes with the form of a mission; undefined when it never came. */
export async function mediaOf(mission: Mission, name: string): Promise<ArrayBuffer | undefined> {
  const file = mission.form?.media.find((each) => each.name === name);
  return file && readBytes(mediaRow(mission.form!, file));
}

function formRow(form: Form): string {
  return `form/${form.version_id}/${form.md5}`;
}

function mediaRow(form: Form, file: { name: string; md5: string }): string {
  return `form/${form.version_id}/${file.md5}/${file.name}`;
}
