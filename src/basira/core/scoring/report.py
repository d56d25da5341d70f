"""
The three parts of a body's report: which figures are strengths, which shortcomings, which opportunities.

A figure joins a part by its whole interval, never by its value alone, so that chance praises and blames nobody.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from basira.core.scoring.estimate import Estimate


class Part(StrEnum):
    """The parts of a report, in the order in which it is read; equal in standing."""

    STRENGTH = "strength"
    SHORTCOMING = "shortcoming"
    OPPORTUNITY = "opportunity"


@dataclass(frozen=True, slots=True)
class ReportRule:
    """
    The two lines, shares of 0 to 1: at `strength_from` and above is good, under `shortcoming_below` is not good enough.

    They are this programme's defaults, the same for every body and every criterion, and are printed in each report.
    """

    strength_from: Decimal = Decimal("0.70")
    shortcoming_below: Decimal = Decimal("0.60")


def part_of(estimate: Estimate, rule: ReportRule) -> Part | None:
    """
    Return the part that a figure belongs to; None for a good value that is not sure enough to be called a strength.

    Shape: one estimate in, one part out. Units: shares of 0 to 1. Empty: None without a score or an interval.
    A strength: the whole interval lies at or above `strength_from`. A shortcoming: the whole interval lies below
    `shortcoming_below`. An opportunity: neither, and the value lies below `strength_from`, so there is room to gain.
    Source: Goldstein & Spiegelhalter (1996), JRSS A 159:385, for judging units by intervals and not by point values.
    """
    if estimate.score is None or estimate.low is None or estimate.high is None:
        return None
    if estimate.low >= rule.strength_from:
        return Part.STRENGTH
    if estimate.high < rule.shortcoming_below:
        return Part.SHORTCOMING
    return Part.OPPORTUNITY if estimate.score < rule.strength_from else None


def expected_misses(figures: int, confidence: Decimal) -> Decimal:
    """
    Return how many of `figures` intervals are expected to miss the truth by chance alone: honest about looking often.

    Units: a number of figures. Empty: 0 figures, 0 misses.
    """
    return figures * (1 - confidence)
