/**
 * Locking by time: after some minutes without a touch or a key, and after as long out of sight. Browsers slow the timers of
 * pages that are out of sight, so every sign of life asks the clock first; a clock that was set back counts as too long.
 */
const KEPT = "notes-lock";
const FIRST = 2;
const LOOK_EVERY_MS = 5_000;
/** How long the lock waits, at most, while somebody else reads the screen. */
const MOST_HELD_MS = 10 * 60_000;
const SIGNS_OF_LIFE = ["pointerdown", "keydown", "input", "scroll", "wheel", "touchmove"] as const;

/** Return after how many minutes this phone locks: what was chosen on it, within what the programme allows. */
export function lockAfter(allowed: number[]): number {
  const chosen = Number(localStorage.getItem(KEPT) ?? FIRST);
  return allowed.includes(chosen) ? chosen : Math.max(...allowed.filter((each) => each <= FIRST), Math.min(...allowed));
}

/** Choose after how many minutes this phone locks. */
export function chooseLockAfter(minutes: number): void {
  localStorage.setItem(KEPT, String(minutes));
}

let touchedAt = Date.now();
let heldAt = 0;

/** Have the lock wait while somebody else reads what nobody touches: ten minutes at most. Returns what ends the waiting. */
export function holdLock(): () => void {
  heldAt = Date.now();
  return () => {
    heldAt = 0;
    touchedAt = Date.now();
  };
}

/** Watch for the time to lock. `lock` keeps what was written and lets go of the key. */
export function watchIdle(allowed: number[], isOpen: () => boolean, lock: () => void): void {
  function isOver(): boolean {
    const passed = Date.now() - touchedAt;
    if (passed < -LOOK_EVERY_MS) return true;
    const isHeld = heldAt > 0 && Date.now() - heldAt < MOST_HELD_MS;
    return !isHeld && passed >= lockAfter(allowed) * 60_000;
  }

  function look(): void {
    if (isOpen() && isOver()) lock();
  }

  /** A touch after the time was over comes too late: it locks. */
  function touched(): void {
    look();
    touchedAt = Date.now();
  }

  for (const sign of SIGNS_OF_LIFE) document.addEventListener(sign, touched, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look, { capture: true });
  window.addEventListener("pageshow", look);
  window.addEventListener("focus", look);
  window.setInterval(look, LOOK_EVERY_MS);
}
