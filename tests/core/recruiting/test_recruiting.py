"""Rules of a call with their reasons, coarse attributes, and the score of blind assessors."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from basira.core.recruiting.attributes import AgeBand, Standing, age_on, band_of, knows
from basira.core.recruiting.eligibility import (
    DEFAULT_RULES,
    Facts,
    Rule,
    RuleKind,
    RulesUnreadable,
    is_as_strict,
    least_age,
    read_rules,
    unmet,
)
from basira.core.recruiting.rubric import DEFAULT_CRITERIA, Criterion, MarksIncomplete, agreement, score_of

CITIZEN = Facts(30, Standing.CITIZEN)


def kinds(facts, rules=DEFAULT_RULES):
    return [rule.kind for rule in unmet(rules, facts)]


@pytest.mark.parametrize(
    ("facts", "missed"),
    [
        (Facts(17, Standing.CITIZEN), [RuleKind.AGE_AT_LEAST]),
        (Facts(30, Standing.RESIDENT, 1), [RuleKind.CITIZEN_OR_RESIDENT]),
        (Facts(30, Standing.VISITOR, 9), [RuleKind.CITIZEN_OR_RESIDENT]),
        (Facts(30, Standing.CITIZEN, works_at_body=True), [RuleKind.NOT_EMPLOYED_BY_BODY]),
        (Facts(12, Standing.RESIDENT, 0, True), [rule.kind for rule in DEFAULT_RULES]),
        (Facts(18, Standing.CITIZEN), []),
        (Facts(18, Standing.RESIDENT, 2), []),
    ],
)
def test_every_rule_that_is_not_met_is_named(facts, missed):
    assert kinds(facts) == missed


@pytest.mark.parametrize(
    ("kind", "standing", "years", "is_taken"),
    [
        (RuleKind.CITIZEN, Standing.CITIZEN, 0, True),
        (RuleKind.CITIZEN, Standing.RESIDENT, 9, False),
        (RuleKind.RESIDENT, Standing.RESIDENT, 2, True),
        (RuleKind.RESIDENT, Standing.RESIDENT, 1, False),
        (RuleKind.RESIDENT, Standing.CITIZEN, 9, False),
        (RuleKind.RESIDENT, Standing.VISITOR, 9, False),
    ],
)
def test_a_call_may_take_citizens_alone_or_residents_alone(kind, standing, years, is_taken):
    assert bool(kinds(Facts(30, standing, years), [Rule(kind, years=2)])) is not is_taken


def test_rules_are_as_strict_as_a_floor_when_they_let_nobody_in_whom_it_refuses():
    floor = (Rule(RuleKind.AGE_AT_LEAST, years=18), Rule(RuleKind.CITIZEN_OR_RESIDENT, years=2))
    assert is_as_strict(DEFAULT_RULES, floor) and is_as_strict(DEFAULT_RULES, ()) and is_as_strict((), ())
    age = Rule(RuleKind.AGE_AT_LEAST, years=18)
    for one, is_strict in (
        (Rule(RuleKind.CITIZEN_OR_RESIDENT, years=3), True),
        (Rule(RuleKind.CITIZEN), True),
        (Rule(RuleKind.RESIDENT, years=2), True),
        (Rule(RuleKind.RESIDENT, years=1), False),
        (Rule(RuleKind.CITIZEN_OR_RESIDENT, years=1), False),
        (Rule(RuleKind.NOT_EMPLOYED_BY_BODY), False),
    ):
        assert is_as_strict((age, one), floor) is is_strict
    assert not is_as_strict((Rule(RuleKind.AGE_AT_LEAST, years=17), floor[1]), floor)
    assert not is_as_strict((age, floor[1]), (age, Rule(RuleKind.CITIZEN)))


def test_one_of_the_languages_is_enough():
    rule = Rule(RuleKind.SPEAKS_ONE_OF, languages=("ar", "ur"))
    assert kinds(Facts(30, Standing.CITIZEN, languages=frozenset({"en"})), [rule]) == [RuleKind.SPEAKS_ONE_OF]
    assert kinds(Facts(30, Standing.CITIZEN, languages=frozenset({"en", "ur"})), [rule]) == []


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"rule": "has-a-car"},
        {"rule": "age-at-least", "years": -1},
        {"rule": "age-at-least", "years": True},
        {"rule": "age-at-least", "years": "18"},
        {"rule": "age-at-least", "years": 18, "unless": "asked"},
        {"rule": "speaks-one-of", "languages": ["xx"]},
    ],
)
def test_a_rule_that_nobody_can_check_refuses_the_list(raw):
    with pytest.raises(RulesUnreadable):
        read_rules([raw])


def test_rules_are_kept_as_data_and_read_back():
    rules = (*DEFAULT_RULES, Rule(RuleKind.SPEAKS_ONE_OF, languages=("ar",)))
    assert read_rules([rule.as_dict() for rule in rules]) == rules
    assert least_age(rules) == 18 and least_age(()) == 0
    assert unmet((), Facts(3, Standing.VISITOR)) == ()


def test_an_age_is_whole_years_and_falls_into_a_band():
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert age_on(date(2027, 1, 1), date(2026, 3, 1)) < 0
    bands = [band_of(age) for age in (17, 18, 24, 25, 34, 35, 44, 45, 54, 55, 64, 65, 99)]
    assert bands == [AgeBand(b) for b in ("under-18", *["18-24"] * 2, *["25-34"] * 2, *["35-44"] * 2, *["45-54"] * 2,
                                          *["55-64"] * 2, *["65-plus"] * 2)]  # fmt: skip


def test_quotas_know_only_groups_that_applicants_have():
    assert knows("sex", "female", []) and knows("speaks ur", "yes", []) and knows("region", "North", ["North"])
    assert knows("region", "elsewhere", [])
    assert not knows("sex", "Female", []) and not knows("speaks xx", "yes", []) and not knows("name", "x", [])
    assert not knows("region", "South", ["North"]) and not knows("speaks ur", "maybe", [])


def marks(value=3, **changed):
    return {str(each): value for each in DEFAULT_CRITERIA} | changed


@pytest.mark.parametrize(
    "given", [{}, marks(5), marks(-1), marks(credibility=None), marks() | {"charm": 4}, {"credibility": 4}]
)
def test_marks_that_are_missing_or_beyond_the_scale_are_refused(given):
    with pytest.raises(MarksIncomplete) as refusal:
        score_of(given)
    assert refusal.value.params["criteria"]


def test_only_the_criteria_that_were_asked_for_make_a_score():
    asked = (Criterion.NEUTRALITY, Criterion.SECRECY)
    assert score_of({"neutrality": 4, "secrecy": 2}, asked) == 75
    for given in ({"neutrality": 4}, {"neutrality": 4, "secrecy": 2, "credibility": 4}):
        with pytest.raises(MarksIncomplete):
            score_of(given, asked)


def test_a_score_is_points_of_a_hundred():
    assert score_of(marks(4)) == 100 and score_of(marks(0)) == 0 and score_of(marks(3)) == 75
    assert score_of(marks(3, credibility=4)) == Decimal("79.2")


@pytest.mark.parametrize(
    ("scores", "wanted", "score"),
    [
        ([], 2, None),
        ([70], 1, None),
        ([70, 90], 0, 80),  # just near enough
        ([70, 91], 1, None),
        ([20, 80, 90], 0, 85),  # the two that are nearest
        ([20, 30, 90], 0, 25),
        ([50, 70, 90], 0, 70),  # both pairs as near: all three
    ],
)
def test_two_who_agree_or_the_nearest_of_three_give_the_score(scores, wanted, score):
    for order in permutations(map(Decimal, scores)):
        found = agreement(order, most_apart=20)
        assert (found.wanted, found.score) == (wanted, None if score is None else Decimal(score))
