import type { Draft } from "./drafts";
import type { App } from "./words";

/** What came of sending: whether the server has everything, and its words. */
export interface Sent {
  received: boolean;
  message: string;
}

/** Send a visit; sending it again changes nothing. Without an answer nothing is known, so nothing is let go. */
export async function send(app: App, parts: Draft["parts"]): Promise<Sent> {
  const body = new FormData();
  for (const part of parts) body.set(part.name, new File([part.file], part.name, { type: part.type }));
  try {
    const answer = await fetch(app.submission, { method: "PUT", body, headers: { "X-CSRFToken": app.token } });
    const told = (await answer.json().catch(() => ({}))) as { message?: string; missing?: string[] };
    return { received: answer.status === 201 && told.missing?.length === 0, message: told.message ?? "" };
  } catch {
    return { received: false, message: "" };
  }
}
