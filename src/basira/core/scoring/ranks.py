"""The places that a unit may honestly hold among its peers, given the intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from basira.core.scoring.estimate import UnitScore

DEFAULT_MIN_VISITS = 4
"""Rulings, "the numbers": no individual rank under four visits a cycle."""


@dataclass(frozen=True, slots=True)
class RankRange:
    """The best and the worst place that the intervals allow among `among` ranked units; 1 is the best."""

    best: int
    worst: int
    among: int


def rank_ranges(scores: Sequence[UnitScore], *, min_visits: int = DEFAULT_MIN_VISITS) -> Mapping[str, RankRange | None]:
    """
    Return the range of places of each unit; None under `min_visits` visits or without an interval.

    A unit is placed below another only where their intervals do not touch, which is stricter than a test of the
    difference: ranges are wide, and never a single bare rank unless everybody else is clearly apart. The confidence is
    that of each pair, not of all places at once.
    """
    ranked = {
        score.unit: (score.total.low, score.total.high)
        for score in scores
        if score.total.visits >= min_visits and score.total.low is not None and score.total.high is not None
    }
    return {score.unit: place(score.unit, ranked) if score.unit in ranked else None for score in scores}


Intervals = Mapping[str, tuple[Decimal, Decimal]]
"""The (low, high) of each unit's score."""


def tiers_of(intervals: Intervals) -> Mapping[str, int]:
    """
    Return the tier of each unit, 1 the best: every unit of a tier is clearly above every unit of the tiers below.

    Within a tier nothing is promised. Clearly: their intervals do not touch, as in `rank_ranges`; so from figures that are
    shown, nothing is told that a reader could not work out. No units: none.
    """
    order = sorted(intervals, key=lambda unit: (-intervals[unit][0], unit))
    best_after = list(accumulate((intervals[unit][1] for unit in reversed(order)), max))[::-1]
    tiers: dict[str, int] = {}
    tier, lowest = 0, Decimal("Infinity")
    for unit, best in zip(order, best_after, strict=True):
        tier += best < lowest
        tiers[unit], lowest = tier, min(lowest, intervals[unit][0])
    return tiers


def alike(unit: str, intervals: Intervals) -> tuple[str, ...]:
    """Return the other units that one cannot be told apart from: their intervals touch. In the order given."""
    low, high = intervals[unit]
    return tuple(other for other, (least, most) in intervals.items() if other != unit and least <= high and low <= most)


def place(unit: str, ranked: Mapping[str, tuple[Decimal, Decimal]]) -> RankRange:
    """Count the units that are clearly above and clearly below."""
    low, high = ranked[unit]
    above = sum(other_low > high for other_low, _ in ranked.values())
    below = sum(other_high < low for _, other_high in ranked.values())
    return RankRange(best=1 + above, worst=len(ranked) - below, among=len(ranked))
