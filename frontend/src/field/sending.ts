/** Sending what waits. Sending again changes nothing; only the server's word that it has everything lets a draft go. */
import { answerOf, type Answer, type Sent } from "./answers";
import { draftOf, SAID_PARTS, settleDraft, standings, withDraft, type Draft, type Part, type Renaming } from "./drafts";
import { ask } from "./door";
import { givenOf, PIN, sealGiven, sendGiven } from "./sealing/giving";
import { read } from "./sealed";
import { knowsTheKey } from "./session";

/** Bytes up to which a visit goes in one post. A larger one goes file by file, so that a cut line costs one file. */
const ONE_POST = 1_000_000;
const AWAY: Sent = { is: "away", message: "" };

/** Send a visit: its answers with what is said of them first, then each file that the server still misses. */
async function send({ submission, of }: Draft, parts: Part[], progress: (left: number) => void): Promise<Sent> {
  const [xml, ...files] = parts as [Part, ...Part[]];
  const isSmall = parts.reduce((sum, part) => sum + part.file.size, 0) <= ONE_POST;
  const put = (those: Part[]): Promise<Answer> => putParts(submission, those, of);
  let answer = await put(isSmall ? parts : [xml, ...files.filter((file) => SAID_PARTS.includes(file.name))]);
  while (answer.is === "received" && answer.missing.length) {
    const next = files.find((file) => answer.missing.includes(file.name));
    if (!next) return AWAY;
    progress(answer.missing.length);
    const before = answer.missing.length;
    answer = await put([xml, next]);
    if (answer.is === "received" && answer.missing.length >= before) return AWAY;
  }
  return { is: answer.is, message: answer.message };
}

async function putParts(address: string, parts: Part[], of: string | undefined): Promise<Answer> {
  const body = new FormData();
  for (const part of parts) body.set(part.name, new File([part.file], part.name, { type: part.type }));
  try {
    return await answerOf(await ask(address, { of, method: "PUT", body }));
  } catch {
    return { ...AWAY, code: "", missing: [] };
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

/** Seal what was given over, where the programme has a point; it stays as it is until it is sealed or sent. Two never seal at
 * once: their parts would be mixed, and parts of two sealings never make a visit. */
export async function sealDraft(mission: string): Promise<void> {
  await withDraft(mission, async (draft) => {
    if (draft?.state !== "waiting" || !draft.parts.length) return;
    const parts = await asSent(draft.parts, draft.renaming);
    await sealGiven(mission, await instanceIdOf(parts), parts);
  });
}

/** Whether something could not be kept because this phone has no room for it. */
function isFull(fault: unknown): boolean {
  const { name, inner } = fault as { name?: string; inner?: { name?: string } };
  return name === "QuotaExceededError" || inner?.name === "QuotaExceededError";
}

/** Send one visit: sealed where it is or can be. A phone that knows a point never sends plainly, whatever the server says. */
async function sendDraft(draft: Draft, progress: (left: number) => void): Promise<Sent> {
  const fault = await sealDraft(draft.mission).catch((why: unknown) => why);
  if (fault) console.warn("not sealed", fault);
  const given = await givenOf(draft.mission);
  if (given) return sendGiven(draft, given, progress);
  if ((await read<string>(PIN)) || !draft.parts.length) return isFull(fault ?? {}) ? { is: "full", message: "" } : AWAY;
  return send(draft, await asSent(draft.parts, draft.renaming), progress);
}

/**
 * Send every visit that waits, one after another; two tabs never send at once. `held` wait for what is said of them first. An
 * answer to what was written on meanwhile is an answer to nothing: the draft is sent by itself when it is given over again.
 */
export async function sendAll(progress: (mission: string, left: number) => void, held = new Set<string>()): Promise<Map<string, Sent>> {
  const came = new Map<string, Sent>();
  await navigator.locks.request("notes-sending", async () => {
    if (!(await knowsTheKey())) return;
    for (const [mission, { state }] of await standings()) {
      if (state !== "waiting" || held.has(mission)) continue;
      const draft = await draftOf(mission);
      if (draft?.state !== "waiting") continue;
      const sent = await sendDraft(draft, (left) => progress(mission, left));
      came.set(mission, (await settleDraft(draft, sent)) ? sent : AWAY);
    }
  });
  return came;
}
