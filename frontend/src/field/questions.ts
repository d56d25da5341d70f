/**
 * Questions about her notes, and what she answers: sealed at once like everything that she writes, told with the next line, and
 * counted once by its question however often it is sent. Only the server's word that it has the answer lets it go.
 */
import { ask, isPresent, presentNumber } from "./door";
import { keep, namesFrom, read } from "./sealed";

/** A question as the server tells it (docs/reference/field-json.md); `mission` is the note that it is about. */
export interface Question {
  ref: string;
  mission: string | null;
  words: string;
  answer_by: string;
}

/** What she wrote: still `writing`, `waiting` to be told, or `refused` with the server's words, to be told again only when she says so. */
export interface Reply {
  answer: string;
  is: "writing" | "waiting" | "refused";
  /** The number that it was written under, whose key it is told with. */
  of: string;
  said?: string;
}

const ROW = "reply/";
/** Answers that are about the answer itself: telling it again would change nothing. */
const FINAL = new Set([400, 404, 409, 422]);

/** Return what she wrote and nobody has yet, by question. */
export async function repliesHere(): Promise<Map<string, Reply>> {
  const found = new Map<string, Reply>();
  for (const name of await namesFrom(ROW)) {
    const reply = await read<Reply>(name);
    if (reply) found.set(name.slice(ROW.length), reply);
  }
  return found;
}

/** Keep what she writes, or says; an empty text is kept nowhere. */
export async function keepReply(question: string, answer: string, is: "writing" | "waiting" = "writing"): Promise<void> {
  const reply: Reply = { answer: answer.trim() ? answer : "", is, of: presentNumber() };
  await change(question, async () => (reply.answer ? reply : undefined));
}

/** Take back what nobody was told yet. What is being told just now is waited for: its answer stands. */
export async function takeBackReply(question: string): Promise<void> {
  await navigator.locks.request("notes-replies", () => change(question, async (reply) => reply && { ...reply, is: "writing" }));
}

/** Let go of what she wrote, and did not send, to questions of the present number that nobody asks any more; and of what was refused of one before. */
export async function forgetUnasked(asked: ReadonlySet<string>): Promise<void> {
  for (const [question, { is, of }] of await repliesHere()) {
    const isOver = isPresent(of) ? is !== "waiting" && !asked.has(question) : is === "refused";
    if (isOver) await keep({ [ROW + question]: undefined });
  }
}

/** Tell every answer that waits. What she wrote on while it was told is kept. */
export async function tellReplies(home: string): Promise<void> {
  await navigator.locks.request("notes-replies", async () => {
    for (const [question, { is, answer, of }] of await repliesHere()) {
      if (is !== "waiting") continue;
      const told = await ask(`${home}questions/${question}`, { of, method: "PUT", body: JSON.stringify({ answer }) }).catch(() => undefined);
      if (!told || (!told.ok && !FINAL.has(told.status))) continue;
      const { message } = (await told.json().catch(() => ({}))) as { message?: string };
      if (told.ok) await askNoMore(question);
      await change(question, async (now) => {
        if (now?.is !== "waiting" || now.answer !== answer) return now;
        return told.ok ? undefined : { ...now, is: "refused", said: message ?? "" };
      });
    }
  });
}

/** Leave a question that was answered out of what is kept of the server's list, until a new list comes. */
async function askNoMore(question: string): Promise<void> {
  const state = await read<{ questions?: Question[] }>("state");
  if (state?.questions) await keep({ state: { ...state, questions: state.questions.filter((each) => each.ref !== question) } });
}

/** Change one answer while nobody else does, in this tab or another. */
async function change(question: string, act: (reply: Reply | undefined) => Promise<Reply | undefined>): Promise<void> {
  await navigator.locks.request(`notes-reply/${question}`, async () => {
    const before = await read<Reply>(ROW + question);
    const after = await act(before);
    if (after !== before) await keep({ [ROW + question]: after });
  });
}
