/** Sending what waits. Sending again changes nothing; only the server's word that it has everything lets a draft go. */
import { draftOf, dropDraft, keepDraft, SAID_PARTS, standings, type Draft, type Part, type Renaming } from "./drafts";
import { ask } from "./door";
import { givenOf, PIN, sealGiven, sendGiven } from "./sealing/giving";
import { read } from "./sealed";
import { knowsTheKey } from "./session";

/** What came of sending one visit. `away`: no answer, nothing is known, nothing is let go. `closed`: not wanted any more. */
export interface Sent {
  is: "received" | "away" | "refused" | "closed";
  message: string;
}

/** Bytes up to which a visit goes in one post. A larger one goes file by file, so that a cut line costs one file. */
const ONE_POST = 1_000_000;
const REFUSALS = new Set([400, 404, 409, 413, 422]);

/** Send a visit: its answers with what is said of them first, then each file that the server still misses. */
async function send(address: string, parts: Part[], progress: (left: number) => void): Promise<Sent> {
  const [xml, ...files] = parts as [Part, ...Part[]];
  const isSmall = parts.reduce((sum, part) => sum + part.file.size, 0) <= ONE_POST;
  let answer = await put(address, isSmall ? parts : [xml, ...files.filter((file) => SAID_PARTS.includes(file.name))]);
  while (answer.is === "partly") {
    const next = files.find((file) => answer.missing.includes(file.name));
    if (!next) return { is: "away", message: answer.message };
    progress(answer.missing.length);
    const before = answer.missing.length;
    answer = await put(address, [xml, next]);
    if (answer.is === "partly" && answer.missing.length >= before) return { is: "away", message: answer.message };
  }
  return { is: answer.is, message: answer.message };
}

type Answer = { is: "received" | "away" | "refused" | "closed" | "partly"; message: string; missing: string[] };

async function put(address: string, parts: Part[]): Promise<Answer> {
  const body = new FormData();
  for (const part of parts) body.set(part.name, new File([part.file], part.name, { type: part.type }));
  try {
    const answer = await ask(address, { method: "PUT", body });
    const told = (await answer.json().catch(() => ({}))) as { message?: string; missing?: string[] };
    const [message, missing] = [told.message ?? "", told.missing ?? []];
    if (answer.status === 201) return { is: missing.length ? "partly" : "received", message, missing };
    if (answer.status === 404 && !message) return { is: "closed", message, missing: [] }; // no fault of hers: the place is gone
    return { is: REFUSALS.has(answer.status) ? "refused" : "away", message, missing: [] };
  } catch {
    return { is: "away", message: "", missing: [] };
  }
}

const INSTANCE_ID = /<((?:\w+:)?)instanceID>([^<]*)<\/\1instanceID>/;

/** Return the instanceID in the XML of a visit. */
export async function instanceIdOf(parts: Part[]): Promise<string> {
  return INSTANCE_ID.exec((await parts[0]?.file.text()) ?? "")?.[2] ?? "";
}

/** Return the parts with the XML as it is sent: the same bytes each time. */
export async function asSent(parts: Part[], renaming: Renaming | null): Promise<Part[]> {
  const [xml, ...files] = parts as [Part, ...Part[]];
  if (!renaming) return parts;
  const meta = `<$1instanceID>${renaming.to}</$1instanceID><$1deprecatedID>${renaming.replaces}</$1deprecatedID>`;
  const text = (await xml.file.text()).replace(/<((?:\w+:)?)deprecatedID>[^<]*<\/\1deprecatedID>/, "").replace(INSTANCE_ID, meta);
  return [{ ...xml, file: new Blob([text], { type: xml.type }) }, ...files];
}

/** Seal what was given over, where the programme has a point; it stays as it is until it is sealed or sent. */
export async function sealDraft(mission: string): Promise<void> {
  const draft = await draftOf(mission);
  if (draft?.state !== "waiting" || !draft.parts.length) return;
  const parts = await asSent(draft.parts, draft.renaming);
  await sealGiven(mission, await instanceIdOf(parts), parts);
}

/** Send one visit: sealed where it is or can be. A phone that knows a point never sends plainly, whatever the server says. */
async function sendDraft(draft: Draft, progress: (left: number) => void): Promise<Sent> {
  await sealDraft(draft.mission).catch((fault) => console.warn("not sealed", fault));
  const given = await givenOf(draft.mission);
  if (given) return sendGiven(draft.submission, draft.mission, given, progress);
  if ((await read<string>(PIN)) || !draft.parts.length) return { is: "away", message: "" };
  return send(draft.submission, await asSent(draft.parts, draft.renaming), progress);
}

/** Send every visit that waits, one after another; two tabs never send at once. `held` wait for what is said of them first. */
export async function sendAll(progress: (mission: string, left: number) => void, held = new Set<string>()): Promise<Map<string, Sent>> {
  const came = new Map<string, Sent>();
  await navigator.locks.request("notes-sending", async () => {
    if (!(await knowsTheKey())) return;
    for (const [mission, { state }] of await standings()) {
      if (state !== "waiting" || held.has(mission)) continue;
      const draft = (await draftOf(mission)) as Draft;
      const sent = await sendDraft(draft, (left) => progress(mission, left));
      came.set(mission, sent);
      if (sent.is === "received") await dropDraft(mission);
      else if (sent.is === "refused" || sent.is === "closed") await keepDraft({ ...draft, state: sent.is, said: sent.message });
    }
  });
  return came;
}
