/** Asking for the letter of authority. The answer is the showing: it is asked for by a deliberate touch only, and kept nowhere. */
import type { App } from "./app";
import { askJson } from "./door";
import type { Letter } from "./LetterCard.vue";

/** Return the letter of a mission, or why there is none. */
export async function askLetter(app: App, mission: string | undefined): Promise<{ letter?: Letter; fault: string }> {
  try {
    const answer = await askJson(`${app.page.home}letter`, { mission });
    const told = await answer.json();
    return answer.ok ? { letter: told as Letter, fault: "" } : { fault: (told as { message?: string }).message ?? "" };
  } catch {
    return { fault: app.words.letterLine ?? "" };
  }
}
