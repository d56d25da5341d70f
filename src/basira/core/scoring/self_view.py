"""
What a body thought of itself beside what was seen. It explains nothing and enters no score.

A body says what it thinks it usually gets, so that its answer has no error of its own; what was seen has an interval. The
two differ only where the answer lies outside the whole interval.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum


class Beside(StrEnum):
    """How what was seen stands beside what was thought."""

    AS_THOUGHT = "as-thought"
    SEEN_LOWER = "seen-lower"
    SEEN_HIGHER = "seen-higher"


def thought_of(parts: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """
    Return what a body thought of a dimension: the mean of its criteria by their weights.

    Shape: (weight, thought) of every criterion of the dimension in; one value out. Units: `thought` share of points, 0 to
    1; `weight` relative, above 0. Empty: None without criteria, and where one was left out, because the rest of a
    dimension is another thing than the dimension.
    """
    pairs = list(parts)
    if not pairs or any(thought is None for _weight, thought in pairs):
        return None
    return sum((weight * thought for weight, thought in pairs if thought is not None), Decimal(0)) / sum(
        weight for weight, _thought in pairs
    )


def beside(thought: Decimal, *, low: Decimal, high: Decimal) -> Beside:
    """Return how what was seen (its interval, shares 0 to 1) stands beside what was thought (a share)."""
    if high < thought:
        return Beside.SEEN_LOWER
    return Beside.SEEN_HIGHER if thought < low else Beside.AS_THOUGHT
