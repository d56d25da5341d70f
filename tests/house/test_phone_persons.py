"""The phone's own asking about details of others: held to the same examples as the server's reading."""

import json
import subprocess

import pytest

from tests.core.assurance.persons_examples import FOUND, PASSES
from tests.house.test_assets import FRONTEND, node_or_skip

LATER = {"her plate was Q": False, "رقم هاتفها": False}
READ = """
import ts from "typescript";
import { readFileSync } from "node:fs";
const plain = (file) => ts.transpile(readFileSync(`src/field/${file}.ts`, "utf8"), { target: "es2022", module: "esnext" });
const address = (code) => "data:text/javascript," + encodeURIComponent(code);
const digits = address(plain("digits"));
const { namesSomebody } = await import(address(plain("persons").replace("./digits", digits)));
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(namesSomebody)));
"""


def asked_by_the_phone(texts: list[str]) -> list[bool]:
    """Return, text by text, whether the phone asks."""
    if not (FRONTEND / "node_modules" / "typescript").exists():
        pytest.skip("frontend/node_modules is not there: run `npm ci` in frontend/ (`./basira test` does)")
    command = [node_or_skip(), "--input-type=module", "--eval", READ]
    ran = subprocess.run(
        command, cwd=FRONTEND, input=json.dumps(texts), capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_the_phone_asks_where_the_server_would_warn_and_nowhere_else():
    wanted = dict.fromkeys(FOUND, True) | dict.fromkeys(PASSES, False) | LATER
    told = dict(zip(wanted, asked_by_the_phone(list(wanted)), strict=True))
    assert {text: said for text, said in told.items() if said != wanted[text]} == {}
