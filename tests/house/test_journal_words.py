"""Every act that is written into the journal has words for its reader, and so has every detail that it tells."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from basira.programme.people.clocks import Clocks
from basira.programme.plans.rules import FIELDS as PLAN_RULES
from basira.programme.training.gate import Demand
from basira.programme.training.verbs.preparing import RANGES
from basira.surfaces.console.journal.details import DETAIL_NAMES
from basira.surfaces.console.vocabulary import JOURNAL_WORDS
from tests.house.test_tree import ROOT

RECORDED = re.compile(r'(?:\brecord|\bLine)\(\s*"([a-z-]+\.[a-z-]+)"')
CHOSEN = re.compile(r'\bact = "([a-z-]+\.[a-z-]+)" if .+ else "([a-z-]+\.[a-z-]+)"')

WRITERS = {"record", "Line", "note"}
"""What writes an entry; `note` is how the verbs of calls and of workspaces do it."""
WRITES = re.compile(r"\b(?:record|Line|note)\(")
NO_DETAIL = {"by", "at", "subject", "application", "database"}
MADE_OF = {
    "people/clocks.py": set(Clocks.__dataclass_fields__),
    "people/verbs.py": {"entity", "provider"},
    "plans/opening.py": set(PLAN_RULES),
    "training/verbs/preparing.py": {*Demand.__dataclass_fields__, *RANGES},
    "workspace/writing.py": set(),  # it hands on what its callers say to `note`
    "recruiting/verbs/applications.py": set(),  # as above
}
"""What is told where the source does not spell it out at the entry."""


def acts_in(text: str) -> set[str]:
    """Return the acts that a module names where it writes them."""
    return {*RECORDED.findall(text), *(act for pair in CHOSEN.findall(text) for act in pair)}


@dataclass
class Told:
    """Keys of details that a module writes, and lines at which they cannot be read from the source."""

    keys: set[str] = field(default_factory=set)
    unread: list[int] = field(default_factory=list)


def keys_of(value: ast.expr, assigned: dict[str, list[ast.expr]]) -> set[str] | None:
    """Return the keys that an expression spells out, itself or where its name was assigned; None when it spells none."""
    if isinstance(value, ast.Name):
        found = [keys_of(each, {}) for each in assigned.get(value.id, [])]
        return None if not found or None in found else set().union(*(keys or set() for keys in found))
    literals = [node for node in ast.walk(value) if isinstance(node, ast.Dict)]
    if not literals:
        return None
    return {str(key.value) for literal in literals for key in literal.keys if isinstance(key, ast.Constant)}


def calls_in(tree: ast.Module) -> Iterator[tuple[ast.Call, dict[str, list[ast.expr]]]]:
    """Yield what writes an entry, with the assignments of the function around it."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        assigned: dict[str, list[ast.expr]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                assigned.setdefault(getattr(target, "id", ""), []).append(node.value)
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in WRITERS and node.args:
                    yield node, assigned


def told_in(text: str) -> Told:
    """Return what the entries of a module tell."""
    told = Told()
    for call, assigned in calls_in(ast.parse(text)):
        told.keys |= {word.arg for word in call.keywords if word.arg} - NO_DETAIL
        for value in [*call.args[2:], *(word.value for word in call.keywords if word.arg is None)]:
            keys = keys_of(value, assigned)
            if keys is None:
                told.unread.append(call.lineno)
            told.keys |= keys or set()
    return told


def test_every_act_of_the_journal_has_words():
    acts = {act for path in (ROOT / "src").rglob("*.py") for act in acts_in(path.read_text(encoding="utf-8"))}
    assert len(acts) > 100 and sorted(acts - set(JOURNAL_WORDS)) == []


def test_every_detail_of_the_journal_has_words():
    """In English here; `test_words` proves the Arabic of every message of the desk."""
    programme = ROOT / "src" / "basira" / "programme"
    texts = {str(path.relative_to(programme)): path.read_text(encoding="utf-8") for path in programme.rglob("*.py")}
    del texts["journal/verbs.py"]  # the writer itself
    told = {name: told_in(text) for name, text in texts.items() if WRITES.search(text)}
    assert sorted(name for name, each in told.items() if each.unread) == sorted(MADE_OF)
    keys = set().union(*(each.keys for each in told.values()), *MADE_OF.values())
    assert len(keys) > 100 and sorted(keys - set(DETAIL_NAMES)) == []


def test_twin_an_act_without_words_is_found():
    found = acts_in('journal.record("house.burnt-down", by=by)\nact = "a.b" if x else "c.d"')
    assert found == {"house.burnt-down", "a.b", "c.d"} and not found & set(JOURNAL_WORDS)


def test_twin_details_are_found_however_they_are_told():
    found = told_in(
        "def burn():\n"
        "    more = {'flames': 3} if hot else {}\n"
        "    journal.record('house.burnt-down', subject='house', by=by, at=at, embers=2, **more)\n"
        "    journal.record_many([journal.Line('house.burnt-down', ref, {'ash': 1})], by=by, at=at)\n"
        "    journal.record('house.burnt-down', subject='house', by=by, at=at, **asdict(fire))\n"
    )
    assert found == Told({"flames", "embers", "ash"}, [5])
