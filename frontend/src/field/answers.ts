/** What an answer to a visit says, read in one place for what goes sealed and what goes plainly. */

/** What came of sending one visit. `away`: no answer, nothing is known, nothing is let go. `closed`: not wanted any more.
 * `full`: this phone has no room to seal it, so it was not sent. */
export interface Sent {
  is: "received" | "away" | "refused" | "closed" | "full";
  message: string;
}

/** An answer as it was read; `missing` names the files that the server has not got yet. */
export interface Answer extends Sent {
  code: string;
  missing: string[];
}

const REFUSALS = new Set([400, 404, 409, 413, 422]);

/** Read an answer. 201 alone says that something was received. */
export async function answerOf(answer: Response): Promise<Answer> {
  const told = (await answer.json().catch(() => ({}))) as { code?: string; message?: string; missing?: string[] };
  const said = { code: told.code ?? "", message: told.message ?? "", missing: told.missing ?? [] };
  if (answer.status === 201) return { is: "received", ...said };
  if (answer.status === 404 && !said.message) return { is: "closed", ...said }; // no fault of hers: the place is gone
  return { is: REFUSALS.has(answer.status) ? "refused" : "away", ...said };
}
