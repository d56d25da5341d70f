"""
Before the field work: how sure a plan's scores will be, and how many visits tell two units apart.

From variances that an earlier cycle (or a pilot) has shown. The precision of a planned set of visits is that of the model's own
equations, which need no rating: only who goes where, how often.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

import numpy as np

from basira.core.kernel.problem import Problem
from basira.core.scoring.mixed.kernel import tally_of
from basira.core.scoring.mixed.ratings import Floats, RatingTable, check_ratings
from basira.core.scoring.mixed.scores import UnitNotScorable
from basira.core.scoring.mixed.unshrunk import Unshrunk

MOST_VISITS = 100_000
NORMAL = NormalDist()


class PlanImpossible(Problem):
    """`reason`: difference, variance, criteria, power, confidence, or never (over MOST_VISITS)."""

    code = "scoring.plan-impossible"


@dataclass(frozen=True, slots=True)
class Precision:
    """What a plan promises each unit, in units of the rating: standard error of its unshrunk score, half its 95 % interval."""

    levels: tuple[str, ...]
    errors: Floats
    half_widths: Floats
    typical_difference: float
    """The difference between two units that half of all pairs would show with the wanted power."""


@dataclass(frozen=True, slots=True)
class Spread:
    """
    Variances of a rating, in squared units of the rating: between shoppers, between visits of one shopper to one unit, and
    what is left of one rating; how many criteria a visit rates, and how often one shopper visits one unit.
    """

    shopper: float
    visit: float
    rest: float
    criteria: int = 1
    visits_a_shopper: int = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    How sure a comparison shall be: the chance to show a difference that is there, and the confidence that it takes.

    `pairs` comparisons share the error (Bonferroni): 1 for two units named before, n (n - 1) / 2 for all pairs of n.
    """

    power: float = 0.8
    confidence: float = 0.95
    pairs: int = 1

    @property
    def reach(self) -> float:
        """
        Return how many standard errors a difference must measure.

        :raises PlanImpossible: for shares outside 0 to 1, or no pair
        """
        if not 0.5 <= self.power < 1:
            raise PlanImpossible(reason="power")
        if not 0 < self.confidence < 1 or self.pairs < 1:
            raise PlanImpossible(reason="confidence")
        return -NORMAL.inv_cdf((1 - self.confidence) / self.pairs / 2) + NORMAL.inv_cdf(self.power)


ONE_PAIR = Wanted()


def planned_precision(
    plan: RatingTable, variances: Mapping[str, float], residual: float, unit: str, wanted: Wanted = ONE_PAIR
) -> Precision:
    """
    Return the precision of a plan: a table with one row a planned rating, whose values are not looked at.

    :raises RatingsNotUsable: for a table that is none
    :raises UnitNotScorable: when the plan names no such unit, or one alone
    :raises PlanImpossible: for a variance below zero, or what is wanted and is no share
    """
    check_ratings(plan)
    tally = tally_of(plan)
    factor = tally.factor(unit)
    if factor is None or factor.size < 2:
        raise UnitNotScorable(unit=unit)
    if residual <= 0 or any(variance < 0 for variance in variances.values()):
        raise PlanImpossible(reason="variance")
    equations = Unshrunk(tally, variances, factor)
    point = equations.point(variances, residual)
    _values, squares = equations.read(point)
    covariance = equations.covariance(point)
    between = squares[:, None] + squares[None, :] - (0 if covariance is None else 2 * covariance)
    pairs = np.sqrt(np.maximum(between[np.triu_indices(factor.size, 1)], 0))
    errors = np.sqrt(squares)
    return Precision(
        tuple(factor.levels), errors, NORMAL.inv_cdf(0.975) * errors, wanted.reach * float(np.median(pairs))
    )


def visits_needed(spread: Spread, difference: float, wanted: Wanted = ONE_PAIR) -> int:
    """
    Return how many visits to each of two units tell them apart by `difference`, in units of the rating.

    The shoppers of two units are taken as different people. Source: the sample size of a difference of two means, with the
    variance of a mean over visits that shoppers make several of.

    :raises PlanImpossible: for what can't be planned
    """
    check_spread(spread)
    if not difference > 0:
        raise PlanImpossible(reason="difference")
    needed = 2 * visit_variance(spread) * (wanted.reach / difference) ** 2
    if needed > MOST_VISITS:
        raise PlanImpossible(reason="never")
    return max(ceil(needed - 1e-9), 2)


def difference_shown(spread: Spread, visits: int, wanted: Wanted = ONE_PAIR) -> float:
    """
    Return the difference that `visits` (one or more) to each of two units show; the inverse of `visits_needed`.

    :raises PlanImpossible: for what can't be planned
    """
    check_spread(spread)
    return wanted.reach * sqrt(2 * visit_variance(spread) / max(visits, 1))


def visit_variance(spread: Spread) -> float:
    """Return the variance of a unit's mean times its visits: a shopper who comes several times counts for each of them."""
    return spread.visit + spread.rest / spread.criteria + spread.shopper * spread.visits_a_shopper


def check_spread(spread: Spread) -> None:
    """
    Refuse what can't be planned.

    :raises PlanImpossible: with its reason
    """
    if spread.criteria < 1 or spread.visits_a_shopper < 1:
        raise PlanImpossible(reason="criteria")
    if min(spread.shopper, spread.visit, spread.rest) < 0 or visit_variance(spread) <= 0:
        raise PlanImpossible(reason="variance")
