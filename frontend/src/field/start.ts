import type { App } from "./words";

/** Draw the form where the page has a place for it. Its engine is large, so that only this page fetches it. */
export async function startForm(): Promise<void> {
  const place = document.getElementById("notes-form");
  const told = document.getElementById("notes-app");
  if (!place || !told) return;
  const [{ createApp }, { default: NotesForm }] = await Promise.all([import("vue"), import("./NotesForm.vue")]);
  createApp(NotesForm, { app: JSON.parse(told.textContent ?? "{}") as App }).mount(place);
}
