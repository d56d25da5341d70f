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
Pairs = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Where each unit stands, 1 the best; equal scores share a rank.

    `low` to `high` holds the true ranks of all units at once with 95 %; `own_low` to `own_high` that of one unit looked at
    alone. `tier`: every unit of a tier is told apart from every unit of the tiers below.
    """

    rank: Codes
    low: Codes
    high: Codes
    own_low: Codes
    own_high: Codes
    tier: Codes


def standing(scores: Floats, errors: Floats, covariance: Floats | None, seed: int) -> Standing:
    """
    Return the standing of units that can be compared, from scores whose errors are normal.

    Shape: one score and one standard error (above zero) each; the covariance, if known, units by units. One unit: rank 1 alone.
    """
    random = np.random.default_rng(seed)
    if covariance is not None and len(scores) <= WHOLE:
        above, own = pairs_of_few(scores, covariance, random)
    else:
        limit, own_limits = limits_of_many(errors, random)
        above, own = pairs_of_many(scores, errors, limit, own_limits)
    rank = np.searchsorted(np.sort(-scores), -scores, side="left") + 1
    low, high = open_ranks(above)
    return Standing(rank, low, high, own[:, 0], own[:, 1], tiers(scores, above))


def open_ranks(above: Pairs) -> tuple[Codes, Codes]:
    """Return lowest and highest rank of each unit, where `above[i, j]` says that i is told apart above j."""
    return above.sum(axis=0) + 1, len(above) - above.sum(axis=1)


def pairs_of_few(scores: Floats, covariance: Floats, random: np.random.Generator) -> tuple[Pairs, Codes]:
    """Return which units are told apart, all pairs at once (stepping down), and the ranks of each unit looked at alone."""
    count = len(scores)
    own = np.diag(covariance)
    spread = np.sqrt(np.maximum(own[:, None] + own[None, :] - 2 * covariance, 0))
    spread[spread < 1e-12 * np.sqrt(own.max())] = np.inf
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    draws = random.standard_normal((DRAWS, count)) @ root.T
    seen = (scores[:, None] - scores[None, :]) / spread
    apart = np.zeros((count, count), dtype=bool)
    most, own_most = largest(draws, spread, apart)
    own_limits = np.quantile(own_most, CONFIDENCE, axis=0, method="higher")
    while True:
        newer = np.abs(seen) > np.quantile(most, CONFIDENCE, method="higher")
        if (newer <= apart).all() or newer.sum() == count * (count - 1):
            return (apart | newer) & (seen > 0), own_ranks(seen, own_limits)
        apart |= newer
        most, _ = largest(draws, spread, apart)


def own_ranks(seen: Floats, limits: Floats) -> Codes:
    """Return lowest and highest rank of each unit looked at alone, from its row of differences and its limit."""
    better, worse = (seen < -limits[:, None]).sum(axis=1), (seen > limits[:, None]).sum(axis=1)
    return np.column_stack([better + 1, len(seen) - worse])


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


def pairs_of_many(scores: Floats, errors: Floats, limit: float, own_limits: Floats) -> tuple[Pairs, Codes]:
    """Return which pairs are told apart, and lowest and highest rank of each unit looked at alone."""
    count = len(scores)
    above = np.zeros((count, count), dtype=bool)
    own = np.empty((count, 2), dtype=np.int64)
    step = max(1, CELLS_AT_ONCE // count)
    for start in range(0, count, step):
        rows = slice(start, start + step)
        seen = scores[rows, None] - scores[None, :]
        seen /= np.sqrt(errors[rows, None] ** 2 + errors[None, :] ** 2)
        above[rows] = seen > limit
        own[rows, 0] = (seen < -own_limits[rows, None]).sum(axis=1) + 1
        own[rows, 1] = count - (seen > own_limits[rows, None]).sum(axis=1)
    return above, own


def tiers(scores: Floats, above: Pairs) -> Codes:
    """Return the tier of each unit: a new one begins where every unit before is told apart from every unit after."""
    order = np.lexsort((np.arange(len(scores)), -scores))
    count, tier = len(scores), 1
    beats = above[np.ix_(order, order)]
    furthest = 0
    found = np.empty(count, dtype=np.int64)
    last_equal = (
        count - 1 - np.argmax(~beats[:, ::-1], axis=1)
    )  # the last unit in order that each is not told apart from
    for place in range(count):
        if place and furthest < place:
            tier += 1
        found[order[place]] = tier
        furthest = max(furthest, int(last_equal[place]))
    return found
