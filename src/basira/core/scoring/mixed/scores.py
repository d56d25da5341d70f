"""What a fit says of each unit: its raw mean, its score, the same without shrinking, and where it stands."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from basira.core.kernel.problem import Fault, Problem
from basira.core.scoring.mixed.aggregates import Aggregates, Sparse, aggregate
from basira.core.scoring.mixed.comparable import components_of
from basira.core.scoring.mixed.fit import EXACT_AT_LAST, Fit, warn
from basira.core.scoring.mixed.ratings import Codes, Factor, Floats, RatingTable
from basira.core.scoring.mixed.reml import Trace, Way, solved_at
from basira.core.scoring.mixed.standing import standing
from basira.core.scoring.mixed.systems import NotSeparable

REACH = 1.959963984540054
"""Two-sided 95 % of a normal error."""
ABOVE = ("entity", "sector")
"""Factors that a unit's score includes wherever each unit has one of them."""
WITHOUT_PENALTY = 1e30
"""A variance so large that a level is not drawn to the mean at all."""


class UnitNotScorable(Problem):
    """The unit is no factor of the ratings, or nothing is left to tell its levels by."""

    code = "scoring.unit-not-scorable"


@dataclass(frozen=True)
class Scores:
    """
    The scores of all units, in the order of the unit's levels. An unknown figure is NaN here and has its warning.

    `score` is drawn towards the mean by how little is known; `unshrunk` is not, and it alone carries ranks and decisions.
    Errors are standard errors; intervals are 95 %. Visits and shoppers are None where the ratings name none.
    """

    unit: Factor
    visits: Codes | None
    shoppers: Codes | None
    counts: Codes
    raw: Floats
    score: Floats
    score_error: Floats
    unshrunk: Floats
    unshrunk_error: Floats
    component: Codes
    rank: Codes
    rank_low: Codes
    rank_high: Codes
    own_low: Codes
    own_high: Codes
    tier: Codes
    warnings: tuple[Fault, ...]


def scores_of(fit: Fit, unit: str, seed: int = 0) -> Scores:
    """
    Return the scores of one factor's levels. A rank of 0 says that the unit is not ranked.

    Score: mean + effects of what the unit belongs to + its own + the mean over the averaged factors' levels.
    Units: those of the rating.

    :raises UnitNotScorable: when the ratings have no such factor, or its effects were left out of the fit
    """
    factor = fit.table.factor(unit)
    if factor is None or fit.sums.place(unit) is None:
        raise UnitNotScorable(unit=unit)
    table, warnings = fit.table, []
    rows = contrasts(fit.sums, table, factor)
    score = fit.sums.mean + rows @ fit.point.solution
    score_error = np.sqrt(fit.residual * fit.point.system.variances(rows))
    try:
        unshrunk, unshrunk_error, covariance = without_shrinking(fit, factor)
    except NotSeparable:
        words = "The covariates do not vary within units: no unshrunk score, and no ranks, can be given."
        warnings.append(warn("unit.covariates-constant", words, unit=unit))
        unshrunk, unshrunk_error, covariance = np.full(factor.size, np.nan), np.full(factor.size, np.nan), None
    component = components_of(factor, table.factor("shopper") if unit != "shopper" else None)
    places = ranked(unshrunk, unshrunk_error, covariance, component, seed)
    return Scores(
        factor,
        distinct(factor, table.factor("visit")),
        distinct(factor, table.factor("shopper")),
        np.bincount(factor.codes, minlength=factor.size).astype(np.int64),
        raw_means(table, factor),
        np.asarray(score),
        score_error,
        unshrunk,
        unshrunk_error,
        component,
        *places,
        warnings=(*warnings, *told_of(component, table)),
    )


def told_of(component: Codes, table: RatingTable) -> list[Fault]:
    """Return what must be said of comparability."""
    told = []
    if table.factor("shopper") is None:
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


def distinct(unit: Factor, other: Factor | None) -> Codes | None:
    """Return how many levels of another factor each unit has, or None without that factor."""
    if other is None:
        return None
    pairs = np.unique(unit.codes * other.size + other.codes)
    return np.bincount(pairs // other.size, minlength=unit.size).astype(np.int64)


def raw_means(table: RatingTable, unit: Factor) -> Floats:
    """Return the weighted mean rating of each unit."""
    total = np.bincount(unit.codes, table.weights * table.values, unit.size)
    return np.asarray(total / np.bincount(unit.codes, table.weights, unit.size), dtype=np.float64)


def parent_of(unit: Factor, other: Factor) -> Codes | None:
    """Return the level of another factor that each unit has, or None where one unit has several."""
    pairs = np.unique(unit.codes * other.size + other.codes)
    return pairs % other.size if len(pairs) == unit.size else None


def contrasts(sums: Aggregates, table: RatingTable, unit: Factor) -> Sparse:
    """Return what of the unknowns makes up each unit's score, one row a unit; the mean of the ratings stands beside them."""
    parts = [weights_of(table, unit, name, len(sums.levels[i])) for i, name in enumerate(sums.names)]
    intercept = np.zeros((unit.size, sums.fixed))
    if sums.fixed and sums.terms[0] == "(intercept)":
        intercept[:, 0] = 1
    return sparse.hstack([sparse.csr_array(intercept), *parts], format="csr")


def weights_of(table: RatingTable, unit: Factor, name: str, size: int) -> Sparse:
    """Return how each unit's score takes in one factor: its own level, its parent's, the mean of its children, of all, or none."""
    other = table.factor(name)
    here = np.arange(unit.size)
    if other is None or name == unit.name:
        return sparse.csr_array((np.ones(unit.size), (here, here)), shape=(unit.size, size))
    if name in table.averaged:
        return sparse.csr_array(np.full((unit.size, size), 1 / size))
    up, down = parent_of(unit, other), parent_of(other, unit)
    if up is not None and name in (*ABOVE, *table.above):
        return sparse.csr_array((np.ones(unit.size), (here, up)), shape=(unit.size, size))
    if down is not None and (unit.name in (*ABOVE, *table.above) and name in ("centre", "entity")):
        share = 1 / np.bincount(down, minlength=unit.size)
        return sparse.csr_array((share[down], (down, np.arange(size))), shape=(unit.size, size))
    return sparse.csr_array((unit.size, size))


def without_shrinking(fit: Fit, unit: Factor) -> tuple[Floats, Floats, Floats | None]:
    """
    Return scores with the unit's effects fixed, their errors, and (up to EXACT_AT_LAST unknowns) their covariance.

    What the units belong to is in their effects then; what does not differ stays away.

    :raises NotSeparable: when a covariate does not vary within units
    """
    above = [
        other.name
        for other in fit.table.factors
        if other.name != unit.name and other.name in (*ABOVE, *fit.table.above) and parent_of(unit, other) is not None
    ]
    names = tuple(name for name in fit.sums.names if name == unit.name or (name not in above and fit.variances[name]))
    sums = aggregate(fit.table, names, intercept=False)
    known = [WITHOUT_PENALTY if name == unit.name else float(fit.variances[name] or 0) for name in names]
    way = Way(Trace.EXACT, 0, None)
    if sums.starts[-2] > EXACT_AT_LAST:
        small = [len(levels) for levels in sums.levels[:-1] if len(levels) <= 256]
        way = Way(Trace.DIAGONAL, sums.fixed + sum(small), None, tolerance=1e-8)
    point = solved_at(sums, way, np.array(known), fit.residual)
    rows = contrasts(sums, fit.table, unit)
    covariance = point.system.covariance(rows) if unit.size <= EXACT_AT_LAST else None
    errors = np.sqrt(fit.residual * point.system.variances(rows))
    return (
        np.asarray(sums.mean + rows @ point.solution),
        errors,
        None if covariance is None else covariance * fit.residual,
    )


def ranked(
    scores: Floats, errors: Floats, covariance: Floats | None, component: Codes, seed: int
) -> tuple[Codes, Codes, Codes, Codes, Codes, Codes]:
    """Return rank, its simultaneous bounds, its own bounds and the tier, within each component; 0 where there is none."""
    found = np.zeros((6, len(scores)), dtype=np.int64)
    for number in range(1, int(component.max(initial=0)) + 1):
        places = np.flatnonzero(component == number)
        if len(places) < 2 or not np.isfinite(scores[places]).all():
            continue
        whole = None if covariance is None else covariance[np.ix_(places, places)]
        own = standing(np.array([float(f"{score:.10g}") for score in scores[places]]), errors[places], whole, seed)
        found[:, places] = (own.rank, own.low, own.high, own.own_low, own.own_high, own.tier)
    return found[0], found[1], found[2], found[3], found[4], found[5]
