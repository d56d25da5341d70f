"""
Pages of docs/reference that are made from the code, so that they cannot be wrong: `python -m basira.project reference`.

A house test compares what stands in the tree with what is made here.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from basira.core.blueprint.page import reference_page
from basira.core.instrument.packs.page import packs_page
from basira.core.kernel import lifecycles
from basira.core.kernel.unmasking import UNMASKING_MOVES
from basira.gateways.shipped import shipped_packs
from basira.project.environment import PROJECT_ROOT
from basira.project.rules_page import rules_page

FOLDER = PROJECT_ROOT / "docs" / "reference"

LIFECYCLES: tuple[tuple[str, str, Mapping[Any, frozenset[Any]]], ...] = (
    ("Questionnaire version", "نموذج التقييم", lifecycles.QUESTIONNAIRE_MOVES),
    ("Shopper", "المتسوق", lifecycles.SHOPPER_MOVES),
    ("Call for candidates", "باب الترشّح", lifecycles.CALL_MOVES),
    ("Application", "طلب الترشّح", lifecycles.APPLICATION_MOVES),
    ("Cycle (wave in code)", "دورة القياس", lifecycles.WAVE_MOVES),
    ("Scenario", "السيناريو", lifecycles.SCENARIO_MOVES),
    ("Mission", "المهمة", lifecycles.MISSION_MOVES),
    ("Visit", "الزيارة", lifecycles.VISIT_MOVES),
    ("Finding", "نتيجة الرصد", lifecycles.FINDING_MOVES),
    ("Analyst's finding before release", "نتيجة المحلل قبل الإبلاغ", lifecycles.NOTED_MOVES),
    ("Corrective plan", "خطة التصحيح", lifecycles.PLAN_MOVES),
    ("Release", "إصدار النتائج", lifecycles.RELEASE_MOVES),
    ("Alarm", "نداء الطوارئ", lifecycles.ALARM_MOVES),
    ("Letter of authority", "خطاب التفويض", lifecycles.LETTER_MOVES),
    ("Report of danger", "بلاغ الخطر", lifecycles.DANGER_MOVES),
    ("Destruction of a withheld file", "إتلاف ملف محجوب", lifecycles.DESTRUCTION_MOVES),
    ("Sealed visit given over", "زيارة مختومة سُلِّمت", lifecycles.SENDING_MOVES),
    ("Unmasking", "كشف الهوية", UNMASKING_MOVES),
)
"""Each object's name in English and in Arabic, and its table of moves."""

HEAD = """# Lifecycles

Made from `src/basira/core/kernel/lifecycles.py` (unmasking: `unmasking.py` beside it) by
`python -m basira.project reference`. Do not edit by hand.

A verb asks these tables before it writes; a screen offers only the moves that are open.
"""


def pages() -> dict[Path, str]:
    """Return every generated page by its path."""
    return {
        FOLDER / "lifecycles.md": lifecycles_page(),
        FOLDER / "blueprint.md": reference_page(),
        FOLDER / "scoring-rules.md": rules_page(PROJECT_ROOT / "tests" / "spec"),
        FOLDER / "packs.md": packs_page(shipped_packs(PROJECT_ROOT / "packs")),
    }


def lifecycles_page() -> str:
    """Return the page of all lifecycles, a diagram each."""
    return "\n".join([HEAD, *(section(*lifecycle) for lifecycle in LIFECYCLES)])


def section(name: str, name_ar: str, moves: Mapping[Any, frozenset[Any]]) -> str:
    """Return one lifecycle: the diagram, then in words where it ends."""
    states = list(moves)
    lines = [f"## {name} · {name_ar}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state}" as {node(state)}' for state in states if node(state) != str(state)]
    lines += [f"    [*] --> {node(states[0])}"]
    lines += [f"    {node(start)} --> {node(end)}" for start in states for end in states if end in moves[start]]
    ends = [state for state in states if not moves[state]]
    lines += [f"    {node(state)} --> [*]" for state in ends]
    return "\n".join([*lines, "```", "", f"Ends as: {', '.join(ends)}.", ""])


def node(state: StrEnum) -> str:
    """Return the name of a state inside a diagram, where a dash would be an arrow."""
    return str(state).replace("-", "_")


def run(arguments: list[str]) -> int:
    """Write every generated page; 2 with arguments, which it takes none of."""
    if arguments:
        return 2
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(path.relative_to(PROJECT_ROOT))
    return 0
