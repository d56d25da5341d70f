/** The preview of a questionnaire at the desk: the notes' own form, and nothing that keeps or sends. */
import { createApp, type Component } from "vue";
import { APP, freshApp } from "../app";
import type { Language, Words } from "../words";
import PreviewApp from "./PreviewApp.vue";

/** What the page of a preview tells. `files`: what goes with the form, by name, in base64. */
export interface PreviewPage {
  language: Language;
  words: Record<Language, Words>;
  form: string;
  /** The path of the question that names the mission; "" when the form has none. */
  hidden: string;
  files: Record<string, string>;
}

/** Draw a preview. */
export function startPreview(place: Element, told: PreviewPage): void {
  const addresses = { state: "", home: "", enter: "", exchange: "", worker: "" };
  const app = freshApp({ ...addresses, language: told.language, words: told.words, locks: [] }, told.language);
  createApp(PreviewApp as Component, { page: told }).provide(APP, app).mount(place);
}
