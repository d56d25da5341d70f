"""Ranges of places, and changes between cycles."""

from decimal import Decimal

from basira.core.scoring import Level, RankRange, alike, compare, rank_ranges, score_units, tiers_of
from basira.core.scoring.estimate import Estimate, t_reach
from tests.core.scoring.ratings import rating


def centres(**shares: list[str]):
    """Centres whose visits won this share of each of twenty criteria."""
    ratings = [
        rating(f"{centre}{n}", share, centre=centre, criterion=f"k{k}")
        for centre, given in shares.items()
        for n, share in enumerate(given)
        for k in range(20)
    ]
    return score_units(ratings, level=Level.CENTRE)


def estimate(score: str, se: str | None, visits: int = 10) -> Estimate:
    if se is None:
        return Estimate(Decimal(score), None, Decimal(0), Decimal(1), visits)
    reach = t_reach(visits) * Decimal(se)
    return Estimate(Decimal(score), Decimal(se), Decimal(score) - reach, Decimal(score) + reach, visits)


def test_nobody_is_ranked_under_four_visits():
    scores = centres(few=["0.9", "0.8", "0.9"], many=["0.1", "0.2", "0.1", "0.2"])
    assert rank_ranges(scores) == {"few": None, "many": RankRange(1, 1, 1)}


def test_overlapping_intervals_share_all_places():
    scores = centres(a=["0.4", "0.8", "0.5", "0.7"], b=["0.5", "0.7", "0.6", "0.7"])
    assert rank_ranges(scores) == {"a": RankRange(1, 2, 2), "b": RankRange(1, 2, 2)}


def test_tiers_part_only_where_all_above_are_clear_of_all_below():
    given = {
        "a": ("0.80", "0.90"),
        "b": ("0.75", "0.82"),
        "c": ("0.60", "0.70"),
        "d": ("0.20", "0.60"),
        "e": ("0.1", "0.15"),
    }
    intervals = {unit: (Decimal(low), Decimal(high)) for unit, (low, high) in given.items()}
    assert tiers_of(intervals) == {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3}
    assert alike("c", intervals) == ("d",) and alike("a", intervals) == ("b",) and alike("e", intervals) == ()
    assert tiers_of({}) == {}


def test_one_wide_interval_between_two_groups_leaves_one_tier():
    intervals = {
        unit: (Decimal(low), Decimal(high))
        for unit, low, high in (("a", "0.8", "0.9"), ("b", "0.1", "0.2"), ("w", "0", "1"))
    }
    assert set(tiers_of(intervals).values()) == {1}
    assert alike("a", intervals) == ("w",)


def test_clearly_separate_units_have_separate_places():
    scores = centres(
        high=["0.9", "0.92", "0.9", "0.91"], low=["0.1", "0.12", "0.1", "0.11"], middle=["0.5", "0.52", "0.5", "0.51"]
    )
    places = rank_ranges(scores)
    assert (places["high"], places["low"]) == (RankRange(1, 1, 3), RankRange(3, 3, 3))


def test_the_true_order_lies_within_the_ranges_when_intervals_hold():
    scores = centres(**{f"c{n}": [f"0.{n}", f"0.{n}5", f"0.{n}", f"0.{n}9"] for n in range(1, 9)})
    places = rank_ranges(scores)
    for true_place, name in enumerate(sorted(places, reverse=True), start=1):
        assert places[name].best <= true_place <= places[name].worst


def test_no_change_is_told_where_a_score_is_missing():
    assert compare(estimate("0.5", "0.1"), Estimate(None, None, None, None, 0)) is None


def test_without_an_error_nothing_can_be_said_of_a_change():
    change = compare(estimate("0.9", "0.01"), estimate("0.1", None))
    assert change.difference == Decimal("0.8") and change.low is None and not change.distinguishable


def test_errors_add_as_squares_and_the_smaller_run_decides_the_quantile():
    change = compare(estimate("0.7", "0.03", 11), estimate("0.6", "0.04", 30))
    assert change.se == Decimal("0.05")
    assert change.low == Decimal("-0.011407") and not change.distinguishable  # 0.1 - 2.228139 x 0.05


def test_visits_that_happened_to_agree_prove_no_change():
    sure = estimate("0.9", "0.001")
    unsure = Estimate(Decimal("0.999"), Decimal("0.001"), Decimal("0.4"), Decimal(1), 5)
    for change in (compare(sure, unsure), compare(unsure, sure)):
        assert not change.distinguishable and change.low < change.difference < change.high


def test_a_clear_change_is_called_one():
    assert compare(estimate("0.8", "0.01"), estimate("0.6", "0.01")).distinguishable
    assert compare(estimate("0.6", "0.01"), estimate("0.8", "0.01")).distinguishable
