"""Broken blueprints are refused: each with its line, its key and a remedy, in both languages."""

import re
import time

import pytest

from basira.core.blueprint.faults import fault_in_words
from basira.core.blueprint.reading import MOST_BYTES, read_blueprint
from basira.core.blueprint.words import FAULTS
from basira.core.kernel.problem import Severity

from .broken import BROKEN, FOLDER, Broken


def errors_of(text):
    return [fault for fault in read_blueprint(text).faults if fault.severity is Severity.ERROR]


def test_there_are_fifty_of_them_and_every_refusal_is_among_them():
    assert len(BROKEN) >= 50 and len({each.name for each in BROKEN}) == len(BROKEN)
    seen = {f"blueprint.{each.code}" for each in BROKEN}
    elsewhere = {"blueprint.not-text", "blueprint.too-large", "blueprint.not-a-table", "blueprint.not-yet"}
    assert set(FAULTS) == seen | elsewhere


@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: each.name)
def test_a_broken_blueprint_is_refused_with_line_key_and_remedy(broken: Broken):
    text = broken.text()
    assert read_blueprint(text).blueprint is None
    found = [fault for fault in errors_of(text) if fault.code == f"blueprint.{broken.code}"]
    assert broken.key in [fault.column for fault in found], [str(fault) for fault in errors_of(text)]
    fault = next(fault for fault in found if fault.column == broken.key)
    if broken.at not in ("never here", "[clocks]\nreply"):
        assert fault.row == broken.line(), fault
    for language in ("en", "ar"):
        words = fault_in_words(fault, language)
        assert len(re.split(r"[.؟?،:,]\s", words)) > 1 and "{" not in words, words
    assert re.search("[ء-ي]", fault_in_words(fault, "ar"))


def test_a_change_breaks_one_thing_and_hides_no_other():
    """Nothing but the fault that was planted, or what follows from it: the check does not cry wolf."""
    for broken in BROKEN:
        codes = {fault.code for fault in errors_of(broken.text())}
        assert len(codes) <= 3, (broken.name, codes)


def test_what_is_no_text_or_too_large_is_refused_without_being_read():
    assert [fault.code for fault in errors_of(b"\xff\xfe\x00")] == ["blueprint.not-text"]
    assert [fault.code for fault in errors_of(b"#" * (MOST_BYTES + 1))] == ["blueprint.too-large"]


def test_a_value_in_place_of_a_table_is_refused():
    assert "blueprint.not-a-table" in [fault.code for fault in errors_of("format = 1\nclocks = 5\n")]


@pytest.mark.parametrize(
    "text", ["", "\n", "a", "=", "[[", "[a]\n[a]", "x = " + "[" * 2000, "format = 1979-05-27T07:32:00"]
)
def test_nothing_that_stands_in_a_file_makes_the_check_fall_over(text):
    assert read_blueprint(text).blueprint is None


def test_a_file_that_is_built_to_cost_time_is_answered_within_seconds():
    """A quarter of a megabyte of unknown keys, and one of nested lists: each is refused, and quickly."""
    keys = "\n".join(f"k{number:06} = 1" for number in range(20_000))
    before = time.process_time()
    for text in (keys, "[[panel.quotas]]\n" * 15_000, "a = " + "[" * 100_000):
        assert read_blueprint(text).blueprint is None
    assert time.process_time() - before < 20


def test_cutting_a_shipped_file_anywhere_is_an_answer_and_never_a_crash():
    text = (FOLDER / "S3.toml").read_text(encoding="utf-8")
    for place in range(0, len(text), 97):
        found = read_blueprint(text[:place])
        assert found.blueprint is not None or found.faults
