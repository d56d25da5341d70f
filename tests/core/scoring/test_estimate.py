"""Scores and errors: brute force, properties, and whether the intervals hold what they promise."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basira.core.scoring import Level, NotScorable, score_units
from basira.core.scoring.estimate import Estimate, t_reach
from tests.core.scoring.ratings import rating


def test_bad_ratings_are_refused():
    with pytest.raises(NotScorable):
        score_units([rating("v", "2")], level=Level.CENTRE)


def test_no_ratings_make_no_units():
    assert score_units([], level=Level.PROGRAMME) == ()


def test_a_unit_without_an_applicable_rating_has_no_score():
    (unit,) = score_units([rating("v", None)], level=Level.CENTRE)
    assert unit.total.score is None and unit.total.visits == 0 and unit.presence == ()


def test_one_visit_has_a_score_but_no_error():
    (unit,) = score_units([rating("v", "1"), rating("v", "0", criterion="b")], level=Level.CENTRE)
    assert unit.total.score == Decimal("0.5")
    assert (unit.total.se, unit.total.low, unit.total.high) == (None, None, None)


def test_visits_that_agree_do_not_prove_that_there_is_no_error():
    (unit,) = score_units([rating(str(n), "1") for n in range(6)], level=Level.CENTRE)
    assert unit.total.se is None
    assert Decimal("0.4") < unit.total.low < Decimal("0.6") and unit.total.high == 1


def test_the_levels_nest_and_count():
    ratings = [
        rating("a", "1", centre="c1", shopper="p"),
        rating("b", "0", centre="c2", shopper="p", critical=True),
        rating("c", "1", centre="c3", entity="e2", shopper="q"),
    ]
    centres = score_units(ratings, level=Level.CENTRE)
    assert [(unit.unit, unit.parent) for unit in centres] == [("c1", "entity"), ("c2", "entity"), ("c3", "e2")]
    entities = score_units(ratings, level=Level.ENTITY)
    assert [(unit.unit, unit.parent, unit.shoppers) for unit in entities] == [
        ("e2", "sector", 1),
        ("entity", "sector", 1),
    ]
    (programme,) = score_units(ratings, level=Level.PROGRAMME)
    assert (programme.shoppers, programme.total.visits, programme.critical_failures) == (2, 3, 1)
    assert programme.presence == (("a", "p"), ("b", "p"), ("c", "q"))


shares = st.none() | st.integers(0, 4).map(lambda quarter: str(Decimal(quarter) / 4))
visits = st.lists(st.lists(shares, min_size=3, max_size=3), min_size=1, max_size=12)


def as_ratings(world):
    return [
        rating(f"v{n}", share, criterion=f"k{k}", weight=Decimal(k + 1), dimension="ab"[k % 2])
        for n, answers in enumerate(world)
        for k, share in enumerate(answers)
    ]


@given(visits)
def test_score_and_error_agree_with_fractions_by_hand(world):
    (unit,) = score_units(as_ratings(world), level=Level.CENTRE)
    points = [
        (
            sum((Fraction(share) * (k + 1) for k, share in enumerate(answers) if share is not None), Fraction(0)),
            sum(k + 1 for k, share in enumerate(answers) if share is not None),
        )
        for answers in world
    ]
    points = [(won, possible) for won, possible in points if possible]
    assert unit.total.visits == len(points)
    if not points:
        return
    possible = sum(base for _, base in points)
    score = sum(won for won, _ in points) / possible
    assert abs(Fraction(unit.total.score) - score) < Fraction(1, 10**6)
    if len(points) > 1:
        n = len(points)
        variance = Fraction(n, n - 1) * sum((won - score * base) ** 2 for won, base in points) / possible**2
        assert float(unit.total.se or 0) == pytest.approx(float(variance) ** 0.5, abs=1e-6)


@given(visits, st.randoms(use_true_random=False))
def test_the_order_of_ratings_makes_no_difference(world, chance):
    ratings = as_ratings(world)
    shuffled = chance.sample(ratings, len(ratings))
    assert score_units(shuffled, level=Level.CENTRE) == score_units(ratings, level=Level.CENTRE)


@given(visits)
def test_scores_and_intervals_stay_between_0_and_1(world):
    for unit in score_units(as_ratings(world), level=Level.CENTRE):
        for estimate in (unit.total, *(dimension.estimate for dimension in unit.dimensions)):
            if estimate.low is not None:
                assert 0 <= estimate.low <= estimate.score <= estimate.high <= 1


@given(visits)
@settings(max_examples=50)
def test_twenty_copies_of_a_criterion_tell_no_more_than_one(world):
    """The visit is the unit: repeating the same answer under many criteria leaves the error where it was."""
    once = [rating(f"v{n}", answers[0]) for n, answers in enumerate(world)]
    often = [rating(f"v{n}", a[0], criterion=f"k{k}") for n, a in enumerate(world) for k in range(20)]
    (one,), (many,) = score_units(once, level=Level.CENTRE), score_units(often, level=Level.CENTRE)
    assert (one.total.score, one.total.se, one.total.visits) == (many.total.score, many.total.se, many.total.visits)
    if many.total.se is not None:
        reach = t_reach(many.total.visits) * many.total.se
        assert many.total.high - many.total.low >= min(reach, 1) - Decimal("0.00001")


def twenty_criteria(*visits: list[str]) -> Estimate:
    """The total of visits that were each asked twenty criteria, in turn answered as given."""
    ratings = [
        rating(f"v{n}", answers[k % len(answers)], criterion=f"k{k}")
        for n, answers in enumerate(visits)
        for k in range(20)
    ]
    return score_units(ratings, level=Level.CENTRE)[0].total


@pytest.mark.parametrize("visits", [2, 5, 8, 30])
@pytest.mark.parametrize("criteria", [1, 4, 20])
def test_a_trace_of_variation_changes_the_interval_by_a_trace(visits, criteria):
    """No cliff: five visits at 100 and five with one at 99.9 are told almost the same."""
    before = None
    for lost in ("0", "0.0000001", "0.00001", "0.001", "0.01"):
        ratings = [
            rating(f"v{n}", str(1 - Decimal(lost) * (n == k == 0)), criterion=f"k{k}")
            for n in range(visits)
            for k in range(criteria)
        ]
        now = score_units(ratings, level=Level.CENTRE)[0].total
        if before is not None:
            assert abs(now.low - before.low) < Decimal("0.02") and now.high >= now.score
        before = now
        assert now.high - now.low > Decimal(1) / (visits * 20)


def test_the_interval_of_perfect_visits_shrinks_only_as_visits_and_criteria_come():
    lows = [twenty_criteria(*[["1"]] * visits).low for visits in (2, 3, 5, 8, 20)]
    assert lows == sorted(lows) and Decimal("0.88") < lows[2] < Decimal("0.93")


def test_intervals_over_visits_that_differ_as_usual_hardly_change():
    """Twenty criteria, between-visit SD of 0.15 to 0.25, six visits and more: within 0.02 of the score ± t x se."""
    for spread in ("0.15", "0.2", "0.25"):
        for middle in ("0.5", "0.6", "0.7", "0.75"):
            for pairs in (3, 4, 6):
                shares = [Decimal(middle) + Decimal(spread) * sign for sign in (1, -1)] * pairs
                found = twenty_criteria(*[[str(min(share, Decimal(1)))] for share in shares])
                reach = t_reach(found.visits) * found.se
                assert abs(found.low - max(0, found.score - reach)) < Decimal("0.02")
                assert abs(found.high - min(1, found.score + reach)) < Decimal("0.02")


@pytest.mark.slow
def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """
    1,000 simulated centres of 8 visits, 10 criteria, visits that differ as a whole: nominal 95 %, tolerance 3 points.

    With 1,000 centres the coverage itself is uncertain by 0.7 points (one standard error).
    """
    chance = random.Random(20261)  # noqa: S311  a simulation
    ratings, truth = [], {}
    for centre in range(1000):
        truth[f"c{centre}"] = level = chance.uniform(0.35, 0.8)
        for visit in range(8):
            mood = min(1.0, max(0.0, level + chance.uniform(-0.2, 0.2)))
            ratings += [
                rating(f"c{centre}v{visit}", str(int(chance.random() < mood)), centre=f"c{centre}", criterion=f"k{k}")
                for k in range(10)
            ]
    held = [
        unit.total.low <= Decimal(truth[unit.unit]) <= unit.total.high
        for unit in score_units(ratings, level=Level.CENTRE)
    ]
    assert 0.92 <= sum(held) / len(held) <= 0.98
