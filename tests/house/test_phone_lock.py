"""When the notes lock by themselves: the phone's own rule, run against a clock that the test moves."""

import json
import subprocess

import pytest

from tests.house.test_assets import FRONTEND, node_or_skip

RUN = """
import ts from "typescript";
import { readFileSync } from "node:fs";
const plain = ts.transpile(readFileSync("src/field/idle.ts", "utf8"), { target: "es2022", module: "esnext" });
let now = 1_800_000_000_000;
Date.now = () => now;
globalThis.localStorage = { getItem: () => "2" };

async function lockedAfter(steps, number) {
  let began = now, end = () => {}, isOpen = true, look, touch = [], locked = [];
  globalThis.document = { addEventListener: (sign, act) => sign === "pointerdown" && touch.push(act) };
  globalThis.window = { addEventListener: () => {}, setInterval: (act) => (look = act) };
  const { holdLock, watchIdle } = await import("data:text/javascript," + encodeURIComponent(plain + "//" + number));
  watchIdle([1, 2, 5], () => isOpen, () => { isOpen = false; locked.push((now - began) / 60_000); });
  for (const [what, minutes] of steps) {
    now += minutes * 60_000;
    if (what === "hold") end = holdLock();
    else if (what === "let go") end();
    else if (what === "touch") touch.forEach((act) => act());
    else look();
  }
  return locked;
}
const found = [];
for (const steps of JSON.parse(readFileSync(0, "utf8"))) found.push(await lockedAfter(steps, found.length));
console.log(JSON.stringify(found));
"""


STORIES: list[tuple[list[tuple[str, float]], list[float]]] = [
    ([("look", 1.9), ("look", 0.2)], [2.1]),
    ([("touch", 1.9), ("look", 1.9)], []),
    # a letter is read for minutes, and nobody touches the phone
    ([("hold", 1), ("look", 5), ("look", 4.9)], []),
    ([("hold", 1), ("look", 9.9), ("look", 0.2)], [11.1]),  # it is not held for ever
    ([("hold", 1), ("let go", 6), ("look", 1.9), ("look", 0.2)], [9.1]),  # put away: the time begins anew
    ([("hold", 1), ("look", -3)], [-2]),  # a clock that was set back locks, letter or not
]
"""What happens, each so many minutes after the one before; and after how many minutes the notes locked."""


def locked_after(stories: list[list[tuple[str, float]]]) -> list[list[float]]:
    """Return, story by story, after how many minutes the notes locked."""
    if not (FRONTEND / "node_modules" / "typescript").exists():
        pytest.skip("frontend/node_modules is not there: run `npm ci` in frontend/ (`./basira test` does)")
    command = [node_or_skip(), "--input-type=module", "--eval", RUN]
    ran = subprocess.run(
        command, cwd=FRONTEND, input=json.dumps(stories), capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return list(json.loads(ran.stdout))


def test_the_lock_waits_while_a_letter_is_read_and_not_for_ever():
    found = locked_after([steps for steps, _locked in STORIES])
    for (steps, locked), told in zip(STORIES, found, strict=True):
        assert told == pytest.approx(locked), steps
