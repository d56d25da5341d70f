import { createApp } from "vue";
import NotesApp from "./NotesApp.vue";
import type { Page } from "./words";

/** Draw the notes where the page has a place for them, and have the page open without a line from now on. */
export function startNotes(): void {
  const place = document.getElementById("notes");
  const told = document.getElementById("notes-page");
  if (!place || !told) return;
  const page = JSON.parse(told.textContent ?? "{}") as Page;
  createApp(NotesApp, { page }).mount(place);
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register(page.worker, { scope: page.home }).catch(() => undefined);
  void navigator.storage?.persist?.();
}
