"""
An alarm, a danger and the code that forgets everything, on the phone's own scripts: with its storage full, its line
hanging, its notes locked, in two tabs. The store, the line and the clock are the test's.
"""

import json
import subprocess
from typing import Any

import pytest

from tests.house.test_assets import FRONTEND, node_or_skip

RUN = r"""
import ts from "typescript";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
const { into, story } = JSON.parse(readFileSync(0, "utf8"));

// The store: one for all tabs, of rows by table; `full` refuses what is put.
globalThis.store = { full: false, tables: { sealed: new Map(), locks: new Map() } };
const KEEPING = `
const rowsOf = (table) => globalThis.store.tables[table];
const rows = {
  get: async (table, id) => structuredClone(rowsOf(table).get(id)),
  put(table, row) {
    if (globalThis.store.full) throw new DOMException("full", "QuotaExceededError");
    rowsOf(table).set(row.name ?? row.id, structuredClone(row));
  },
  drop: (table, id) => rowsOf(table).delete(id),
  clear: (table) => rowsOf(table).clear(),
};
export const { get } = rows;
export const idsFrom = async (table, by) => [...rowsOf(table).keys()].filter((id) => id.startsWith(by));
export const change = async (act) => act(rows);`;
function tab(name) {
  for (const folder of ["", "/sealing", "/record", "/captures"]) {
    mkdirSync(into + "/" + name + folder, { recursive: true });
    for (const file of readdirSync("src/field" + folder).filter((each) => each.endsWith(".ts"))) {
      const plain = ts.transpile(readFileSync(`src/field${folder}/${file}`, "utf8"), { target: "es2022", module: "esnext" });
      const up = folder ? "../" : "./";
      const quick = plain.replace("ROUNDS = 600_000", "ROUNDS = 20_000");
      const linked = quick.replace(/from "(\.[^"]+)"/g, 'from "$1.mjs"').replace('from "vue"', `from "${up}vue.mjs"`);
      writeFileSync(`${into}/${name}${folder}/${file.replace(/ts$/, "mjs")}`, linked);
    }
  }
  writeFileSync(`${into}/${name}/keeping.mjs`, KEEPING);
  writeFileSync(`${into}/${name}/vue.mjs`, "export const reactive = (thing) => thing;");
  return (file) => import(`file://${into}/${name}/${file}.mjs`);
}

// The browser: signs that the story gives, tabs that hear each other, locks that queue, a clock that runs a thousand times as fast.
const signs = new EventTarget();
const sign = (what) => signs.dispatchEvent(new Event(what));
const listening = { addEventListener: (what, act) => signs.addEventListener(what, act) };
globalThis.window = { ...listening, isSecureContext: true, location: { hash: "" }, scrollTo() {} };
globalThis.document = { ...listening, cookie: "csrftoken=t", documentElement: { dataset: {} }, visibilityState: "visible" };
globalThis.localStorage = { getItem: () => null, setItem() {} };
globalThis.history = { state: null, replaceState() {}, pushState() {} };
globalThis.location = { pathname: "/notes/" };
const channels = [];
globalThis.BroadcastChannel = class extends EventTarget {
  constructor(name) {
    super();
    this.name = name;
    channels.push(this);
  }
  postMessage(data) {
    const others = channels.filter((each) => each !== this && each.name === this.name);
    for (const each of others) each.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
};
const queues = {};
const locks = { request: (name, act) => (queues[name] = (queues[name] ?? Promise.resolve()).catch(() => 0).then(act)) };
Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
const real = setTimeout;
globalThis.setTimeout = (act, ms, ...rest) => real(act, ms / 1000, ...rest);
const soon = (ms) => new Promise((done) => real(done, ms));
const until = async (holds) => { for (let turn = 0; turn < 400 && !(await holds()); turn++) await soon(5); };

// The line: `line(ask)` answers, or gives undefined for none, or "never". What was asked stands in `sent`.
const sent = [];
let line = () => undefined;
globalThis.fetch = (address, options) => {
  const key = options.headers.get("X-Notes-Key");
  const body = typeof options.body === "string" ? JSON.parse(options.body) : null;
  const said = { to: address.replace("/notes/", ""), key, body };
  sent.push(said);
  const answer = line(said);
  if (answer === "never") {
    return new Promise((_, fail) => {
      options.signal?.addEventListener("abort", () => fail(new Error("given up")));
    });
  }
  if (!answer) return Promise.reject(new TypeError("no line"));
  return Promise.resolve(new Response(JSON.stringify(answer[1]), { status: answer[0] }));
};
const heard = { phones: ["+971 4 555 0100"], received: true };
const alarms = () => sent.filter((each) => each.to === "alarm");

async function opened(name) {
  const of = tab(name);
  const [sealed, door, phone, outbox] = [await of("sealed"), await of("door"), await of("app"), await of("outbox")];
  const [alarming] = [await of("alarms").catch(() => ({}))];
  if (await sealed.hasCode()) await sealed.unlock("739154");
  else await sealed.chooseCode("739154", "530917");
  await door.keepKey("the-key-of-this-phone/1");
  const page = { language: "en", words: { en: {}, ar: {} }, home: "/notes/", state: "state.json", locks: [2] };
  const app = phone.makeApp(page);
  app.stage = "all";
  alarming.watchAlarms?.();
  sealed.watchForgetting?.(() => void phone.forgotten(app));
  return { app, sealed, phone, outbox };
}
const Story = Object.getPrototypeOf(async () => {}).constructor;
const names = ["opened", "sent", "alarms", "heard", "sign", "soon", "until", "setLine", "store"];
const told = await new Story(...names, story)(opened, sent, alarms, heard, sign, soon, until, (by) => (line = by), globalThis.store);
process.stdout.write(JSON.stringify(told), () => process.exit(0));
"""


@pytest.fixture
def phone(tmp_path):
    """Return what runs a story and gives back what the story found."""

    def run(story: str) -> Any:
        if not (FRONTEND / "node_modules" / "typescript").exists():
            pytest.skip("frontend/node_modules is not there: run `npm ci` in frontend/ (`./basira test` does)")
        command = [node_or_skip(), "--input-type=module", "--eval", RUN]
        asked = json.dumps({"into": str(tmp_path), "story": story})
        ran = subprocess.run(
            command, cwd=FRONTEND, input=asked, capture_output=True, text=True, timeout=60, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return run


def test_a_full_phone_tells_its_alarm_all_the_same(phone):
    found = phone("""
        const { app, phone } = await opened("a");
        store.full = true;
        setLine((said) => said.to === "alarm" && [201, heard]);
        const id = phone.raiseAlarm(app, "m1");
        await soon(50);
        return [alarms().length > 0, alarms()[0].body.mission, app.alarms.get(id).stands, app.phones];
    """)
    assert found == [True, "m1", "heard", ["+971 4 555 0100"]]


def test_an_alarm_that_is_neither_kept_nor_told_says_so_and_is_tried_again(phone):
    found = phone("""
        const { app, phone } = await opened("a");
        store.full = true;
        const id = phone.raiseAlarm(app, "m1");
        const first = app.alarms.get(id).stands;
        await soon(30);
        const then = app.alarms.get(id).stands;
        setLine((said) => said.to === "alarm" && [201, heard]);
        sign("online");
        await soon(30);
        return [first, then, app.alarms.get(id).stands, new Set(alarms().map((each) => each.body.id)).size];
    """)
    assert found == ["waits", "untold", "heard", 1]


def test_an_alarm_that_is_kept_waits_and_leaves_the_phone_once_it_was_heard(phone):
    found = phone("""
        const { app, phone, outbox } = await opened("a");
        const id = phone.raiseAlarm(app);
        const kept = async () => (await outbox.outbox()).calls.length;
        await until(async () => (await kept()) === 1);
        const waits = [app.alarms.get(id).stands, await kept()];
        setLine((said) => said.to === "alarm" && [201, heard]);
        sign("visibilitychange");
        await until(async () => app.alarms.get(id).stands === "heard" && (await kept()) === 0);
        return [waits, app.alarms.get(id).stands, (await outbox.outbox()).calls.length];
    """)
    assert found == [["waits", 1], "heard", 0]


@pytest.mark.parametrize(
    "how", ["await phone.lockNow(app);", 'await sealed.unlock("530917"); await phone.forgotten(app);']
)
def test_an_alarm_goes_on_after_the_notes_were_hidden_or_forgotten(phone, how):
    found = phone(f"""
        const {{ app, phone, sealed }} = await opened("a");
        const id = phone.raiseAlarm(app, "m1");
        {how}
        await soon(10);
        const before = alarms().length;
        setLine((said) => said.to === "alarm" && [201, heard]);
        await soon(100);  // by itself, without a sign
        const after = alarms().length;
        await soon(100);
        return [before > 0, new Set(alarms().map((each) => each.key)).size, alarms().at(-1).key, sealed.isOpen(),
          app.alarms.get(id).stands, alarms().length - after, app.stage === "all"];
    """)
    assert found == [True, 1, "the-key-of-this-phone/1", False, "heard", 0, False]


def test_tries_grow_seldom_and_a_sign_of_a_line_begins_them_anew(phone):
    found = phone("""
        const { app, phone } = await opened("a");
        phone.raiseAlarm(app);
        await soon(400);  // four hundred seconds
        const seldom = alarms().length;
        sign("online");
        await soon(10);
        return [seldom, alarms().length - seldom];
    """)
    assert 7 <= found[0] <= 13 and 2 <= found[1] <= 4


def test_a_request_that_hangs_holds_no_alarm_and_is_given_up(phone):
    found = phone("""
        const { app, phone } = await opened("a");
        let once = 0;
        setLine((said) => (said.to === "danger" ? (once++ ? [201, heard] : "never") : said.to === "alarm" && [201, heard]));
        const danger = phone.reportDanger(app, { what: "medical", mission: "m1" });
        await soon(3);
        const id = phone.raiseAlarm(app, "m1");
        await soon(8);
        const beside = app.alarms.get(id).stands;  // before the fifteen seconds are over
        await danger;
        await phone.sendWaiting(app);
        return [beside, app.calling.size, once];
    """)
    assert found[:2] == ["heard", 0] and found[2] >= 2


def test_an_alarm_kept_by_an_earlier_tab_goes_before_what_hangs(phone):
    found = phone("""
        const { app, phone, outbox } = await opened("a");
        await outbox.keepCall({ to: "danger", at: Date.now(), body: { id: "danger-1", what: "other", mission: "m1" } });
        await outbox.keepCall({ to: "alarm", at: Date.now(), body: { id: "alarm-01", mission: "m1" } });
        setLine((said) => (said.to === "danger" ? "never" : said.to === "alarm" && [201, heard]));
        await phone.sendWaiting(app);
        return [sent[0].to, [...app.calling]];
    """)
    assert found == ["alarm", ["danger-1"]]


def test_a_danger_of_a_mission_that_is_unknown_is_told_by_its_place(phone):
    found = phone("""
        const { app, phone } = await opened("a");
        setLine((said) => said.to === "danger" && (said.body.mission ? [404, { code: "safety.mission-unknown" }] : [201, heard]));
        const id = await phone.reportDanger(app, { what: "medical", mission: "gone", centre: "c1", words: "help" });
        const { body } = sent.filter((each) => each.to === "danger").at(-1);
        return [id === body.id, body.centre, body.words, "mission" in body, app.calling.size];
    """)
    assert found == [True, "c1", "help", False, 0]


@pytest.mark.parametrize("status", [400, 401, 404, 409, 413, 422, 429])
def test_no_refusal_drops_a_report_of_danger(phone, status):
    found = phone(f"""
        const {{ app, phone, outbox }} = await opened("a");
        setLine((said) => said.to === "danger" && [{status}, {{ message: "no" }}]);
        const id = await phone.reportDanger(app, {{ what: "medical", mission: "m1" }});
        const refused = [app.refusals.get(id) ?? "", app.calling.has(id)];
        setLine((said) => said.to === "danger" && [201, heard]);
        await phone.sendWaiting(app);
        return [...refused, app.calling.size, (await outbox.outbox()).calls.length];
    """)
    assert found == ["" if status in {401, 429} else "no", True, 0, 0]


def test_a_danger_that_cannot_be_kept_is_told_at_once_or_is_said_to_be_neither(phone):
    found = phone("""
        const { app, phone } = await opened("a");
        store.full = true;
        const neither = await phone.reportDanger(app, { what: "medical", mission: "m1" });
        setLine((said) => said.to === "danger" && [201, heard]);
        return [neither, (await phone.reportDanger(app, { what: "medical", mission: "m1" })).length];
    """)
    assert found == ["", 36]


def test_the_code_that_forgets_works_while_the_phone_waits(phone):
    found = phone("""
        const { sealed } = await opened("a");
        sealed.lock();
        const said = [];
        for (let times = 0; times < 6; times++) said.push((await sealed.unlock("111222")).is);
        const panic = (await sealed.unlock("530917")).is;
        return [said.at(-1), panic, Object.values(store.tables).map((rows) => rows.size)];
    """)
    assert found[:2] == ["waiting", "forgotten"] and set(found[2]) == {0}


def test_every_tab_forgets_and_none_writes_back(phone):
    found = phone("""
        const a = await opened("a");
        const b = await opened("b");
        await b.sealed.unlock("530917");
        await soon(10);
        const heardOf = [a.sealed.isOpen(), a.app.stage];
        await a.sealed.keep({ late: 1 }).catch(() => 0);
        a.phone.raiseAlarm(a.app);
        await soon(10);
        return [...heardOf, Object.values(store.tables).map((rows) => rows.size)];
    """)
    assert found[:2] == [False, "empty"] and set(found[2]) == {0}


def test_a_tab_that_slept_writes_nothing_to_a_phone_that_forgot_or_began_anew(phone):
    found = phone("""
        const a = await opened("a");
        const locks = new Map(store.tables.locks);
        store.tables.locks.clear();  // wiped by another tab, whose word did not come through
        const gone = await a.sealed.keep({ late: 1 }).then(() => "kept", (fault) => fault.constructor.name);
        const shut = [a.sealed.isOpen(), a.app.stage, store.tables.sealed.has("late")];
        store.tables.locks.set("lock", locks.get("lock"));
        await a.sealed.unlock("739154");
        await a.sealed.keep({ again: 1 });
        const again = store.tables.sealed.has("again");
        const b = await opened("b");
        await b.sealed.chooseCode("482615");
        const other = await a.sealed.keep({ late: 1 }).then(() => "kept", (fault) => fault.constructor.name);
        return [gone, ...shut, again, other];
    """)
    assert found == ["Locked", False, "empty", False, True, "Locked"]


def test_a_wrong_code_puts_no_lock_back_on_a_phone_that_was_made_to_forget(phone):
    found = phone("""
        const a = await opened("a");
        a.sealed.lock();
        const typed = a.sealed.unlock("111222");
        await soon(1);
        store.tables.locks.clear();
        store.tables.sealed.clear();
        await typed;
        return store.tables.locks.size;
    """)
    assert found == 0
