"""What software says in English alone reaches its reader in her words: the converter of forms, and the names of engines."""

import re

import pytest
from django.utils.translation import override
from pyxform.errors import ErrorCode
from pyxform.validators.pyxform.translations_checks import OR_OTHER_WARNING

from basira.core.kernel.problem import Fault, Severity
from basira.core.scoring.estimate import ENGINE
from basira.core.scoring.mixed import ENGINE as MIXED
from basira.surfaces.shared.converter_words import KNOWN, converter_words
from basira.surfaces.shared.engine_words import engine_words
from basira.surfaces.shared.words import words_of_fault

SAID = [
    ErrorCode.LABEL_001.value.format(row=3),
    ErrorCode.NAMES_001.value.format(row=3, value="again"),
    ErrorCode.NAMES_002.value.format(row=3, value="Again"),
    ErrorCode.NAMES_004.value.format(row=3, value="again"),
    ErrorCode.NAMES_006.value.format(row=3),
    ErrorCode.NAMES_007.value.format(row=3),
    ErrorCode.NAMES_008.value.format(row=3, sheet="survey", column="name"),
    ErrorCode.NAMES_013.value.format(sheet="settings", candidates="'setting'"),
    ErrorCode.PYREF_001.value.format(row=3, sheet="survey", column="relevant"),
    ErrorCode.PYREF_003.value.format(row=3, sheet="survey", column="relevant", q="gone"),
    ErrorCode.PYREF_004.value.format(row=3, sheet="survey", column="relevant", q="twice"),
    ErrorCode.HEADER_003.value.format(sheet_name="choices", missing="'list_name'"),
    ErrorCode.HEADER_004.value.format(column="my column"),
    OR_OTHER_WARNING,
]
"""In the converter's own words, so that a newer one that says them otherwise is noticed."""


def fault_saying(said: str, code: str = "form.converter-warns") -> Fault:
    return Fault(Severity.WARNING, code, said, place="survey:3", params=(("words", said),))


@pytest.mark.parametrize("said", SAID, ids=lambda said: said[:60])
def test_what_the_converter_says_most_is_told_in_arabic(said):
    with override("ar"):
        told = words_of_fault(fault_saying(said))
    assert re.search("[ء-ي]", told) and "invalid" not in told and "%(" not in told


def test_what_a_remark_names_stands_in_its_sentence():
    told = converter_words("Use the max-pixels parameter to speed up submission sending and save storage space.")
    assert told.startswith("A picture is sent as large")
    assert "gone" in converter_words(ErrorCode.PYREF_003.value.format(row=3, sheet="s", column="c", q="gone"))
    said = "Language 'Arabic (ar)' is missing the survey columns hint, label."
    assert all(named in converter_words(said) for named in ("survey", "Arabic (ar)", "hint, label"))


def test_a_remark_that_nobody_knows_is_quoted_and_said_to_be_english():
    with override("ar"):
        told = words_of_fault(fault_saying("Never heard before."))
    assert "بالإنجليزية" in told and "Never heard before." in told
    assert converter_words("Never heard before.") == ""


def test_no_remark_takes_what_another_means():
    for said in SAID:
        assert sum(bool(known.search(said)) for known, _words in KNOWN) == 1, said


@pytest.mark.parametrize("engine", [ENGINE, MIXED])
def test_each_engine_has_a_name(engine):
    with override("ar"):
        assert re.search("[ء-ي]", engine_words(engine)) and engine.split()[-1] in engine_words(engine)


def test_a_strange_engine_is_told_as_it_is():
    assert engine_words("abacus 1") == "abacus 1"
