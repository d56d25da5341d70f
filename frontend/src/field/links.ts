/**
 * Coming in by a link, which is worth one use: the phone makes its own key, and has it put in the link's place (docs/adr/0028).
 * What stays of the link in a browser's history opens nothing from then on.
 */
import { base64url, sha256 } from "./device";
import { askKeyless, keepKey } from "./door";
import { keep, read } from "./sealed";

/** A link on its way to being exchanged: sealed before the server is asked, so that a lost answer is asked for again. */
interface Coming {
  link: string;
  token: string;
}

const COMING = "coming";
const LOCK = "notes-coming";

/** Return the link that the address carries and take it out of there; "" for none, undefined for a broken one. */
export function linkInAddress(home: string): string | undefined {
  const hash = window.location.hash;
  if (!hash) return "";
  window.history.replaceState(null, "", home);
  return /^#([\w-]{20,200}\/\d{1,9})$/.exec(hash)?.[1];
}

/** What the server said of a link: its language and number, its refusal in words, or nothing without a line. */
export type Judged = { is: "good"; language: "ar" | "en"; number: string } | { is: "bad"; code: string; message: string } | { is: "away" };

/** Ask whether a link is good before anything is kept; nothing is spent by it. */
export async function judge(address: string, link: string): Promise<Judged> {
  return told(address, { link });
}

/** Make this phone's own key and seal it beside the link that it will be exchanged for. */
export async function setOut(link: string): Promise<void> {
  await keep({ [COMING]: { link, token: madeToken() } });
}

/**
 * Exchange the link that waits here, if one does, for the key that was sealed beside it. The same is asked again until the
 * server has answered: it knows this phone by its key, and refuses any other.
 */
export async function comeIn(address: string): Promise<Judged | undefined> {
  return navigator.locks.request(LOCK, async () => {
    const coming = await read<Coming>(COMING);
    if (!coming) return undefined;
    const judged = await told(address, { link: coming.link, key: await digest(coming.token) });
    const project = coming.link.slice(coming.link.indexOf("/"));
    const beside = { [COMING]: undefined, spent: await digest(coming.link) };
    if (judged.is === "good") await keepKey(coming.token + project, judged.number, beside);
    if (judged.is === "bad") await keep({ [COMING]: undefined });
    return judged;
  });
}

/** Tell whether this phone itself came in by a link, last. The notes must be open. */
export async function cameInBy(link: string): Promise<boolean> {
  return (await read<string>("spent")) === (await digest(link));
}

/** Let the desk know that a used link was tried on this phone: it is asked for with a key that nobody keeps, and refused. */
export async function tellTried(address: string, link: string): Promise<void> {
  await told(address, { link, key: await digest(madeToken()) });
}

async function told(address: string, words: Record<string, string>): Promise<Judged> {
  try {
    const answer = await askKeyless(address, { method: "POST", body: new URLSearchParams(words) });
    const said = (await answer.json()) as { language?: "ar" | "en"; number?: string; code?: string; message?: string };
    if (answer.ok) return { is: "good", language: said.language ?? "ar", number: said.number ?? "" };
    return answer.status >= 500 ? { is: "away" } : { is: "bad", code: said.code ?? "", message: said.message ?? "" };
  } catch {
    return { is: "away" };
  }
}

function madeToken(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)).buffer);
}

async function digest(text: string): Promise<string> {
  return sha256(new TextEncoder().encode(text).buffer);
}
