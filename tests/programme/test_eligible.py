"""Who may apply is the programme's own: what its blueprint says, no call undercuts, and changing a key changes what happens."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from basira.core.blueprint.vocabulary import CRITERIA
from basira.core.kernel.lifecycles import CallState
from basira.core.recruiting.eligibility import DEFAULT_RULES, Rule, RuleKind
from basira.core.recruiting.rubric import DEFAULT_CRITERIA, Criterion, MarksIncomplete
from basira.programme.people.blueprints import blueprint_from
from basira.programme.recruiting.eligible import CallBelowProgramme, eligible_in, eligible_now
from basira.programme.recruiting.models import Call
from basira.programme.recruiting.queries import call_card
from basira.programme.recruiting.verbs import calls, vetting
from tests.cast import MONDAY_9AM
from tests.programme.kept_world import S3, starts_from
from tests.programme.recruiting_world import DIRECTOR, OFFICER, PUBLISHER, an_application, call_text, marks

pytestmark = pytest.mark.django_db
OF_S3 = (
    Criterion.CREDIBILITY, Criterion.RESPONSIBILITY, Criterion.PUBLIC_INTEREST, Criterion.NEUTRALITY, Criterion.SECRECY,
)  # fmt: skip


def written(rules=DEFAULT_RULES, criteria=OF_S3):
    return calls.write_call(text=call_text(rules=rules, criteria=criteria), by=OFFICER, at=MONDAY_9AM)


def rules_of(age, standing, years=0):
    return (Rule(RuleKind.AGE_AT_LEAST, years=age), Rule(standing, years=years))


@pytest.mark.parametrize(
    ("rules", "criteria"),
    [
        (rules_of(17, RuleKind.CITIZEN_OR_RESIDENT, 2), OF_S3),
        (rules_of(18, RuleKind.CITIZEN_OR_RESIDENT, 1), OF_S3),
        (rules_of(18, RuleKind.RESIDENT, 1), OF_S3),
        ((Rule(RuleKind.AGE_AT_LEAST, years=18),), OF_S3),
        (DEFAULT_RULES, OF_S3[:-1]),
    ],
)
def test_a_call_that_asks_less_than_the_programme_is_refused_when_written_and_when_changed(rules, criteria):
    starts_from()
    with pytest.raises(CallBelowProgramme):
        written(rules, criteria)
    assert not Call.objects.exists()
    ref = written()
    with pytest.raises(CallBelowProgramme):
        calls.write_call(text=call_text(rules=rules, criteria=criteria), ref=ref, by=OFFICER, at=MONDAY_9AM)
    assert call_card(ref).rules == DEFAULT_RULES and call_card(ref).criteria == OF_S3


def test_a_call_may_ask_for_more_than_the_programme():
    starts_from()
    ref = written(rules_of(30, RuleKind.CITIZEN), (*OF_S3, Criterion.OBSERVATION))
    assert call_card(ref).criteria == (*OF_S3, Criterion.OBSERVATION)


@pytest.mark.parametrize(
    ("before", "after", "rules", "criteria"),
    [
        ("minimum_age = 18", "minimum_age = 21", DEFAULT_RULES, OF_S3),
        ("residence_years = 2", "residence_years = 5", DEFAULT_RULES, OF_S3),
        ('statuses = ["citizen", "resident"]\nresidence_years = 2', 'statuses = ["citizen"]', DEFAULT_RULES, OF_S3),
        ('"secrecy"]', '"secrecy", "writes-reports"]', DEFAULT_RULES, OF_S3),
    ],
)
def test_changing_a_key_of_eligibility_changes_what_a_call_may_ask(before, after, rules, criteria):
    starts_from()
    written(rules, criteria)
    starts_from((before, after))
    with pytest.raises(CallBelowProgramme):
        written(rules, criteria)


def test_a_draft_that_asks_less_than_the_programme_asks_by_now_is_not_opened():
    starts_from()
    ref = written()
    starts_from(("minimum_age = 18", "minimum_age = 21"))
    with pytest.raises(CallBelowProgramme):
        calls.move_call(ref=ref, to=CallState.OPEN, by=OFFICER, at=MONDAY_9AM)
    assert call_card(ref).state is CallState.DRAFT
    calls.write_call(
        text=call_text(rules=rules_of(21, RuleKind.CITIZEN, 0), criteria=OF_S3), ref=ref, by=OFFICER, at=MONDAY_9AM
    )
    calls.move_call(ref=ref, to=CallState.OPEN, by=OFFICER, at=MONDAY_9AM)


def test_a_call_begins_with_what_the_programme_says_and_as_ever_without_a_blueprint():
    assert (eligible_now().rules, eligible_now().criteria) == (DEFAULT_RULES, DEFAULT_CRITERIA)
    assert written((), DEFAULT_CRITERIA)
    starts_from(("minimum_age = 18", "minimum_age = 21"), ("residence_years = 2", "residence_years = 7"))
    assert eligible_now().rules[:2] == rules_of(21, RuleKind.CITIZEN_OR_RESIDENT, 7)
    assert eligible_now().criteria == OF_S3


@pytest.mark.parametrize("word", CRITERIA)
def test_every_criterion_that_a_blueprint_may_name_is_one_that_assessors_mark(word):
    blueprint = blueprint_from(re.sub(r"criteria = \[.*\]", f'criteria = ["{word}"]', S3))
    (asked,) = eligible_in(blueprint).asked
    assert asked in Criterion


def test_assessors_mark_what_their_call_asks_for_and_nothing_else():
    asked = (Criterion.NEUTRALITY, Criterion.SECRECY)
    text = call_text(criteria=asked, closes_on=MONDAY_9AM.date() + timedelta(days=3))
    ref = calls.write_call(text=text, by=OFFICER, at=MONDAY_9AM)
    calls.move_call(ref=ref, to="open", by=OFFICER, at=MONDAY_9AM)
    application = an_application(ref)
    with pytest.raises(MarksIncomplete):
        vetting.assess(application=application, marks=marks(), by=DIRECTOR, at=MONDAY_9AM)
    for by in (DIRECTOR, PUBLISHER):
        vetting.assess(application=application, marks={"neutrality": 4, "secrecy": 2}, by=by, at=MONDAY_9AM)


def test_the_database_keeps_no_call_that_assesses_nothing():
    ref = written((), DEFAULT_CRITERIA)
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(ref=ref).update(criteria=[])
