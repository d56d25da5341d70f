"""What the browser form draws is one list on both sides: the core that refuses and the script that draws."""

import json
import re
from pathlib import Path

import pytest

from basira.core.instrument.drawn import DRAWN
from basira.core.instrument.expressions import FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "frontend" / "src" / "field" / "drawn.ts"
ENGINE = ROOT / "frontend" / "node_modules" / "@getodk" / "xforms-engine" / "dist" / "index.js"


def test_core_and_script_draw_the_same_types() -> None:
    listed = re.search(r"DRAWN[^=]*= (\{.*?\n\});", SCRIPT.read_text(), re.S)
    assert listed
    as_json = re.sub(r",(\s*[}\]])", r"\1", re.sub(r"(\w+):", r'"\1":', listed[1]))
    script = {control: set(kinds) for control, kinds in json.loads(as_json).items()}
    assert script == {control: set(kinds) for control, kinds in DRAWN.items()}


def test_every_function_that_a_form_may_call_is_one_of_the_engine() -> None:
    if not ENGINE.exists():
        pytest.skip("frontend/node_modules is not there: run `npm ci` in frontend/ (`./basira test` does)")
    engine = ENGINE.read_text()
    assert sorted(name for name in FUNCTIONS if f'"{name}"' not in engine) == []
    assert '"device-info"' not in engine and '"duration"' not in engine
