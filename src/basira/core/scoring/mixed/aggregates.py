"""
Sums over the ratings: the engine's only contact with them.

Everything later is made of the sums of weights of each level and each pair of levels, of weighted ratings by level, and of
the square of the ratings. Ratings are taken from their mean first, so that no sum loses digits to it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from basira.core.scoring.mixed.ratings import Codes, Factor, Floats, RatingTable

Sparse = Any
"""A scipy.sparse.csr_array of float64; scipy carries no types."""


@dataclass(frozen=True)
class Aggregates:
    """
    The sums of one table under one order of unknowns: intercept and covariates first, then the factors' levels.

    `gram` is G'WG and `moment` G'Wy for G = [X, Z...], y taken from `mean`, covariates from `centres`; `square` is y'Wy.
    `starts[i]` is where factor i begins; `fixed` counts the columns of X.
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    counts: tuple[Codes, ...]
    terms: tuple[str, ...]
    centres: Floats
    gram: Sparse
    moment: Floats
    square: float
    mean: float
    rows: int
    weight: float
    log_weights: float

    @property
    def fixed(self) -> int:
        """Return the number of fixed effects, the intercept among them."""
        return len(self.terms)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Return the place of each factor's first level, and last the number of unknowns."""
        places = np.cumsum([self.fixed, *(len(levels) for levels in self.levels)])
        return tuple(int(place) for place in places)

    def block(self, factor: int) -> slice:
        """Return the places of a factor's levels."""
        return slice(self.starts[factor], self.starts[factor + 1])

    @property
    def size(self) -> int:
        """Return the number of unknowns."""
        return self.starts[-1]

    def place(self, name: str) -> int | None:
        """Return which factor has this name, or None."""
        return self.names.index(name) if name in self.names else None


def indicator(factor: Factor) -> Sparse:
    """Return Z: one row a rating, a 1 in the column of its level."""
    count = len(factor.codes)
    return sparse.csr_array((np.ones(count), factor.codes, np.arange(count + 1)), shape=(count, factor.size))


def aggregate(table: RatingTable, names: tuple[str, ...], *, intercept: bool = True) -> Aggregates:
    """Return the sums over a checked table for the factors of these names, in this order; with an intercept or without."""
    factors = [factor for name in names if (factor := table.factor(name)) is not None]
    weight = float(table.weights.sum())
    mean = float(table.weights @ table.values) / weight
    centred = table.values - mean
    columns = [covariate.values for covariate in table.covariates]
    centres = np.array([0.0, *(float(table.weights @ column) / weight for column in columns)])
    fixed = np.column_stack([np.ones(table.count), *columns]) - centres
    first = 0 if intercept else 1
    design = sparse.hstack([sparse.csr_array(fixed[:, first:]), *map(indicator, factors)], format="csr")
    weighted = sparse.diags_array(table.weights) @ design
    gram = (weighted.T @ design).tocsr()
    gram.sum_duplicates()
    return Aggregates(
        names=tuple(factor.name for factor in factors),
        levels=tuple(factor.levels for factor in factors),
        counts=tuple(np.bincount(factor.codes, minlength=factor.size).astype(np.int64) for factor in factors),
        terms=("(intercept)", *(covariate.name for covariate in table.covariates))[first:],
        centres=centres[first:],
        gram=gram,
        moment=np.asarray(weighted.T @ centred, dtype=np.float64),
        square=float(table.weights @ centred**2),
        mean=mean,
        rows=table.count,
        weight=weight,
        log_weights=float(np.log(table.weights).sum()),
    )
