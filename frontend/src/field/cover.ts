/**
 * Hiding at once: one attribute of the page shows the shopping list in place of the notes, in the same frame. The notes are
 * then locked. Leaving the page (the task switcher pictures it) hides too; coming back soon shows the notes again.
 */
const FINGERS = 3;

let hiddenAt = 0;

/** Every tab of the notes hides when one does. */
const tabs = new BroadcastChannel("notes");

/** Show the shopping list, here and in every other tab; nothing of the notes can be seen or reached until `uncover`. */
export function hide(): void {
  cover();
  tabs.postMessage("hide");
}

/** Show the shopping list here. */
export function cover(): void {
  document.documentElement.dataset.cover = "on";
  (document.activeElement as HTMLElement | null)?.blur?.();
}

export function uncover(): void {
  delete document.documentElement.dataset.cover;
}

export function isCovered(): boolean {
  return document.documentElement.dataset.cover === "on";
}

/** A clock that was set back meanwhile says nothing: that counts as late. */
function isSoon(passed: number, soon: number): boolean {
  return passed >= 0 && passed < soon;
}

/** Listen for the key, for a hand on the screen, and for the page going out of sight. `lock` keeps what was written and lets go of the key. */
export function watchCover(isOpen: () => boolean, lock: () => void, soonMs: () => number): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || isCovered()) return;
    hide();
    lock();
  });
  // Three fingers anywhere: a hand laid on the screen. Nothing else on the page asks for three.
  document.addEventListener("touchstart", (event) => {
    if (event.touches.length < FINGERS || isCovered()) return;
    hide();
    lock();
  }, { passive: true });
  tabs.addEventListener("message", () => {
    cover();
    lock();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      hiddenAt = isCovered() ? 0 : Date.now();
      cover();
    } else if (hiddenAt && isSoon(Date.now() - hiddenAt, soonMs())) {
      uncover();
    } else if (hiddenAt && isOpen()) {
      lock();
    }
  });
}
