"""
Before the field work: how sure a plan's scores will be at each level, whether it can carry a ranking, and what would be needed.

One row a planned visit: all ratings of a visit are asked the same way, so that their errors come to its own
(`visit + rest / criteria`). Loads NumPy.
"""

from collections.abc import Sequence

import numpy as np

from basira.core.kernel.problem import Problem
from basira.core.scoring.mixed.comparable import components_of
from basira.core.scoring.mixed.kernel import tally_of
from basira.core.scoring.mixed.power import (
    ONE_PAIR,
    PlanImpossible,
    Precision,
    Spread,
    Wanted,
    planned_precision,
    visits_needed,
)
from basira.core.scoring.mixed.ratings import Factor, RatingTable, factor_of
from basira.core.scoring.planned import Outlook, PlannedVisit, UnitOutlook, Variances
from basira.core.scoring.rating import Level

TOLD_APART = 0.05
"""The difference that a plan is asked for: five points."""
HALF_OF_PAIRS = 0.9539
"""Half of all pairs of units differ by less than so many standard deviations of a unit (median of |N(0, 2)|)."""
MOST_LOOKED_AT = 20_000
"""Of a larger plan the equations are too slow for a page."""


class PlanTooLarge(Problem):
    """A plan of more than MOST_LOOKED_AT visits is not looked at on a page."""

    code = "scoring.plan-too-large"


def outlook(visits: Sequence[PlannedVisit], variances: Variances, criteria: float, level: Level) -> Outlook | None:
    """
    Return what a plan promises its centres or bodies; None where it holds fewer than two of them.

    `criteria` is how many a visit rates on average (above 0).

    :raises PlanTooLarge: over MOST_LOOKED_AT visits
    :raises PlanImpossible: when the variances tell nothing apart
    """
    if len(visits) > MOST_LOOKED_AT:
        raise PlanTooLarge(visits=len(visits), most=MOST_LOOKED_AT)
    units = factor_of(str(level), [getattr(visit, str(level)) for visit in visits])
    if units.size < 2:
        return None
    shoppers = factor_of("shopper", [visit.shopper for visit in visits])
    table = table_of(visits, units, shoppers)
    known = {"shopper": variances.shopper} | ({"centre": variances.centre} if level is Level.ENTITY else {})
    wanted = Wanted(pairs=units.size * (units.size - 1) // 2)
    found = planned_precision(table, known, variances.of_visit(criteria), str(level), wanted)
    return Outlook(
        level,
        units_of(units, shoppers, found),
        needed_for(variances, criteria),
        found.typical_difference,
        HALF_OF_PAIRS * between(visits, variances, level) ** 0.5,
        int(components_of(tally_of(table), str(level), "shopper").max()),
    )


def table_of(visits: Sequence[PlannedVisit], units: Factor, shoppers: Factor) -> RatingTable:
    """Return a plan as a table of one row a visit, whose values nobody looks at. For bodies, their centres stand in it too."""
    centres = () if units.name == "centre" else (factor_of("centre", [visit.centre for visit in visits]),)
    return RatingTable(np.zeros(len(visits)), np.ones(len(visits)), (shoppers, units, *centres))


def units_of(units: Factor, shoppers: Factor, found: Precision) -> tuple[UnitOutlook, ...]:
    """Return each unit with its visits, its different shoppers and half its interval, in the order of its ref."""
    counts = np.bincount(units.codes, minlength=units.size)
    pairs = np.unique(units.codes * shoppers.size + shoppers.codes)
    different = np.bincount(pairs // shoppers.size, minlength=units.size)
    widths = dict(zip(found.levels, found.half_widths, strict=True))
    return tuple(
        UnitOutlook(ref, int(counts[place]), int(different[place]), float(widths[ref]))
        for place, ref in enumerate(units.levels)
    )


def needed_for(variances: Variances, criteria: float) -> int | None:
    """
    Return the visits to each of two units that show TOLD_APART, by shoppers who come once each; None where no number does.

    The same for a centre and a body: a body's score is the mean of its centres as they are, not of some that were drawn.
    """
    spread = Spread(shopper=variances.shopper, visit=variances.of_visit(criteria), rest=0.0)
    try:
        return visits_needed(spread, TOLD_APART, ONE_PAIR)
    except PlanImpossible:
        return None


def between(visits: Sequence[PlannedVisit], variances: Variances, level: Level) -> float:
    """Return the variance between units of a level; a body differs by itself and by the mean of its centres."""
    if level is Level.CENTRE:
        return variances.entity + variances.centre
    bodies, centres = len({visit.entity for visit in visits}), len({visit.centre for visit in visits})
    return variances.entity + variances.centre * bodies / centres
