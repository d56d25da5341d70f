"""What a fit says of each unit: its raw mean, its score, the same without shrinking, and where it stands."""

from dataclasses import dataclass, replace

import numpy as np

from basira.core.kernel.problem import Fault, Problem
from basira.core.scoring.mixed.comparable import components_of
from basira.core.scoring.mixed.contrasts import contrasts
from basira.core.scoring.mixed.fit import Fit, told_of_errors, warn
from basira.core.scoring.mixed.ratings import Codes, Floats
from basira.core.scoring.mixed.reml import Point, quicker, solved_at
from basira.core.scoring.mixed.shares import of_shares
from basira.core.scoring.mixed.standing import MOST_PAIRED, WHOLE, Pairs, posterior_ranks, standing
from basira.core.scoring.mixed.systems import NotSeparable
from basira.core.scoring.mixed.tally import Group, Tally
from basira.core.scoring.mixed.uncertainty import Interval, intervals, quantile
from basira.core.scoring.mixed.unshrunk import Known, Unshrunk

NORMAL = float(quantile(np.array([np.inf]))[0])
"""Half the width of a 95 % interval, in standard errors that are known for sure: 1.96."""


class UnitNotScorable(Problem):
    """The unit is no factor of the ratings, or nothing is left to tell its levels by."""

    code = "scoring.unit-not-scorable"


@dataclass(frozen=True)
class Places:
    """
    Where each unit stands among those it can be compared with, 0 where it has no rank.

    `low` to `high` holds all true ranks at once, `own_low` to `own_high` that of a unit looked at alone, `managed_low` to
    `managed_high` the rank on average over units. `above[i, j]`: i is told apart above j; None where they are too many.
    """

    above: Pairs | None
    rank: Codes
    low: Codes
    high: Codes
    own_low: Codes
    own_high: Codes
    managed_low: Codes
    managed_high: Codes
    tier: Codes


@dataclass(frozen=True)
class Figures:
    """
    One figure a unit, in units of the rating: standard errors at the variances found; the interval counts that those are
    estimates. `covariance` of the errors is None where it is too large to hold, or not needed.
    """

    values: Floats
    errors: Floats
    interval: Interval
    covariance: Floats | None = None

    def counted(self) -> "Figures":
        """Return the same with errors as wide as the intervals: ranks and tiers count that the variances are estimates too."""
        half = (self.interval.high - self.interval.low) / 2 / NORMAL
        wider = np.divide(half, self.errors, out=np.ones_like(half), where=self.errors > 0)
        spread = None if self.covariance is None else self.covariance * np.outer(wider, wider)
        return replace(self, errors=self.errors * wider, covariance=spread)


@dataclass(frozen=True)
class Scores:
    """
    The scores of all units, in the order of the unit's levels. An unknown figure is NaN here and has its warning.

    `shrunk` is drawn towards the mean by how little is known; `unshrunk` is not, and it alone carries ranks and decisions.
    Visits and shoppers are None where the ratings name none.
    """

    unit: Group
    visits: Codes | None
    shoppers: Codes | None
    counts: Codes
    raw: Floats
    shrunk: Figures
    unshrunk: Figures
    component: Codes
    places: Places
    warnings: tuple[Fault, ...]


def scores_of(fit: Fit, unit: str, seed: int = 0, *, least_visits: int = 0) -> Scores:
    """
    Return the scores of one factor's levels. A rank of 0 says that the unit is not ranked.

    Units of fewer than `least_visits` neither have nor take a place.

    Score: mean + effects of what the unit belongs to + its own + the mean over the averaged factors' levels.
    Units: those of the rating.

    :raises UnitNotScorable: when the ratings have no such factor, or its effects were left out of the fit
    """
    tally = fit.tally
    factor = tally.factor(unit)
    if factor is None or fit.sums.place(unit) is None:
        raise UnitNotScorable(unit=unit)
    shrunk = shrunk_scores(fit, factor)
    plain, warnings = unshrunk_scores(fit, factor)
    component = components_of(tally, unit, "shopper")
    visits = distinct(tally, unit, "visit")
    places_of = component if visits is None else np.where(visits >= least_visits, component, 0)
    return Scores(
        factor,
        visits,
        distinct(tally, unit, "shopper"),
        factor.counts,
        tally.ends.middle + factor.moments / factor.weights,
        shrunk,
        plain,
        component,
        ranked(shrunk, plain, places_of, seed),
        warnings=(*warnings, *told_of_visits(fit), *told_of(component, tally)),
    )


def shrunk_scores(fit: Fit, unit: Group) -> Figures:
    """Return the scores that are drawn towards the mean, with their covariance where few enough to draw by it."""
    rows = contrasts(fit.sums, fit.tally, unit)

    def read(point: Point) -> tuple[Floats, Floats]:
        return np.asarray(fit.sums.mean + rows @ point.solution), point.residual * point.system.variances(rows)

    way = quicker(fit.way)

    def solved(variances: Known, residual: float) -> tuple[Floats, Floats]:
        known = np.array([variances[name] for name in fit.sums.names], dtype=np.float64)
        return read(solved_at(fit.sums, way, known, residual))

    values, variances = read(fit.point)
    found = fit.point.system.covariance(rows) if unit.size <= WHOLE else None
    interval = intervals(fit, solved, (values, variances), is_quick=way is not fit.way)
    return Figures(values, np.sqrt(variances), interval, None if found is None else found * fit.residual)


def unshrunk_scores(fit: Fit, unit: Group) -> tuple[Figures, list[Fault]]:
    """Return the scores with the unit's effects fixed, and what must be said; unknown ones are NaN."""
    try:
        equations = Unshrunk(fit.tally, fit.variances, unit)
        point = equations.point(fit.variances, fit.residual)
    except NotSeparable:
        words = "The covariates do not vary within units: no unshrunk score, and no ranks, can be given."
        unknown = np.full(unit.size, np.nan)
        figures = Figures(unknown, unknown, Interval(unknown, unknown, unknown))
        return figures, [warn("unit.covariates-constant", words, unit=unit.name)]
    values, variances = equations.read(point)

    def solved(variances: Known, residual: float) -> tuple[Floats, Floats]:
        return equations.read(equations.point(variances, residual, way))

    way = quicker(equations.way)
    interval = intervals(fit, solved, (values, variances), equations.held, is_quick=way is not equations.way)
    interval = of_shares(fit.tally, unit, values, variances, interval)
    return Figures(values, np.sqrt(variances), interval, equations.covariance(point)), [*told_of_errors(point.system)]


def ranked(shrunk: Figures, plain: Figures, component: Codes, seed: int) -> Places:
    """
    Return where each unit stands within its component (0: it takes no place); 0 where it has no rank.

    Two units are told apart by errors as wide as their intervals, not by those at the variances found alone.
    """
    shrunk, plain = shrunk.counted(), plain.counted()
    count = len(component)
    found = np.zeros((8, count), dtype=np.int64)
    above = np.zeros((count, count), dtype=np.bool_) if count <= MOST_PAIRED else None
    for number in range(1, int(component.max(initial=0)) + 1):
        places = np.flatnonzero(component == number)
        if len(places) < 2 or not np.isfinite(plain.values[places]).all():
            continue
        here = np.ix_(places, places)
        values = np.array([float(f"{score:.10g}") for score in plain.values[places]])
        spread, drawn = (None if f.covariance is None else f.covariance[here] for f in (plain, shrunk))
        own = standing(values, plain.errors[places], spread, seed)
        managed = posterior_ranks(shrunk.values[places], shrunk.errors[places], drawn, seed)
        found[:, places] = (own.rank, own.low, own.high, own.own_low, own.own_high, *managed, own.tier)
        if above is not None and own.above is not None:
            above[here] = own.above
    return Places(above, *found)


def told_of_visits(fit: Fit) -> list[Fault]:
    """Return what must be said where what differs between visits is in no error: the visit is the unit of every interval."""
    if fit.tally.factor("visit") is None:
        words = "No factor is named visit: ratings of one visit are taken as independent, and intervals are too narrow."
        return [warn("visit.not-named", words)]
    if fit.sums.place("visit") is None:
        words = (
            "Visits cannot be told apart from other factors here: what another visit would have said is in no interval."
        )
        return [warn("visit.not-in-errors", words)]
    return []


def told_of(component: Codes, tally: Tally) -> list[Fault]:
    """Return what must be said of comparability."""
    told = []
    if tally.factor("shopper") is None:
        words = "No factor is named shopper: whether units can be compared was not looked at."
        told.append(warn("component.not-looked-at", words))
    if len(component) and component.max() > 1:
        words = f"{component.max()} groups of units share no shopper: they are ranked apart, never together."
        told.append(warn("component.several", words, count=str(component.max())))
    sizes = np.bincount(component)
    if (sizes[1:] == 1).any():
        words = f"{int((sizes[1:] == 1).sum())} units can be compared with no other: they have no rank."
        told.append(warn("component.single", words, count=str(int((sizes[1:] == 1).sum()))))
    return told


def distinct(tally: Tally, unit: str, other: str) -> Codes | None:
    """Return how many levels of another factor each unit has, or None without that factor."""
    return None if tally.factor(other) is None else tally.distinct(unit, other)
