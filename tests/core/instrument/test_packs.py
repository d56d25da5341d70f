"""A pack's source is refused when its parts do not fit; the scripted reader's pace adds up what its sources say."""

import pytest

from basira.core.instrument.pace import minutes_to_fill, promised_minutes
from basira.core.instrument.packs.source import PackUnreadable, read_pack
from basira.core.instrument.packs.workbook import pack_workbook
from basira.core.instrument.tree import Choice, Question, Questionnaire
from tests.shared_data import ROOT

from .workbooks import check

COMMON = (ROOT / "packs" / "common.toml").read_text(encoding="utf-8")
GOOD = (ROOT / "packs" / "service-counter" / "pack.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('ask = ["address_right",', 'ask = ["adress_right",', "nothing says what adress_right asks"),
        ('"sign_outside", "parking"', '"sign_outside", "sign_outside"', "asked twice"),
        ('spot = ["hours_kept",', 'spot = ["human_seconds",', "nothing says what human_seconds"),
        ('spot = ["hours_kept",', 'spot = ["papers_right", "expectation", "rude",', "rude"),
        ('criterion = "hours_kept"', 'criterion = "queue_length"', "which is not measured"),
        ('judges = ["papers_right"]', 'judges = ["paper"]', "paper"),
        ('en = "Service counter"\n', "", "en is missing"),
        ('name_en = "Asking about a coming request"\n', "", "name_en is missing"),
        ("version = ", "version ", "service-counter"),
    ],
)
def test_a_source_whose_parts_do_not_fit_is_refused_with_the_place(old, new, told):
    assert old in GOOD
    with pytest.raises(PackUnreadable, match=told):
        read_pack("service-counter", GOOD.replace(old, new, 1), COMMON)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("weight = 1\n", "", "a weight, or a reason"),
        ('answers = "yes-no"\n', 'answers = "stars"\n', "no answers 'stars'"),
        ('dimension = "access"\n', 'dimension = "luck"\n', "no dimension 'luck'"),
        ('answers = "yes-no"\n', 'answers = "yes-no"\nname_of_clerk = "?"\n', "unknown"),
    ],
)
def test_a_question_without_a_weight_a_reason_or_a_known_answer_is_refused(old, new, told):
    with pytest.raises(PackUnreadable, match=told):
        read_pack("service-counter", GOOD, COMMON.replace(old, new))


def test_a_pack_becomes_a_form_in_the_order_of_the_interaction_and_the_same_bytes_each_time():
    pack = read_pack("service-counter", GOOD, COMMON)
    content = pack_workbook(pack)
    assert content == pack_workbook(read_pack("service-counter", GOOD, COMMON))
    found = check(content, "form.xlsx")
    names = [question.name for question in found.tree.questions]
    order = ["mission", "address_right", "queue_length", "wait_minutes", "greeted", "answered_here", "remark"]
    assert [name for name in names if name in order] == order
    assert found.tree.roles["waiting-minutes"].endswith("/wait_minutes")
    assert {criterion.code for criterion in found.tree.criteria if criterion.critical} == {
        "address_right", "hours_kept", "respect", "fee_right",
    }  # fmt: skip


def test_a_critical_no_is_explained_and_a_fact_without_weight_measures_nothing():
    found = check(pack_workbook(read_pack("service-counter", GOOD, COMMON)), "form.xlsx")
    why = next(question for question in found.tree.questions if question.name == "respect_why")
    assert "'no'" in why.relevant and why.type == "string"
    assert "queue_length" not in {criterion.code for criterion in found.tree.criteria}


def form(*questions):
    return Questionnaire("t", "t", "1", questions=questions)


def labels(count, language):
    return {"العربية (ar)" if language == "ar" else "English (en)": " ".join(["word"] * count)}


def test_a_form_that_asks_nothing_takes_no_time():
    assert minutes_to_fill(form(), "ar") == 0.0 and promised_minutes(form()) == 0


def test_the_pace_is_reading_deciding_and_answering():
    """138 words are a minute of Arabic; a choice adds two mental operators and a touch, a text twelve typed words."""
    choice = Question("/data/a", "select1", "string", labels(136, "ar"), choices=(Choice("y", labels(1, "ar")),) * 2)
    assert minutes_to_fill(form(choice), "ar") == pytest.approx(1 + (2 * 1.35 + 1.1) / 60)
    text = Question("/data/b", "input", "string", {})
    assert minutes_to_fill(form(text), "en") == pytest.approx((2 * 1.35 + 1.1 + 12 * 60 / 36) / 60)
    number = Question("/data/c", "input", "int", {})
    assert minutes_to_fill(form(number), "en") == pytest.approx((2 * 1.35 + 1.1 + 60 / 36) / 60)
    note = Question("/data/d", "note", "string", labels(228, "en"))
    assert minutes_to_fill(form(note), "en") == pytest.approx(1.0)
    assert promised_minutes(form(choice)) == 2
