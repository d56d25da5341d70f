"""Every act that is written into the journal has words for its reader."""

import re

from basira.surfaces.console.vocabulary import JOURNAL_WORDS
from tests.house.test_tree import ROOT

RECORDED = re.compile(r'(?:\brecord|\bLine)\(\s*"([a-z-]+\.[a-z-]+)"')
CHOSEN = re.compile(r'\bact = "([a-z-]+\.[a-z-]+)" if .+ else "([a-z-]+\.[a-z-]+)"')


def acts_in(text: str) -> set[str]:
    """Return the acts that a module names where it writes them."""
    return {*RECORDED.findall(text), *(act for pair in CHOSEN.findall(text) for act in pair)}


def test_every_act_of_the_journal_has_words():
    acts = {act for path in (ROOT / "src").rglob("*.py") for act in acts_in(path.read_text(encoding="utf-8"))}
    assert len(acts) > 100 and sorted(acts - set(JOURNAL_WORDS)) == []


def test_twin_an_act_without_words_is_found():
    found = acts_in('journal.record("house.burnt-down", by=by)\nact = "a.b" if x else "c.d"')
    assert found == {"house.burnt-down", "a.b", "c.d"} and not found & set(JOURNAL_WORDS)
