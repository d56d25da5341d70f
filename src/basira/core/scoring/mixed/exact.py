"""
Sums that are the same in whatever order they are made: by one thread or many, in one process or on a cluster.

Floating-point numbers add to another last digit in another order. So a number is first cut into whole numbers: `high` counts
steps of 1 / scale, `low` counts steps of what `high` leaves over. Whole numbers add exactly; every engine gets the same ones.
"""

from dataclasses import dataclass
from math import frexp

import numpy as np

from basira.core.scoring.mixed.ratings import Codes, Floats

BITS = 62
"""A sum of all rows' whole numbers stays below 2 to this power, which a 64-bit number holds."""
LARGEST_POWER = 1000
QUARTERS = 4.0
"""Whole numbers lie halves from the middle of their ends, squares of these are quarters."""
PLAIN_BITS = 52
"""Sums of whole numbers below 2 to this power are exact as floating-point numbers too, whatever their order."""


def steps_for(largest: float, rows: int) -> float:
    """Return the power of two that numbers up to `largest` may be multiplied with, so that `rows` of them add to under 2^BITS."""
    _part, power = frexp(largest * max(rows, 1))
    return float(2.0 ** min(BITS - power, LARGEST_POWER))


@dataclass(frozen=True, slots=True)
class Scale:
    """
    How numbers are cut: in steps of 1 / high, and what is left of a step in steps of 1 / (high low).

    low 0: nothing is left, and the steps are so few that they add exactly as floating-point numbers.
    """

    high: float
    low: float

    @property
    def parts(self) -> int:
        """Return how many whole numbers stand for one number."""
        return 2 if self.low else 1


def scale_for(largest: float, rows: int, *, is_whole: bool) -> Scale:
    """Return the scale for `rows` numbers up to `largest`. Whole numbers (halves, quarters of them) need no second part, unless huge."""
    if is_whole and largest * max(rows, 1) * QUARTERS < 2.0**PLAIN_BITS:
        return Scale(QUARTERS, 0.0)
    return Scale(steps_for(largest, rows), steps_for(1.0, rows))


def cut(values: Floats, scale: Scale) -> list[Codes]:
    """Return the whole numbers that stand for numbers: one column, or two."""
    steps = values * scale.high
    high = np.floor(steps)
    columns = [high, np.floor((steps - high) * scale.low)] if scale.low else [high]
    return [column.astype(np.int64) for column in columns]


def joined(sums: list[Codes], scale: Scale) -> Floats:
    """Return the sums of numbers from the sums of the whole numbers that stand for them."""
    high = sums[0].astype(np.float64) / scale.high
    return high + sums[1].astype(np.float64) / scale.low / scale.high if scale.low else high
