"""What the browser form draws is one list on both sides: the core that refuses and the script that draws."""

import json
import re
from pathlib import Path

from basira.core.instrument.drawn import DRAWN

SCRIPT = Path(__file__).resolve().parents[2] / "frontend" / "src" / "field" / "drawn.ts"


def test_core_and_script_draw_the_same_types() -> None:
    listed = re.search(r"DRAWN[^=]*= (\{.*?\n\});", SCRIPT.read_text(), re.S)
    assert listed
    as_json = re.sub(r",(\s*[}\]])", r"\1", re.sub(r"(\w+):", r'"\1":', listed[1]))
    script = {control: set(kinds) for control, kinds in json.loads(as_json).items()}
    assert script == {control: set(kinds) for control, kinds in DRAWN.items()}
