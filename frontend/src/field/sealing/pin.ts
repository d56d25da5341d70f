/**
 * The programme's point that this phone seals to: the first one it saw with its key. Another is taken only with the signature
 * of the one before, so that whoever takes the server over cannot name a point of his own.
 */
type Bytes = Uint8Array<ArrayBuffer>;

/** The point as `state.json` names it, in base64url; `signature` is of the point before, where it is not the first. */
export interface Named {
  point: string;
  signature?: string;
}

const PURPOSE = "basira/next-point/v1|";
const SIGNING = { name: "ECDSA", hash: "SHA-256" };

/** Return the point to pin: the one that is pinned already, the first that is named, or one that the pinned one signed. */
export async function pinned(before: string | undefined, named: Named | undefined): Promise<string | undefined> {
  if (!named || named.point === before) return before;
  if (!before) return (await isPoint(named.point)) ? named.point : undefined;
  return (await isSignedBy(before, named).catch(() => false)) ? named.point : before;
}

/** Whether the server names no other point than the one that is pinned; one that could not be pinned is another. */
export function isAgreed(pin: string | undefined, named: Named | undefined): boolean {
  return !named || named.point === pin;
}

export function bytesOf(base64url: string): Bytes {
  const plain = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function isSignedBy(before: string, named: Named): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", bytesOf(before), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  const next = bytesOf(named.point);
  const said = new Uint8Array([...new TextEncoder().encode(PURPOSE), ...next]);
  return (await isPoint(named.point)) && crypto.subtle.verify(SIGNING, key, bytesOf(named.signature ?? ""), said);
}

async function isPoint(base64url: string): Promise<boolean> {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  return crypto.subtle.importKey("raw", bytesOf(base64url), curve, false, []).then(() => true, () => false);
}
