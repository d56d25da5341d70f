"""
How far the scores tell the units apart, and how mild or severe each shopper is: what a fitted model says of the instrument.

Source: Brennan (2001), Generalizability Theory, ch. 3 and 4: the generalizability coefficient (relative error: what changes the
order of units) and the index of dependability (absolute error), for the visits as they were made.
"""

from dataclasses import dataclass

import numpy as np

from basira.core.scoring.mixed.agreement import Agreement, Metric, krippendorff
from basira.core.scoring.mixed.contrasts import ABOVE
from basira.core.scoring.mixed.fit import Fit
from basira.core.scoring.mixed.ratings import Floats
from basira.core.scoring.mixed.scores import Scores

REACH = 1.959963984540054
"""Two-sided 95 % of a normal error."""
MOST_NOMINAL = 100
"""From more distinct ratings on, being equal is no agreement but a coincidence."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """
    Shares of 0 to 1; None where the units do not differ, or an unshrunk score is not known.

    `generalizability`: of the differences between unshrunk scores, what is the units'. `dependability`: the same, with what
    is common to all errors. `shrunk`: the mean over units of 1 - (standard deviation of its effect)² / variance.
    `one_rating` and `one_visit`: of what one rating, and the mean of one visit, says, what is the unit's.
    """

    generalizability: float | None
    dependability: float | None
    shrunk: float | None
    one_rating: float | None
    one_visit: float | None
    agreement: dict[str, Agreement]


@dataclass(frozen=True, slots=True)
class Severity:
    """One shopper: `effect` is what she adds to every rating, below 0 severe; `told_apart` says that 0 is not in its interval."""

    shopper: str
    ratings: int
    effect: float
    error: float
    told_apart: bool


def reliability_of(fit: Fit, scores: Scores) -> Reliability:
    """Return the reliability of a fit's scores. Units of variances: squared units of the rating; they leave as shares."""
    between = variance_between(fit, scores.unit.name)
    own = next((effects for effects in fit.effects if effects.factor == scores.unit.name), None)
    variance = fit.variances.get(scores.unit.name)
    total = sum(value or 0.0 for value in fit.variances.values()) + fit.residual
    return Reliability(
        generalizability=share(between, relative_error(scores)),
        dependability=share(between, absolute_error(scores)),
        shrunk=float(1 - (own.errors**2).mean() / variance) if own is not None and variance else None,
        one_rating=share(between, total - between),
        one_visit=share(between, error_of_one_visit(fit, scores.unit.name)),
        agreement=agreements(fit, scores.unit.name),
    )


def share(own: float, error: float | None) -> float | None:
    """Return own / (own + error); None where nothing is the units' own, or the error is not known."""
    return None if error is None or own <= 0 else own / (own + error)


def variance_between(fit: Fit, unit: str) -> float:
    """Return the variance of what the units' scores hold: their own and what they lie in."""
    held = (unit, *(name for name in (*ABOVE, *fit.tally.above) if fit.tally.factor(name) and name != unit))
    return sum(fit.variances.get(name) or 0.0 for name in dict.fromkeys(held))


def absolute_error(scores: Scores) -> float | None:
    """Return the mean error variance of the unshrunk scores, or None where one is not known."""
    squares = scores.unshrunk.errors**2
    return float(squares.mean()) if len(squares) and np.isfinite(squares).all() else None


def relative_error(scores: Scores) -> float | None:
    """Return half the mean error variance of a difference between two unshrunk scores; of scores apart where it is not known."""
    absolute, count = absolute_error(scores), scores.unit.size
    if absolute is None or scores.unshrunk.covariance is None or count < 2:
        return absolute
    return (absolute * count - float(scores.unshrunk.covariance.sum()) / count) / (count - 1)


def error_of_one_visit(fit: Fit, unit: str) -> float | None:
    """
    Return the variance of the mean of one visit about its unit: visit, shopper and all else it has once, and the rest by its ratings.

    What a visit has several of (criteria) is the same for every visit. None without visits.
    """
    visit = fit.tally.factor("visit")
    if visit is None:
        return None
    held = {unit, *ABOVE, *fit.tally.above, *fit.tally.averaged}
    once = sum(value or 0.0 for name, value in fit.variances.items() if name not in held)
    return once + fit.residual * float((1 / visit.counts).mean())


def agreements(fit: Fit, unit: str) -> dict[str, Agreement]:
    """Return Krippendorff's alpha of the ratings of the same unit (and criterion) by different visits, by metric."""
    averaged = (name for name in fit.tally.averaged if fit.tally.factor(name) is not None)
    cells = fit.ratings.cells(tuple(dict.fromkeys((unit, *averaged))))
    found = {str(metric): krippendorff(cells, metric) for metric in Metric}
    if len(np.unique(cells.values)) > MOST_NOMINAL:
        found[str(Metric.NOMINAL)] = Agreement(None, 0, 0, "the ratings are amounts, not names")
    return found


def severities(fit: Fit, factor: str = "shopper") -> tuple[Severity, ...]:
    """Return what each shopper adds to every rating, in units of the rating. Without shoppers, or one alone: none."""
    own = next((effects for effects in fit.effects if effects.factor == factor), None)
    if own is None:
        return ()
    apart: Floats = np.abs(own.values) - REACH * own.errors
    return tuple(
        Severity(level, int(count), float(value), float(error), bool(beyond > 0))
        for level, count, value, error, beyond in zip(
            own.levels, own.counts, own.values, own.errors, apart, strict=True
        )
    )
