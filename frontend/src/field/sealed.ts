/**
 * Everything of value on the phone, sealed: AES-256-GCM under a key that is in memory only while the notes are open.
 *
 * The key is random and kept wrapped under one derived from the shopper's code (PBKDF2-SHA-256). Each row is bound to its
 * name, so that rows cannot be swapped. Without the code nothing here can be read, by us either.
 */
import { change, get, idsFrom } from "./keeping";

export const LEAST_DIGITS = 6;
const ROUNDS = 600_000;
const PATIENCE = 5;
/** Wrong codes that are answered at once; each further one doubles the wait, from 30 seconds. */

interface Row {
  name: string;
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

interface Lock {
  id: "lock";
  salt: Uint8Array<ArrayBuffer>;
  rounds: number;
  iv: Uint8Array<ArrayBuffer>;
  wrapped: ArrayBuffer;
  /** What the code that forgets everything derives to; absent when none was chosen. */
  panic?: { salt: Uint8Array<ArrayBuffer>; derived: ArrayBuffer };
  wrong: number;
  waitUntil: number;
}

let key: CryptoKey | null = null;
/** The salt of the lock that this tab opened: another lock in its place, or none, means that this phone forgot it. */
let mine: ArrayBuffer | null = null;
/** Every tab forgets when one does. */
const tabs = new BroadcastChannel("notes-forgotten");
let onForgotten: () => void = () => undefined;

/** The notes are locked: what was asked for cannot be read or kept now. */
export class Locked extends Error {}

/** How a code was taken; `waiting` says until when none is tried. */
export type Unlocked = { is: "open" } | { is: "wrong" } | { is: "waiting"; until: number } | { is: "forgotten" };

/** Tell whether this phone has a code yet. */
export async function hasCode(): Promise<boolean> {
  return (await theLock()) !== undefined;
}

export function isOpen(): boolean {
  return key !== null;
}

/** Choose the code of this phone, and open the notes. What an earlier code had sealed is gone. */
export async function chooseCode(code: string, panicCode = ""): Promise<void> {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const wrapped = await crypto.subtle.wrapKey("raw", fresh, await wrapping(code, salt, ROUNDS), { name: "AES-GCM", iv });
  const lock: Lock = { id: "lock", salt, rounds: ROUNDS, iv, wrapped, wrong: 0, waitUntil: 0 };
  if (panicCode) {
    const panicSalt = randomBytes(16);
    lock.panic = { salt: panicSalt, derived: await derivedBits(panicCode, panicSalt, ROUNDS) };
  }
  await change(async (rows) => {
    rows.clear("sealed");
    rows.put("locks", lock);
  });
  await unwrap(lock, code);
}

/** Open the notes with a code. The code of forgetting wipes this phone and looks like any other answer. */
export async function unlock(code: string): Promise<Unlocked> {
  const lock = await theLock();
  if (!lock) return { is: "wrong" };
  // Before the waiting: it must always work, also after somebody else tried codes.
  if (lock.panic && sameBytes(await derivedBits(code, lock.panic.salt, lock.rounds), lock.panic.derived)) {
    await wipe();
    return { is: "forgotten" };
  }
  if (Date.now() < lock.waitUntil) return { is: "waiting", until: lock.waitUntil };
  try {
    await unwrap(lock, code);
  } catch {
    lock.wrong += 1;
    lock.waitUntil = lock.wrong < PATIENCE ? 0 : Date.now() + 30_000 * 2 ** Math.min(lock.wrong - PATIENCE, 10);
    await note({ wrong: lock.wrong, waitUntil: lock.waitUntil });
    return lock.waitUntil ? { is: "waiting", until: lock.waitUntil } : { is: "wrong" };
  }
  if (lock.wrong) await note({ wrong: 0, waitUntil: 0 });
  return { is: "open" };
}

/** Write on the lock what was tried; none is put back that was wiped meanwhile. */
async function note(said: Pick<Lock, "wrong" | "waitUntil">): Promise<void> {
  await change(async (rows) => {
    const lock = await rows.get<Lock>("locks", "lock");
    if (lock) rows.put("locks", { ...lock, ...said });
  });
}

/** Let go of the key: from now on nothing can be read without the code. */
export function lock(): void {
  key = null;
}

/** Forget everything on this phone, in every tab: first the key's wrapping, without which the rest is noise. */
export async function wipe(): Promise<void> {
  key = null;
  tabs.postMessage("forgotten");
  for (const table of ["locks", "sealed"] as const) await change(async (rows) => rows.clear(table));
}

/** Name what this tab does when the phone was made to forget in another one. */
export function watchForgetting(act: () => void): void {
  onForgotten = act;
  tabs.addEventListener("message", forgetHere);
  // A tab that slept meanwhile may have heard nothing.
  for (const sign of ["pageshow", "focus"]) window.addEventListener(sign, () => key && void isMine().then((still) => still || forgetHere()));
}

function forgetHere(): void {
  key = null;
  onForgotten();
}

function theLock(): Promise<Lock | undefined> {
  return get<Lock>("locks", "lock");
}

/** Whether the lock that this tab opened last is still the phone's. */
async function isMine(asked = theLock()): Promise<boolean> {
  const lock = await asked;
  return lock !== undefined && mine !== null && sameBytes(lock.salt.slice().buffer, mine);
}

/** Keep several things at once, all or none; `undefined` removes. Bytes stay bytes, all else travels as JSON. */
export async function keep(things: Record<string, unknown>): Promise<void> {
  const rows: Row[] = [];
  const gone: string[] = [];
  for (const [name, thing] of Object.entries(things)) {
    if (thing === undefined) gone.push(name);
    else rows.push(await seal(name, thing));
  }
  // The lock is looked at within: nothing is written back to a phone that was made to forget meanwhile.
  const isKept = await change(async (within) => {
    if (rows.length && !(await isMine(within.get<Lock>("locks", "lock")))) return false;
    for (const name of gone) within.drop("sealed", name);
    for (const row of rows) within.put("sealed", row);
    return true;
  });
  if (isKept) return;
  forgetHere();
  throw new Locked();
}

/** Return what was kept as JSON under a name; undefined when there is nothing. */
export async function read<T>(name: string): Promise<T | undefined> {
  const bytes = await readBytes(name);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
}

/** Return the bytes under a name; undefined when there are none. */
export async function readBytes(name: string): Promise<ArrayBuffer | undefined> {
  const row = await get<Row>("sealed", name);
  if (!row) return undefined;
  const bound = { name: "AES-GCM", iv: row.iv, additionalData: new TextEncoder().encode(name) };
  return crypto.subtle.decrypt(bound, opened(), row.bytes);
}

/** Return the names that begin with a prefix, in order; names alone are readable without the code. */
export async function namesFrom(prefix: string): Promise<string[]> {
  return idsFrom("sealed", prefix);
}

async function seal(name: string, thing: unknown): Promise<Row> {
  const bytes = thing instanceof ArrayBuffer ? thing : new TextEncoder().encode(JSON.stringify(thing));
  const iv = randomBytes(12);
  const bound = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
  return { name, iv, bytes: await crypto.subtle.encrypt(bound, opened(), bytes) };
}

function opened(): CryptoKey {
  if (!key) throw new Locked();
  return key;
}

async function unwrap(lock: Lock, code: string): Promise<void> {
  const under = await wrapping(code, lock.salt, lock.rounds);
  const wrap = { name: "AES-GCM", iv: lock.iv };
  key = await crypto.subtle.unwrapKey("raw", lock.wrapped, under, wrap, "AES-GCM", false, ["encrypt", "decrypt"]);
  mine = lock.salt.slice().buffer;
}

async function wrapping(code: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const bits = await derivedBits(code, salt, rounds);
  return crypto.subtle.importKey("raw", bits, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
}

async function derivedBits(code: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<ArrayBuffer> {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, typed, 256);
}

function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}

function sameBytes(one: ArrayBuffer, other: ArrayBuffer): boolean {
  const [left, right] = [new Uint8Array(one), new Uint8Array(other)];
  return left.length === right.length && left.every((byte, place) => byte === right[place]);
}
