"""
Ranks with the sets of ranks that the data leave open, and tiers.

Two units are told apart when they differ by more than chance makes any pair differ, all pairs taken together.
Source: Mogstad, Romano, Shaikh & Wilhelm (2024), Review of Economic Studies 91:476, for sets of ranks and the step down.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from basira.core.scoring.mixed.ratings import Codes, Floats

CONFIDENCE = 0.95
WHOLE = 500
"""Up to so many units all pairs are drawn with their whole covariance, stepping down."""
DRAWS = 1000
CLASSES = 64
CELLS_AT_ONCE = 2_000_000
MOST_PAIRED = 6000
"""Up to so many units the answer says of each pair whether it is told apart (36 MB)."""
Pairs = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Where each unit stands, 1 the best; equal scores share a rank.

    `low` to `high` holds the true ranks of all units at once with 95 %; `own_low` to `own_high` that of one unit looked at
    alone. `tier`: every unit of a tier is told apart from every unit of the tiers below. `above[i, j]`: i is told apart
    above j; None over MOST_PAIRED units.
    """

    rank: Codes
    low: Codes
    high: Codes
    own_low: Codes
    own_high: Codes
    tier: Codes
    above: Pairs | None


@dataclass(frozen=True, slots=True)
class Told:
    """
    What the pairs say of each unit: how many are told apart above and below it, all pairs at once and looked at alone.

    `last_alike` is the last unit, in order of the scores, that a unit is not told apart above.
    """

    above: Pairs | None
    better: Codes
    worse: Codes
    own_better: Codes
    own_worse: Codes
    last_alike: Codes


def standing(scores: Floats, errors: Floats, covariance: Floats | None, seed: int) -> Standing:
    """
    Return the standing of units that can be compared, from scores whose errors are normal.

    Shape: one score and one standard error (above zero) each; the covariance, if known, units by units. One unit: rank 1 alone.
    """
    random = np.random.default_rng(seed)
    order = np.argsort(-scores, kind="stable")
    if covariance is not None and len(scores) <= WHOLE:
        told = told_of_few(scores, covariance, order, random)
    else:
        told = told_of_many(scores, errors, order, random)
    count = len(scores)
    return Standing(
        rank=np.searchsorted(np.sort(-scores), -scores, side="left") + 1,
        low=told.better + 1,
        high=count - told.worse,
        own_low=told.own_better + 1,
        own_high=count - told.own_worse,
        tier=tiers(order, told.last_alike),
        above=told.above,
    )


def posterior_ranks(scores: Floats, errors: Floats, covariance: Floats | None, seed: int) -> tuple[Codes, Codes]:
    """
    Return the lowest and highest rank of each unit in 95 % of draws about the shrunk scores (empirical Bayes).

    On average over units they hold the true rank with 95 %, not at the ends: for managing, never for awards or sanctions.
    Errors are taken as independent above WHOLE units. Empty: empty.
    Source: Laird & Louis (1989), Journal of Educational Statistics 14:29.
    """
    random = np.random.default_rng(seed)
    draws = random.standard_normal((DRAWS, len(scores)))
    draws = draws @ root_of(covariance).T if covariance is not None and len(scores) <= WHOLE else draws * errors
    order = np.argsort(-(scores + draws), axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, len(scores) + 1)[None, :], axis=1)
    outside = (1 - CONFIDENCE) / 2
    low = np.quantile(ranks, outside, axis=0, method="lower")
    return low.astype(np.int64), np.quantile(ranks, 1 - outside, axis=0, method="higher").astype(np.int64)


def root_of(covariance: Floats) -> Floats:
    """Return R with R R' the covariance, which may be singular."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0)))


def told_of_few(scores: Floats, covariance: Floats, order: Codes, random: np.random.Generator) -> Told:
    """Return what all pairs say, drawn with their whole covariance, stepping down."""
    count = len(scores)
    own = np.diag(covariance)
    spread = np.sqrt(np.maximum(own[:, None] + own[None, :] - 2 * covariance, 0))
    spread[spread < 1e-12 * np.sqrt(own.max())] = np.inf
    draws = random.standard_normal((DRAWS, count)) @ root_of(covariance).T
    seen = (scores[:, None] - scores[None, :]) / spread
    apart = np.zeros((count, count), dtype=bool)
    most, own_most = largest(draws, spread, apart)
    limits = np.quantile(own_most, CONFIDENCE, axis=0, method="higher")[:, None]
    while True:
        newer = np.abs(seen) > np.quantile(most, CONFIDENCE, method="higher")
        if (newer <= apart).all() or newer.sum() == count * (count - 1):
            break
        apart |= newer
        most, _ = largest(draws, spread, apart)
    above = (apart | newer) & (seen > 0)
    return Told(
        better=above.sum(axis=0),
        worse=above.sum(axis=1),
        own_better=(seen < -limits).sum(axis=1),
        own_worse=(seen > limits).sum(axis=1),
        last_alike=last_alike(above[:, order]),
        above=above,
    )


def last_alike(above: Pairs) -> Codes:
    """Return the place of the last column that each row is not told apart above; each row has one, itself."""
    return np.asarray(above.shape[1] - 1 - np.argmax(~above[:, ::-1], axis=1), dtype=np.int64)


def largest(draws: Floats, spread: Floats, apart: Pairs) -> tuple[Floats, Floats]:
    """Return, by draw, the largest difference over all pairs not yet told apart, and over each unit's pairs."""
    inverse = np.where(apart, 0.0, 1 / spread)
    own = np.empty_like(draws)
    for place, draw in enumerate(draws):
        own[place] = (np.abs(draw[:, None] - draw[None, :]) * inverse).max(axis=1)
    return own.max(axis=1), own


def limits_of_many(errors: Floats, random: np.random.Generator) -> tuple[float, Floats]:
    """
    Return the limits over all pairs and over each unit's pairs, for errors taken as independent.

    Units are put in classes of like error, and each pair's spread is taken from the least of its classes: a little too wide.
    """
    logs = np.log(errors)
    width = max(float(np.ptp(logs)), 1e-9) / CLASSES
    classes = np.minimum(((logs - logs.min()) / width).astype(np.int64), CLASSES - 1)
    present, classes = np.unique(classes, return_inverse=True)
    order = np.argsort(classes, kind="stable")
    starts = np.searchsorted(classes[order], np.arange(len(present)))
    least = np.minimum.reduceat(errors[order], starts)
    inverse = 1 / np.sqrt(least[classes][:, None] ** 2 + least[None, :] ** 2)
    own = np.empty((DRAWS, len(errors)))
    for place in range(DRAWS):
        draw = random.standard_normal(len(errors)) * errors
        top, bottom = np.maximum.reduceat(draw[order], starts), np.minimum.reduceat(draw[order], starts)
        reach = np.maximum(top[None, :] - draw[:, None], draw[:, None] - bottom[None, :])
        own[place] = (reach * inverse).max(axis=1)
    limits = np.quantile(own, CONFIDENCE, axis=0, method="higher")
    return float(np.quantile(own.max(axis=1), CONFIDENCE, method="higher")), limits


def told_of_many(scores: Floats, errors: Floats, order: Codes, random: np.random.Generator) -> Told:
    """Return what all pairs say, for errors taken as independent, a slice of the units at a time."""
    limit, own_limits = limits_of_many(errors, random)
    count = len(scores)
    found = np.empty((5, count), dtype=np.int64)
    above = np.zeros((count, count), dtype=bool) if count <= MOST_PAIRED else None
    step = max(1, CELLS_AT_ONCE // count)
    for start in range(0, count, step):
        rows = slice(start, start + step)
        seen = scores[rows, None] - scores[None, order]
        seen /= np.sqrt(errors[rows, None] ** 2 + errors[None, order] ** 2)
        own, here = own_limits[rows, None], seen > limit
        sums = ((seen < -limit).sum(axis=1), here.sum(axis=1), (seen < -own).sum(axis=1), (seen > own).sum(axis=1))
        found[:, rows] = (*sums, last_alike(here))
        if above is not None:
            above[rows, order] = here
    return Told(above, *found)


def tiers(order: Codes, last: Codes) -> Codes:
    """Return the tier of each unit: a new one begins where every unit before is told apart from every unit after."""
    furthest = np.maximum.accumulate(last[order])
    begins = np.append(False, furthest[:-1] < np.arange(1, len(order)))
    found = np.empty(len(order), dtype=np.int64)
    found[order] = 1 + np.cumsum(begins)
    return found
