/**
 * The key of this phone. It comes behind "#" in the link, which browsers send to nobody, is taken out of the address at
 * once, and is kept sealed: in memory only while the notes are open, and sent in a header with every request.
 */
import { hear } from "./clock";
import { keep, read } from "./sealed";
import { inTime } from "./waiting";

let key = "";

/** Return the key that the address carries and take it out of there; "" for none, undefined for a broken one. */
export function keyInAddress(home: string): string | undefined {
  const hash = window.location.hash;
  if (!hash) return "";
  window.history.replaceState(null, "", home);
  return /^#([\w-]{20,200}\/\d{1,9})$/.exec(hash)?.[1];
}

/** Keep a key sealed on this phone from now on. Another key's number gets a signing key of its own (device.ts), and a
 * new link is trusted anew with the programme's point (sealing/pin.ts). */
export async function keepKey(fresh: string): Promise<void> {
  key = fresh;
  const isAnother = (await read<string>("key")) !== fresh;
  await keep({ key, ...(isAnother ? { device: undefined, pin: undefined } : {}) });
}

/** Take the sealed key into memory; false on a phone that has none. */
export async function takeKey(): Promise<boolean> {
  key = (await read<string>("key")) ?? "";
  return key !== "";
}

/** Let go of the key in memory. */
export function dropKey(): void {
  key = "";
}

export type Asking = (address: string, options?: RequestInit) => Promise<Response>;

/** Ask the server with this phone's key, and with the token that Django wants with every write. */
export async function ask(address: string, options: RequestInit = {}): Promise<Response> {
  return askAs(key, address, options);
}

/** Return what asks with the key of now, also after it was let go of here. For an alarm alone. */
export function askingAsNow(): Asking {
  const held = key;
  return (address, options = {}) => askAs(held, address, options);
}

async function askAs(who: string, address: string, options: RequestInit): Promise<Response> {
  const headers = new Headers(options.headers);
  headers.set("X-Notes-Key", who);
  headers.set("X-CSRFToken", writeToken());
  const answer = await inTime(address, { ...options, headers, credentials: "same-origin" });
  hear(answer);
  return answer;
}

/** Post JSON with this phone's key. Rejects without a line, as `ask` does. */
export async function askJson(address: string, body: unknown): Promise<Response> {
  return ask(address, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

function writeToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

/** What the server said of a key: its language, its refusal in words, or nothing without a line. */
export type Judged = { is: "good"; language: "ar" | "en" } | { is: "bad"; message: string } | { is: "away" };

/** Ask whether a key is good before anything is kept. */
export async function judge(address: string, fresh: string): Promise<Judged> {
  try {
    const answer = await ask(address, { method: "POST", body: new URLSearchParams({ key: fresh }) });
    const told = (await answer.json()) as { language?: "ar" | "en"; message?: string };
    return answer.ok ? { is: "good", language: told.language ?? "ar" } : { is: "bad", message: told.message ?? "" };
  } catch {
    return { is: "away" };
  }
}
