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
}

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const NOT_NOW = new Set([401, 403, 404, 405, 408]);

/** Make the key of this phone, unless it has one. */
export async function ensureDevice(): Promise<void> {
  await navigator.locks.request("notes-device", async () => {
    if (await read<Device>("device")) return;
    const pair = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
    const point = await crypto.subtle.exportKey("raw", pair.publicKey);
    const device: Device = {
      private: await crypto.subtle.exportKey("jwk", pair.privateKey),
      public: base64url(point),
      id: (await sha256(point)).slice(0, 16),
      told: false,
    };
    await keep({ device });
  });
}

/** Say the public half, again until the server answers. Without a line nothing happens. */
export async function tellDevice(home: string): Promise<void> {
  const device = await read<Device>("device");
  if (!device || device.told) return;
  const options = { method: "PUT", body: JSON.stringify({ key: device.public }), headers: { "Content-Type": "application/json" } };
  const answer = await ask(`${home}device`, options).catch(() => undefined);
  if (!answer || answer.status >= 500 || NOT_NOW.has(answer.status)) return;
  await keep({ device: { ...device, told: true } });
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

function base64url(bytes: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
