/**
 * The key of this phone, that signs what it says of a visit (docs/reference/capture-record.md). Each number has a key of its
 * own on the phone: one that went with her from cycle to cycle would tell that two numbers are one shopper.
 */
import { ask } from "./door";
import { keep, read } from "./sealed";

interface Device {
  private: JsonWebKey;
  /** The raw point, as the server takes it; and the first 16 hex digits of its SHA-256. */
  public: string;
  id: string;
  /** Whether the server answered to it, with yes or no. */
  told: boolean;
  /** Whether it stands in place of one that the server refused: there is no third. */
  anew?: boolean;
}

/** What became of the key: nothing to tell, another one in place of a refused one, or that one refused as well. */
export type Keyed = "" | "anew" | "refused";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const LOCK = "notes-device";
const NOT_NOW = new Set([401, 403, 404, 405, 408]);
const NOT_THIS_ONE = new Set([422, 429]);

/** Make the key of this phone, unless it has one. */
export async function ensureDevice(): Promise<void> {
  await navigator.locks.request(LOCK, async () => {
    if (!(await read<Device>("device"))) await keep({ device: await made() });
  });
}

async function made(): Promise<Device> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const point = await crypto.subtle.exportKey("raw", pair.publicKey);
  const own = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return { private: own, public: base64url(point), id: (await sha256(point)).slice(0, 16), told: false };
}

/**
 * Say the public half, again until the server answers. Without a line nothing happens. A key that the server does not want
 * (another number's, or one too many) is made anew, once: with the old one every record would be doubted for good.
 */
export async function tellDevice(home: string): Promise<Keyed> {
  return navigator.locks.request(LOCK, async () => {
    let device = await read<Device>("device");
    if (!device || device.told) return "";
    let status = await said(home, device);
    if (NOT_THIS_ONE.has(status) && !device.anew) {
      device = { ...(await made()), anew: true };
      await keep({ device }); // before it is said: a lost answer must not leave the server with a key that nobody has
      status = await said(home, device);
    }
    if (isNotNow(status)) return "";
    await keep({ device: { ...device, told: true } });
    if (NOT_THIS_ONE.has(status)) return "refused";
    return device.anew ? "anew" : "";
  });
}

/** Return the status of the answer to a key; 0 without a line. */
async function said(home: string, device: Device): Promise<number> {
  const options = { method: "PUT", body: JSON.stringify({ key: device.public }), headers: { "Content-Type": "application/json" } };
  return (await ask(`${home}device`, options).catch(() => undefined))?.status ?? 0;
}

function isNotNow(status: number): boolean {
  return status === 0 || status >= 500 || NOT_NOW.has(status);
}

/** Sign a text; nothing is said in place of a key that this phone does not have, and the text goes unsigned. */
export async function signed(text: string): Promise<{ key: string; signature: string }> {
  const device = await read<Device>("device");
  if (!device) return { key: "", signature: "" };
  const key = await crypto.subtle.importKey("jwk", device.private, CURVE, false, ["sign"]);
  return { key: device.id, signature: base64url(await crypto.subtle.sign(SIGNING, key, new TextEncoder().encode(text))) };
}

/** Return the SHA-256 of bytes in hex. */
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return bytes as addresses and headers take them. */
export function base64url(bytes: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
