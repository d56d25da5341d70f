"""
Stories that the phone's own scripts are run through by Node: a store in memory, locks, and a server that the story plays.

A story is a script that has `of` (which loads a script of the phone by its name), `store` (the rows), `server`, `asks` (what the
server was asked) and `asked` (what the test gives it), and says what it found with `tell`.
"""

import json
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.house.test_assets import FRONTEND, node_or_skip

SEALED = """
export const store = (globalThis.store ??= new Map());
export class Locked extends Error {}
const copy = (thing) => (thing instanceof ArrayBuffer ? thing.slice(0) : JSON.stringify(thing));
export const isOpen = () => true;
export const hasCode = async () => true;
export const lock = () => undefined;
export async function keep(things) {
  await new Promise((done) => setTimeout(done, 0));
  const fresh = Object.entries(things).filter(([, thing]) => thing !== undefined).map(([name, thing]) => [name, copy(thing)]);
  const sizes = new Map([...store, ...fresh].map(([name, thing]) => [name, thing.byteLength ?? thing.length]));
  for (const [name, thing] of Object.entries(things)) if (thing === undefined) sizes.delete(name);
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (all > (globalThis.quota ?? Infinity)) throw new DOMException("full", "QuotaExceededError");
  for (const [name, thing] of Object.entries(things)) if (thing === undefined) store.delete(name);
  for (const [name, thing] of fresh) store.set(name, thing);
}
export async function read(name) {
  await new Promise((done) => setTimeout(done, 0));
  const thing = store.get(name);
  return thing === undefined ? undefined : JSON.parse(thing);
}
export async function readBytes(name) {
  await new Promise((done) => setTimeout(done, 0));
  return store.get(name)?.slice(0);
}
export const namesFrom = async (prefix) => [...store.keys()].filter((name) => name.startsWith(prefix)).sort();
"""

VUE = "export const reactive = (thing) => thing;"

MAKE = """
import ts from "typescript";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
const into = readFileSync(0, "utf8");
for (const file of readdirSync("src/field", { recursive: true }).filter((each) => each.endsWith(".ts") && each !== "sealed.ts")) {
  const plain = ts.transpile(readFileSync(join("src/field", file), "utf8"), { target: "es2022", module: "esnext" });
  const place = join(into, file.replace(/\\.ts$/, ".js"));
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, plain.replace(/(from\\s+"\\.{1,2}\\/[^"]+)"/g, '$1.js"'));
}
"""
"""Every script of the phone as Node takes it, but for the store: ours is in its place."""

BEFORE = """
import { readFileSync } from "node:fs";
import { join } from "node:path";
const [into, asked] = JSON.parse(readFileSync(0, "utf8"));
const queues = new Map();
const request = (name, options, act = options) => {
  const mine = (queues.get(name) ?? Promise.resolve()).then(() => act({ name }));
  queues.set(name, mine.catch(() => undefined));
  return mine;
};
Object.defineProperty(globalThis, "navigator", { value: { locks: { request } }, configurable: true });
globalThis.document = { cookie: "csrftoken=t", documentElement: {}, addEventListener() {}, querySelector: () => null };
globalThis.localStorage = { getItem: () => null, setItem() {} };
globalThis.history = { state: null, back() {} };
globalThis.window = { isSecureContext: true, location: { hash: "" }, history: { replaceState() {} }, localStorage };
globalThis.location = { pathname: "/notes/" };
const store = (globalThis.store = new Map());
const asks = [];
// server.answer({ method, address, key, tag, body }) returns [status, JSON, headers]
const server = { asks, answer: () => [404, {}] };
globalThis.fetch = async (address, options = {}) => {
  const headers = new Headers(options.headers);
  const [key, tag] = [headers.get("X-Notes-Key"), headers.get("If-None-Match")];
  const one = { method: options.method ?? "GET", address, key, tag, body: options.body };
  asks.push(one);
  const [status, told, more = {}] = await server.answer(one);
  return new Response(status === 304 ? null : JSON.stringify(told ?? {}), { status, headers: more });
};
const of = (file) => import(join(into, `${file}.js`));
const xml = (id, text) => {
  const file = new Blob([`<data><meta><instanceID>${id}</instanceID></meta>${text}</data>`]);
  return { name: "xml_submission_file", type: "text/xml", file };
};
const draftOn = (mission, state, id, text = "") => {
  const submission = `/notes/${mission}/submission`;
  return { mission, submission, parts: [xml(id, text)], language: "", state, sentAs: id, renaming: null, said: "", scrolled: 0 };
};
const somePoint = async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  return Buffer.from(await crypto.subtle.exportKey("raw", pair.publicKey)).toString("base64url");
};
const tell = (found) => process.stdout.write("TOLD " + JSON.stringify(found ?? null), () => process.exit(0));
console.warn = () => undefined;
"""


@cache
def scripts() -> tempfile.TemporaryDirectory[str]:
    """Return a folder with the phone's scripts, made once."""
    made = tempfile.TemporaryDirectory()
    folder = Path(made.name)
    (folder / "node_modules" / "vue").mkdir(parents=True)
    (folder / "node_modules" / "vue" / "package.json").write_text('{"type": "module", "main": "vue.js"}', "utf-8")
    (folder / "node_modules" / "vue" / "vue.js").write_text(VUE, "utf-8")
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    (folder / "sealed.js").write_text(SEALED, "utf-8")
    run(MAKE, made.name)
    return made


def run(script: str, said: str) -> str:
    """Run a script in Node, and return what it wrote."""
    command = [node_or_skip(), "--input-type=module", "--eval", script]
    ran = subprocess.run(command, cwd=FRONTEND, input=said, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def told(story: str, asked: Any = None) -> Any:
    """Run a story, and return what it told."""
    if not (FRONTEND / "node_modules" / "typescript").exists():
        pytest.skip("frontend/node_modules is not there: run `npm ci` in frontend/ (`./basira test` does)")
    return json.loads(run(BEFORE + story, json.dumps([scripts().name, asked])).rpartition("TOLD ")[2])
