/**
 * The keyboard: `?` shows the keys, `/` goes to the search field, and any element with `data-key="x"` is pressed by x.
 * Nothing happens while somebody types, or with Ctrl, Alt or Meta held.
 */
function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function keyboardHelp(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    // An Arabic keyboard types another question mark with the same key.
    if (event.key === "?" || event.key === "؟") {
      const help = document.getElementById("keys");
      if (help instanceof HTMLDialogElement) help.showModal();
    } else if (event.key === "/") {
      const search = document.querySelector<HTMLInputElement>('main input[type="search"]');
      if (!search) return;
      search.focus();
    } else {
      const key = CSS.escape(event.key.toLowerCase());
      const pressed = document.querySelector<HTMLElement>(`main [data-key="${key}"]`);
      if (!pressed) return;
      pressed.click();
    }
    event.preventDefault();
  });
}
