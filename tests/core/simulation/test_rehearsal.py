"""A form rehearsed: reliability by the textbook, weak questions by name, the same report for the same seed."""

from decimal import Decimal

import pytest

from basira.core.instrument.packs.workbook import pack_workbook
from basira.core.simulation.rehearsal import Rehearsal, draw_visits, ladder, rehearse, reliability, weakness
from basira.gateways.shipped import shipped_packs
from tests.core.instrument.workbooks import check
from tests.shared_data import ROOT

PACKS = shipped_packs(ROOT / "packs")
SHROUT_AND_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
"""Six targets by four judges: table 2 of Shrout & Fleiss (1979)."""


def form(pack, spot=False):
    return check(pack_workbook(pack, spot=spot), "form.xlsx").tree


@pytest.mark.parametrize(("visits", "expected"), [(1, 0.17), (4, 0.44)])
def test_reliability_is_that_of_the_textbook(visits, expected):
    """ICC(1,1) is .17 and ICC(1,4) is .44."""
    assert reliability(SHROUT_AND_FLEISS, visits) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    "groups", [[], [[1.0, 2.0]], [[1.0], [2.0], [3.0]], [[None, 1.0], [None, None]], [[1.0, 1.0], [1.0, 1.0]]]
)
def test_too_little_to_say_is_none_and_never_a_number(groups):
    assert reliability(groups, 6) is None


def test_centres_that_differ_less_than_visits_are_told_apart_by_nothing():
    assert reliability([[0.0, 1.0], [1.0, 0.0]], 6) == 0.0


def test_visits_without_an_answer_leave_the_base():
    groups = [[0.0, 0.1, None], [1.0, 0.9, None], [0.5, None, 0.6]]
    assert reliability(groups, 2) > 0.9


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        ([None] * 9 + [Decimal(1)], "seldom"),
        ([Decimal(1)] * 10, "always"),
        ([Decimal(0), Decimal(1)] * 5, "blind"),
    ],
)
def test_a_weak_question_is_named_with_its_reason(shares, why):
    visits = [[{"x": share} for share in shares] for _ in range(4)]
    assert weakness("x", visits).why == why


def test_a_question_that_tells_centres_apart_is_not_weak():
    visits = [[{"x": Decimal(centre % 2)}] * 5 for centre in range(6)]
    assert weakness("x", visits) is None


def test_the_ladder_climbs_from_the_worst_answer_to_the_best():
    tree = form(next(pack for pack in PACKS if pack.name == "service-counter"))
    questions = {question.path: question for question in tree.questions}
    ladders = {one.code: ladder(one, questions[one.path]) for one in tree.criteria}
    assert ladders["greeted"] == ["no", "yes"] and ladders["papers_right"] == ["no", "partly", "yes"]
    assert ladders["parking"] == ["no", "yes"] and ladders["wait_minutes"] == ["31", "30", "15", "10"]


def test_the_same_seed_gives_the_same_visits_and_another_seed_others():
    tree = form(PACKS[0])
    small = Rehearsal(centres=4, visits=3, shoppers=5)
    assert draw_visits(tree, small) == draw_visits(tree, small)
    assert draw_visits(tree, small) != draw_visits(tree, Rehearsal(4, 3, 5, seed=2))


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_pack_is_rehearsed_whole(pack):
    tree = form(pack)
    found = rehearse(tree, Rehearsal(centres=40))
    assert {one.dimension for one in found.reliabilities} == {one.name for one in tree.dimensions}
    assert sum(one.criteria for one in found.reliabilities) == len(tree.criteria)
    assert all(one.value is not None for one in found.reliabilities)
    assert len(found.weak) <= len(tree.criteria) // 4


def test_more_visits_make_a_dimension_more_reliable():
    tree = form(PACKS[0])
    few, many = (rehearse(tree, Rehearsal(centres=200, visits=visits)) for visits in (3, 12))
    assert all(less.value < more.value for less, more in zip(few.reliabilities, many.reliabilities, strict=True))
