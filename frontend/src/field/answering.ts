/** Opening a question about one of her notes, and answering it. */
import { lookAtDrafts, openOwn, refreshAll, type App } from "./app";
import { keepReply } from "./questions";

/** Open a question. */
export function openQuestion(app: App, question: string): void {
  app.question = question;
  openOwn(app, "question");
  history.replaceState({ page: "question", question }, "", location.pathname);
}

/** Answer a question: kept first, told now or with the next line. */
export async function answerQuestion(app: App, question: string, answer: string): Promise<void> {
  await keepReply(question, answer, "waiting");
  await lookAtDrafts(app); // on a slow line it is seen to wait
  await refreshAll(app);
}
