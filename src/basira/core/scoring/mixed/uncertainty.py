"""
What intervals owe to the variances being estimated too: wider the fewer shoppers, centres or visits they were learned from.

An interval is score ± t x sqrt(V + D): V is the variance of the score at the variances found, D what its estimate adds
(Kass & Steffey 1989, JASA 84:717, formula 3.2), and t Student's quantile with the degrees of freedom that V itself is
known with (Satterthwaite 1946, Biometrics Bulletin 2:110; Giesbrecht & Burns 1985, Biometrics 41:477).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from basira.core.scoring.mixed.fit import Fit
from basira.core.scoring.mixed.ratings import Floats
from basira.core.scoring.mixed.unshrunk import Known

CONFIDENCE = 0.95
LEAST_DEGREES = 2.0
"""Fewer degrees of freedom than these are not believed: the quantile would run away for want of a better formula."""
STEP = 1e-2
"""By how much of itself a variance is moved to see what moves with it: far above the rounding of iterative solutions."""

Solved = Callable[[Known, float], tuple[Floats, Floats]]
"""Estimates and their variances, at the variances of the factors (by name) and of the residual."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Two-sided 95 % limits, in units of the rating, and the degrees of freedom behind them (infinite: none was lost)."""

    low: Floats
    high: Floats
    degrees: Floats


def intervals(
    fit: Fit, solved: Solved, found: tuple[Floats, Floats], held: tuple[str, ...] = (), *, is_quick: bool = False
) -> Interval:
    """
    Return the intervals of estimates (found: they and their variances) that are linear in the ratings, from how both move.

    `held` names factors whose variance the estimates do not use. Scaling all variances alike moves no estimate and scales
    each variance: that gives the residual's part without another solution. `is_quick`: `solved` solves in a quicker way than
    the estimates were, so that it is asked for where they stand too, and by what share of themselves its variances move.
    """
    (values, variances), known = found, known_variances(fit)
    start, spread_at_start = solved(known, fit.residual) if is_quick else found
    moving = [i for i, name in enumerate(fit.sums.names) if fit.variances[name] and name not in held]
    value_moves, variance_moves = [np.zeros_like(values)], [variances.copy()]
    for i in moving:
        name = fit.sums.names[i]
        newer, spread = solved({**known, name: known[name] * (1 + STEP)}, fit.residual)
        value_moves.append((newer - start) / STEP)
        variance_moves.append((spread / spread_at_start - 1) * variances / STEP)
        value_moves[0] = value_moves[0] - value_moves[-1]
        variance_moves[0] = variance_moves[0] - variance_moves[-1]
    places = [len(known), *moving]
    scale = np.array([fit.residual, *(known[fit.sums.names[i]] for i in moving)])
    covariance = fit.covariance[np.ix_(places, places)] / np.outer(scale, scale)
    added = np.maximum(spread_of(np.column_stack(value_moves), covariance), 0)
    unsure = spread_of(np.column_stack(variance_moves), covariance)
    degrees = np.full(len(values), np.inf)
    np.divide(2 * variances**2, unsure, out=degrees, where=unsure > 0)
    degrees = np.maximum(degrees, LEAST_DEGREES)
    reach = quantile(degrees) * np.sqrt(variances + added)
    return Interval(values - reach, values + reach, degrees)


def known_variances(fit: Fit) -> dict[str, float]:
    """Return the variances that the fit's equations were solved at; one that is none stands at its edge."""
    return dict(zip(fit.sums.names, map(float, fit.point.variances), strict=True))


def spread_of(moves: Floats, covariance: Floats) -> Floats:
    """Return the diagonal of M C M'."""
    return np.asarray(np.einsum("ij,jk,ik->i", moves, covariance, moves))


def quantile(degrees: Floats) -> Floats:
    """Return Student's two-sided 95 % quantile; a normal's for infinitely many degrees."""
    finite = np.minimum(degrees, 1e9)
    return np.asarray(special.stdtrit(finite, (1 + CONFIDENCE) / 2))
