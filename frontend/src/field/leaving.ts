import { forgetEverything } from "./drafts";

/** Leaving takes the key and every draft off the phone, after the page asked (src/ask.ts). */
export function forgetOnLeaving(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-notes-leave]");
  form?.addEventListener("submit", async (event) => {
    if (form.dataset.asked !== "yes") return; // src/ask.ts asks first
    event.preventDefault();
    await forgetEverything();
    await fetch(form.action, { method: "POST", body: new FormData(form) });
    window.location.reload();
  });
}
