"""A first guess of the variances by moments, from the sums alone."""

import numpy as np

from basira.core.scoring.mixed.aggregates import Aggregates
from basira.core.scoring.mixed.ratings import Floats

LEAST_SHARE = 1e-3
"""No variance begins lower than this share of the residual's: from nothing, nothing grows."""


def first_guess(sums: Aggregates) -> tuple[Floats, float]:
    """
    Return a start for the variance of each factor and of the residual, all of them above zero.

    Each factor's weighted sum of squares within its levels, and the total, is set equal to what the model expects of it.
    Source: Henderson (1953), method 1, as Gao & Owen (2017) write it for crossed factors; covariates by least squares first.
    """
    fixed, count = sums.fixed, len(sums.names)
    slopes = np.linalg.lstsq(sums.gram[:fixed, :fixed].toarray(), sums.moment[:fixed], rcond=None)[0]
    moment = sums.moment - np.concatenate([sums.gram[:, :fixed] @ slopes, slopes @ sums.fixed_across])
    square = sums.square - float(slopes @ sums.moment[:fixed])
    weights = sums.diagonal
    expected, seen = np.zeros((count + 1, count + 1)), np.zeros(count + 1)
    for i in range(count):
        block = sums.block(i)
        seen[i] = square - float((moment[block] ** 2 / weights[block]).sum())
        expected[i, count] = sums.rows - sums.starts[i + 1] + sums.starts[i]
        for j in range(count):
            if j != i:
                expected[i, j] = sums.weight - squared(sums, i, j)
        expected[count, i] = sums.weight - float((weights[block] ** 2).sum()) / sums.weight
    seen[count], expected[count, count] = square, sums.rows - 1
    guess = np.linalg.lstsq(expected, seen, rcond=None)[0]
    residual = guess[count] if guess[count] > LEAST_SHARE * square / sums.weight else square / sums.weight / 2
    return np.maximum(guess[:count], LEAST_SHARE * residual), float(residual)


def squared(sums: Aggregates, one: int, other: int) -> float:
    """Return the sum over pairs of levels of two factors of their weight squared, each over the weight of the first's level."""
    last = len(sums.names) - 1
    if other == last:
        block = sums.block(one)
        return float(sums.squared_across(np.ones_like(sums.weights))[block] @ (1 / sums.diagonal[block]))
    if one == last:
        return float(sums.squared_across(1 / sums.weights)[sums.block(other)].sum())
    both = sums.gram[sums.block(one), sums.block(other)]
    return float(both.power(2).sum(axis=1) @ (1 / sums.diagonal[sums.block(one)]))
