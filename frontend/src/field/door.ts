/**
 * The key of this phone. It is made here, so that no address ever holds it, and kept sealed: in memory only while the notes
 * are open, and sent in a header with every request. A link brings the phone in, once: it comes behind "#", which browsers
 * send to nobody, is taken out of the address at once, and is exchanged for the key (links.ts).
 */
import { hear } from "./clock";
import { keep, read } from "./sealed";
import { inTime } from "./waiting";

let key = "";
/** Which number of a cycle the key stands for, as the server calls it; and the key of each number that this phone knows. */
let number = "";
let keys: Record<string, string> = {};

/**
 * Keep a key sealed on this phone from now on, with the number that it stands for. A new link of the same number changes
 * nothing else. Another number gets a signing key of its own (device.ts), trusts the programme's point anew (sealing/pin.ts)
 * and knows nothing before it has asked; what waits of the number before is sent with that number's key. `beside` is kept
 * with it, all or none.
 */
export async function keepKey(fresh: string, of: string, beside: Record<string, unknown> = {}): Promise<void> {
  const [before, was] = [await read<string>("key"), (await read<string>("number")) ?? ""];
  const isSame = before === fresh || (of !== "" && of === was);
  keys = { ...(before ? { [was]: before } : {}), ...(await read<Record<string, string>>("keys")), [of]: fresh };
  if (isSame) keys[was] = fresh;
  [key, number] = [fresh, of];
  const anew = { device: undefined, pin: undefined, state: undefined, "state-tag": undefined, own: undefined, "own-tag": undefined };
  await keep({ key, number, keys, ...(isSame ? {} : anew), ...beside });
}

/** Take the sealed key into memory; false on a phone that has none. */
export async function takeKey(): Promise<boolean> {
  key = (await read<string>("key")) ?? "";
  number = (await read<string>("number")) ?? "";
  keys = (await read<Record<string, string>>("keys")) ?? {};
  return key !== "";
}

/** Whether the notes are open with a key. */
export function hasKey(): boolean {
  return key !== "";
}

/** Let go of the keys in memory. */
export function dropKey(): void {
  key = number = "";
  keys = {};
}

/** Return the number that the notes are open for: what is kept now is of it. */
export function presentNumber(): string {
  return number;
}

/** Whether something kept is of the number that the notes are open for. */
export function isPresent(of = ""): boolean {
  return keyOf(of) === key;
}

function keyOf(of: string): string {
  return keys[of] ?? key;
}

/** Forget the keys of numbers of which nothing waits any more. */
export async function forgetKeys(waiting: ReadonlySet<string>): Promise<void> {
  const left = Object.fromEntries(Object.entries(keys).filter(([of, each]) => each === key || waiting.has(of)));
  if (Object.keys(left).length === Object.keys(keys).length) return;
  keys = left;
  await keep({ keys });
}

/** What is asked; `of` is the number that it is of, where that is not the one that the notes are open for. */
type Asked = RequestInit & { of?: string };
export type Asking = (address: string, asked?: Asked) => Promise<Response>;

/** Ask the server with the key of a number, and with the token that Django wants with every write. */
export async function ask(address: string, { of = number, ...options }: Asked = {}): Promise<Response> {
  return askAs(keyOf(of), address, options);
}

/** Return what asks with the key of now, also after it was let go of here. For an alarm alone. */
export function askingAsNow(): Asking {
  const held = key;
  return (address, { of: _of, ...options } = {}) => askAs(held, address, options);
}

/** Ask without a key: a link must not arrive beside the key of another number, which would tell that both are one shopper's. */
export async function askKeyless(address: string, options: RequestInit): Promise<Response> {
  return askAs("", address, options);
}

async function askAs(who: string, address: string, options: RequestInit): Promise<Response> {
  const headers = new Headers(options.headers);
  headers.set("X-Notes-Key", who);
  headers.set("X-CSRFToken", writeToken());
  const answer = await inTime(address, { ...options, headers, credentials: "same-origin" });
  hear(answer);
  return answer;
}

/** Post JSON with the key of a number. Rejects without a line, as `ask` does. */
export async function askJson(address: string, body: unknown, of = number): Promise<Response> {
  return ask(address, { of, method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

function writeToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
