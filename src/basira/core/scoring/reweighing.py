"""What other weights would make of visits that were made already: the same answers, the same estimator, another order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from basira.core.scoring.estimate import Estimate, UnitScore
from basira.core.scoring.ranks import DEFAULT_MIN_VISITS
from basira.core.scoring.rating import Rating


@dataclass(frozen=True, slots=True)
class Reordered:
    """
    One unit under both weightings. Places count from 1, the best, among the units that have an interval both times.

    `is_beyond_chance` when it changed sides with a unit from which its interval stands apart, before or after.
    """

    unit: str
    before: Estimate
    after: Estimate
    place_before: int
    place_after: int
    is_beyond_chance: bool

    @property
    def moves(self) -> bool:
        """Tell whether it stands at another place."""
        return self.place_before != self.place_after


def reweigh(ratings: Iterable[Rating], weights: Mapping[str, Decimal], *, form: str) -> tuple[Rating, ...]:
    """
    Return the ratings under other weights: those of criteria of `form` ("visit") that `weights` does not name are left out.

    Shape: ratings in, at most as many out. Units: `weights` by the criterion's code, relative, above 0. What other forms measured
    stays as it was. Empty: no ratings, none. A criterion that is new has no answers yet, so that its weight changes nothing.
    """
    mine = f"{form}:"
    kept = []
    for rating in ratings:
        code = rating.criterion.removeprefix(mine)
        if not rating.criterion.startswith(mine):
            kept.append(rating)
        elif code in weights:
            kept.append(replace(rating, weight=weights[code]))
    return tuple(kept)


def reorder(
    before: Sequence[UnitScore], after: Sequence[UnitScore], *, min_visits: int = DEFAULT_MIN_VISITS
) -> tuple[Reordered, ...]:
    """
    Compare the order of units under two weightings of the same visits, best first by the new one.

    Shape: the units of both in; those with an interval and `min_visits` visits in both out. Units: shares, 0 to 1. Empty: no such
    unit, nothing. Two units changed sides where the sign of the difference of their scores did; intervals stand apart where they
    do not touch, as in `rank_ranges`, which is stricter than a test of the difference.
    """
    old, new = (_placeable(scores, min_visits) for scores in (before, after))
    units = sorted(old.keys() & new.keys())
    places = [
        {unit: 1 + sum(_score(scores[other]) > _score(scores[unit]) for other in units) for unit in units}
        for scores in (old, new)
    ]
    found = [
        Reordered(
            unit, old[unit], new[unit], places[0][unit], places[1][unit],
            any(_changed_sides(old, new, unit, other) for other in units),
        )
        for unit in units
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.place_after, one.unit)))


def _placeable(scores: Sequence[UnitScore], min_visits: int) -> dict[str, Estimate]:
    return {
        one.unit: one.total
        for one in scores
        if one.total.visits >= min_visits and None not in (one.total.score, one.total.low, one.total.high)
    }


def _score(estimate: Estimate) -> Decimal:
    return estimate.score if estimate.score is not None else Decimal(0)


def _changed_sides(old: Mapping[str, Estimate], new: Mapping[str, Estimate], one: str, other: str) -> bool:
    was, became = (_score(scores[one]) - _score(scores[other]) for scores in (old, new))
    return was * became < 0 and any(_stand_apart(scores[one], scores[other]) for scores in (old, new))


def _stand_apart(one: Estimate, other: Estimate) -> bool:
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low > other.high or other.low > one.high
