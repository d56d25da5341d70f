/**
 * The keyboard: `?` shows the keys, `/` goes to the search field, `j` and `k` walk along a list, `g` and a letter leads to
 * a section, and any element with `data-key="x"` is pressed by x. Nothing happens while somebody types, with Ctrl, Alt or
 * Meta held, or when the reader has switched single keys off (WCAG 2.1.4); the button in the tools shows the keys too.
 */
const OFF = "basira-keys-off";
const PATIENCE_MS = 1500;
let waitingFor = 0;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) return true;
  // In a radio button or a box to tick nobody types.
  return target instanceof HTMLInputElement && !/^(radio|checkbox|button|submit)$/.test(target.type);
}

function isOff(): boolean {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

/** The letter or digit of a key by what it types, else by its place: an Arabic keyboard types ى where n is. */
function keyOf(event: KeyboardEvent): string {
  if (/^[!-~]$/.test(event.key)) return event.key.toLowerCase();
  if (event.key === "؟") return "?";
  const place = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code);
  if (place?.[1]) return place[1].toLowerCase();
  return { Slash: "/", BracketLeft: "[", BracketRight: "]" }[event.code] ?? event.key;
}

function openKeys(): boolean {
  const help = document.getElementById("keys");
  if (help instanceof HTMLDialogElement) help.showModal();
  return help !== null;
}

function toSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('main input[type="search"]');
  search?.focus();
  return search !== null;
}

/** Where a list's lines lead: the first link of each row, or each link of a list of places. */
function lines(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("main tbody tr th a, main .places a, main .dots-row .name a")].filter(
    (link) => link.offsetParent !== null,
  );
}

function walk(step: number): boolean {
  const all = lines();
  const here = all.indexOf(document.activeElement as HTMLElement);
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1)];
  next?.focus();
  return next !== undefined;
}

function go(key: string): boolean {
  const link = document.querySelector<HTMLElement>(`[data-go="${CSS.escape(key)}"]`);
  link?.click();
  return link !== null;
}

function press(key: string): boolean {
  const pressed = document.querySelector<HTMLElement>(`main [data-key="${CSS.escape(key)}"]`);
  if (!pressed) return false;
  pressed.click();
  // Whoever chose by key goes on from there: Enter sends, Tab leads to the words.
  if (pressed instanceof HTMLInputElement) pressed.focus();
  const target = pressed.getAttribute("href");
  if (target?.startsWith("#")) document.getElementById(target.slice(1))?.focus();
  return true;
}

function acted(event: KeyboardEvent): boolean {
  const key = keyOf(event);
  if (waitingFor && event.timeStamp - waitingFor < PATIENCE_MS) {
    waitingFor = 0;
    if (go(key)) return true;
  }
  if (key === "g") {
    waitingFor = event.timeStamp;
    return true;
  }
  if (key === "?") return openKeys();
  if (key === "/") return toSearch();
  if (key === "j") return walk(1);
  if (key === "k") return walk(-1);
  return press(key);
}

function sendsForm(event: KeyboardEvent): boolean {
  const inside = event.target instanceof HTMLTextAreaElement ? event.target.form : null;
  if (!inside || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return false;
  inside.requestSubmit();
  return true;
}

export function keyboardHelp(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("[data-keys-switch]")) {
    box.checked = !isOff();
    box.addEventListener("change", () => {
      try {
        if (box.checked) localStorage.removeItem(OFF);
        else localStorage.setItem(OFF, "yes");
      } catch {
        box.checked = true;
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (sendsForm(event)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target) || isOff()) return;
    if (document.querySelector("dialog[open]")) return;
    if (acted(event)) event.preventDefault();
  });
}

/** After a part was swapped, the keyboard goes on there: focus that was lost with the old part moves to the new one. */
export function keepFocus(event: Event): void {
  const part = event.target;
  if (!(part instanceof HTMLElement) || part.closest("[data-quiet]") || (document.activeElement && document.activeElement !== document.body)) return;
  if (!part.hasAttribute("tabindex")) part.tabIndex = -1;
  part.focus({ preventScroll: true });
}
