"""The phone's own store in a real browser: laid out anew and over what earlier releases left, all of a change or none of it."""

import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from tests.house.test_assets import FRONTEND, node_or_skip

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAIN = """
import ts from "typescript";
import { readFileSync } from "node:fs";
process.stdout.write(ts.transpile(readFileSync("src/field/keeping.ts", "utf8"), { target: "es2022", module: "esnext" }));
"""

WITH = """async ([plain, story]) => {
    const { change, get, idsFrom } = await import(URL.createObjectURL(new Blob([plain], { type: "text/javascript" })));
    const open = (version, layOut = () => {}) => new Promise((done, failed) => {
        const asked = indexedDB.open("notes", version);
        asked.onupgradeneeded = () => layOut(asked.result);
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => failed(asked.error);
    });
    const heard = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)));
    const asked = ["change", "get", "idsFrom", "open", "heard"];
    const told = await new (async () => {}).constructor(...asked, story)(change, get, idsFrom, open, heard);
    return told ?? null;
}"""


@pytest.fixture(scope="module")
def plain() -> str:
    if not (FRONTEND / "node_modules" / "typescript").exists():
        pytest.skip("frontend/node_modules is not there: run `npm ci` in frontend/ (`./basira test` does)")
    command = [node_or_skip(), "--input-type=module", "--eval", PLAIN]
    return subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.fixture
def told(browser: Browser, plain: str) -> Iterator[Callable[[str], Any]]:
    """What a story says that is told to a phone that has nothing yet."""
    context = browser.new_context()
    page = context.new_page()

    def empty(route: Route) -> None:
        route.fulfill(body="<!doctype html>", content_type="text/html")

    page.route("http://localhost:9/", empty)
    page.goto("http://localhost:9/")
    yield lambda story: page.evaluate(WITH, [plain, story])
    context.close()


def test_a_change_that_throws_leaves_everything_as_it_was(told):
    assert told("""
        await change(async (rows) => rows.put("sealed", { name: "a", is: 1 }));
        const fault = await change(async (rows) => {
            rows.put("sealed", { name: "a", is: 2 });
            rows.clear("locks");
            throw new Error("no");
        }).catch((why) => why.message);
        return [fault, (await get("sealed", "a")).is];
    """) == ["no", 1]


def test_one_row_that_cannot_be_kept_keeps_the_others_out_too(told):
    assert told("""
        const fault = await change(async (rows) => {
            rows.put("sealed", { name: "a" });
            rows.put("sealed", { name: "b", is: () => 1 });
        }).catch((why) => why.name);
        return [fault, await idsFrom("sealed", "")];
    """) == ["DataCloneError", []]


def test_what_is_looked_at_within_a_change_holds_while_it_writes(told):
    """Two at once: each reads, then writes; none is lost, and none reads what another has half done."""
    assert (
        told("""
        const more = () => change(async (rows) => {
            const row = (await rows.get("locks", "lock")) ?? { id: "lock", tries: 0 };
            rows.put("locks", { ...row, tries: row.tries + 1 });
        });
        await Promise.all(Array.from({ length: 20 }, more));
        return (await get("locks", "lock")).tries;
    """)
        == 20
    )


def test_rows_are_found_by_the_beginning_of_their_name_in_order_and_dropped(told):
    assert told("""
        await change(async (rows) => {
            for (const name of ["part/b/x", "part/a/2", "part/a/1", "party", "other"]) rows.put("sealed", { name });
        });
        const before = await idsFrom("sealed", "part/a/");
        await change(async (rows) => rows.drop("sealed", "part/a/1"));
        return [before, await idsFrom("sealed", "part/"), (await get("sealed", "part/a/1")) ?? "gone"];
    """) == [["part/a/1", "part/a/2"], ["part/a/2", "part/b/x"], "gone"]


def test_what_an_earlier_release_kept_opens_as_it_is_and_its_oldest_table_goes(told):
    """Version 2 of the library that was there before is 20 here; its version 1 had drafts that nothing sealed."""
    assert (
        told("""
        const was = await open(20, (store) => {
            store.createObjectStore("sealed", { keyPath: "name" });
            store.createObjectStore("locks", { keyPath: "id" });
        });
        const writing = was.transaction("sealed", "readwrite");
        await heard(writing.objectStore("sealed").put({ name: "key", bytes: new Uint8Array([7]) }));
        was.close();
        return (await get("sealed", "key")).bytes[0];
    """)
        == 7
    )
    assert told("""
        await new Promise((done) => (indexedDB.deleteDatabase("notes").onsuccess = done));
        (await open(10, (store) => store.createObjectStore("drafts", { keyPath: "mission" }))).close();
        await change(async (rows) => rows.put("locks", { id: "lock" }));
        const now = await open(20);
        const names = [...now.objectStoreNames];
        now.close();
        return names;
    """) == ["locks", "sealed"]


def test_a_store_that_the_browser_closed_is_opened_again(told):
    assert told("""
        await change(async (rows) => rows.put("sealed", { name: "a" }));
        await new Promise((done) => (indexedDB.deleteDatabase("notes").onsuccess = done));  // the page lets go, and asks anew
        return [(await get("sealed", "a")) ?? "gone", await change(async (rows) => rows.put("sealed", { name: "b" })) ?? "kept"];
    """) == ["gone", "kept"]
