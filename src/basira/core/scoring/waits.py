"""Waits against a standard: the share of visits within the limit, each visit one answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

from basira.core.kernel.problem import Problem

REACH = 1.959963984540054
"""Two-sided 95 % of a normal error."""


class LimitImpossible(Problem):
    """A limit that is no number of minutes above zero."""

    code = "scoring.limit-impossible"


@dataclass(frozen=True, slots=True)
class Compliance:
    """
    The share (0 to 1) of `visits` that waited no longer than the limit, with its 95 % interval; None without such visits.

    `unknown` visits have no wait, `impossible` ones a wait below zero: both are told, and neither counts.
    """

    share: float | None
    low: float | None
    high: float | None
    visits: int
    within: int
    unknown: int
    impossible: int


def compliance(minutes: Sequence[float | None], limit: float) -> Compliance:
    """
    Return how far waits, one a visit, keep to a limit; both in the same unit. A wait of exactly the limit is within.

    :raises LimitImpossible: when the limit is not above zero
    """
    if not (isfinite(limit) and limit > 0):
        raise LimitImpossible(limit=limit)
    known = [wait for wait in minutes if wait is not None and isfinite(wait)]
    possible = [wait for wait in known if wait >= 0]
    within = sum(wait <= limit for wait in possible)
    low, high = wilson(within, len(possible)) if possible else (None, None)
    return Compliance(
        share=within / len(possible) if possible else None,
        low=low,
        high=high,
        visits=len(possible),
        within=within,
        unknown=len(minutes) - len(known),
        impossible=len(known) - len(possible),
    )


def wilson(successes: int, trials: int, reach: float = REACH) -> tuple[float, float]:
    """
    Return the interval of a share from `trials` (at least one) independent answers; never empty, never outside 0 to 1.

    Source: Wilson (1927), JASA 22:209.
    """
    share, squared = successes / trials, reach**2
    stretch = 1 + squared / trials
    middle = (share + squared / (2 * trials)) / stretch
    half = reach * sqrt(share * (1 - share) / trials + squared / (4 * trials**2)) / stretch
    return (0.0 if successes == 0 else middle - half), (1.0 if successes == trials else middle + half)
