import { createApp } from "vue";
import NotesApp from "./NotesApp.vue";
import type { Page } from "./words";

/** The phone's own store is filled when the code can be typed, or this long after the page was opened. */
const MOST_MS = 3_000;

/** Draw the notes where the page has a place for them, and have the page open without a line from now on. */
export function startNotes(): void {
  const place = document.getElementById("notes");
  const told = document.getElementById("notes-page");
  if (!place || !told) return;
  const page = JSON.parse(told.textContent ?? "{}") as Page;
  createApp(NotesApp, { page }).mount(place);
  afterwards(() => {
    if ("serviceWorker" in navigator) void navigator.serviceWorker.register(page.worker, { scope: page.home }).catch(() => undefined);
    void navigator.storage?.persist?.();
  });
}

/** Do what nobody waits for once the page has a moment; the browsers of some phones do not say when that is. */
function afterwards(act: () => void): void {
  if ("requestIdleCallback" in window) window.requestIdleCallback(act, { timeout: MOST_MS });
  else setTimeout(act, MOST_MS);
}
