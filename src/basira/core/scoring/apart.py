"""Where composites stand: no nearer than their errors and the weights let anybody say."""

from collections.abc import Sequence
from dataclasses import dataclass

from basira.core.scoring.composite import FULL, Composite
from basira.core.scoring.waits import REACH


@dataclass(frozen=True, slots=True)
class Standing:
    """
    A composite with its 95 % interval (0 to 100), and the places that it may hold; None where a source says nothing of it.

    `alike` are the entities that it is not told apart from, in the order given.
    """

    entity: str
    low: float | None
    high: float | None
    place_low: int | None
    place_high: int | None
    alike: tuple[str, ...]


def standings(found: Sequence[Composite]) -> tuple[Standing, ...]:
    """
    Return where each composite stands, in the order given.

    One is above another when their intervals do not touch, and when 95 % of the draws of weights leave its rank above the
    other's too. Everything else is alike: places are ranges, as they are of scores (`ranks.rank_ranges`). Empty: none.
    """
    whole = [one for one in found if one.score is not None]
    return tuple(standing_of(one, whole) for one in found)


def standing_of(one: Composite, whole: Sequence[Composite]) -> Standing:
    """Return the standing of one among those that have every source."""
    if one.score is None:
        return Standing(one.entity, None, None, None, None, ())
    low, high = interval(one)
    above = sum(is_above(other, one) for other in whole)
    below = sum(is_above(one, other) for other in whole)
    alike = tuple(
        other.entity for other in whole if other is not one and not is_above(other, one) and not is_above(one, other)
    )
    return Standing(one.entity, low, high, 1 + above, len(whole) - below, alike)


def interval(one: Composite) -> tuple[float, float]:
    """Return the 95 % interval of a composite that has every source, within 0 to 100."""
    score, half = one.score or 0.0, REACH * (one.error or 0.0)
    return max(score - half, 0.0), min(score + half, FULL)


def is_above(one: Composite, other: Composite) -> bool:
    """Tell whether one stands above another whatever the errors and, nearly, the weights; both have every source."""
    apart = interval(one)[0] > interval(other)[1]
    return apart and (one.rank_high or 0) < (other.rank_low or 0)
