/** The preview of a questionnaire: the phone's own form, asked for by its address and only here, in a page that can neither keep nor send. */
import type { startPreview } from "./field/note";

const place = document.getElementById("preview");
const told = document.getElementById("preview-page");

async function start(place: HTMLElement, told: string): Promise<void> {
  const note = (await import(/* @vite-ignore */ place.dataset.form ?? "")) as { startPreview: typeof startPreview };
  note.startPreview(place, JSON.parse(told));
}

if (place && told) void start(place, told.textContent ?? "{}");
