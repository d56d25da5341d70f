"""
The funnel: how far chance alone throws scores of few visits from the mean.

A unit outside the limits differs by more than chance would explain for its number of visits; one inside does not.
"""

from collections.abc import Iterable
from decimal import Decimal

from basira.core.scoring.estimate import Estimate

NINETY_FIVE = Decimal("1.959964")


def spread_of(estimates: Iterable[Estimate]) -> Decimal | None:
    """
    Return the spread of single visits inside units (a share, 0 to 1), pooled over units by their visits.

    None when no unit has a standard error.
    """
    known = [(one.se, one.visits) for one in estimates if one.se is not None and one.visits > 1]
    visits = sum(count for _se, count in known)
    if not visits:
        return None
    pooled = sum((se * se * count * count for se, count in known), Decimal(0)) / visits
    return pooled.sqrt()


def funnel_limits(mean: Decimal, spread: Decimal, visits: int) -> tuple[Decimal, Decimal]:
    """Return where 95 of 100 units of `visits` visits would lie, were they all alike; kept inside 0 to 1. visits >= 1."""
    reach = NINETY_FIVE * spread / Decimal(visits).sqrt()
    return max(mean - reach, Decimal(0)), min(mean + reach, Decimal(1))
