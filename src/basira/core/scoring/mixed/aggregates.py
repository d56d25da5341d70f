"""
The equations' own sums, put together from a tally for the factors of one model.

Everything later is made of the sums of weights of each level and each pair of levels, of weighted ratings by level, and of
the square of the ratings. Ratings are taken from their mean first, so that no sum loses digits to it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from basira.core.scoring.mixed.ratings import Codes, Floats
from basira.core.scoring.mixed.tally import Group, Sparse, Tally


@dataclass(frozen=True)
class Aggregates:
    """
    The sums of one model under one order of unknowns: intercept and covariates first, then the factors' levels.

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

    @property
    def split(self) -> int:
        """Return where the last factor, the one that is eliminated, begins."""
        return self.starts[-2] if self.names else self.fixed

    @cached_property
    def diagonal(self) -> Floats:
        """Return the sums of weights of each unknown: the diagonal of `gram`."""
        return np.asarray(self.gram.diagonal())

    @cached_property
    def coupling(self) -> Sparse:
        """Return the sums that join everything else (rows) with the last factor."""
        return self.gram[: self.split, self.split :].tocsr()

    @cached_property
    def coupling_back(self) -> Sparse:
        """Return the same the other way round, by rows too: products with it are the inner loop of every solution."""
        return self.coupling.T.tocsr()

    def place(self, name: str) -> int | None:
        """Return which factor has this name, or None."""
        return self.names.index(name) if name in self.names else None


def aggregate(tally: Tally, names: tuple[str, ...], *, intercept: bool = True) -> Aggregates:
    """Return the sums of the factors of these names (one or more), in this order; with an intercept or without."""
    groups = [group for name in names if (group := tally.factor(name)) is not None]
    weight = float(groups[0].weights.sum())
    shift, shifts = float(groups[0].moments.sum()) / weight, groups[0].products.sum(axis=0) / weight
    first = 0 if intercept else 1
    across = [fixed_by_level(group, shifts)[first:] for group in groups]
    among, moment = fixed_sums(tally, weight, shift, shifts)
    return Aggregates(
        names=tuple(group.name for group in groups),
        levels=tuple(group.levels for group in groups),
        counts=tuple(group.counts for group in groups),
        terms=("(intercept)", *tally.covariates)[first:],
        centres=np.array([0.0, *(np.array(tally.ends.middles) + shifts)])[first:],
        gram=put_together(tally, groups, among[first:, first:], across),
        moment=np.concatenate([moment[first:], *(group.moments - shift * group.weights for group in groups)]),
        square=tally.square - shift**2 * weight,
        mean=tally.ends.middle + shift,
        rows=tally.count,
        weight=weight,
    )


def fixed_by_level(group: Group, shifts: Floats) -> Floats:
    """Return X'WZ of one factor: the intercept's row, then the covariates', taken from their means."""
    return np.vstack([group.weights, (group.products - np.outer(group.weights, shifts)).T])


def fixed_sums(tally: Tally, weight: float, shift: float, shifts: Floats) -> tuple[Floats, Floats]:
    """Return X'WX and X'Wy, ratings and covariates taken from their means."""
    among = np.zeros((len(shifts) + 1, len(shifts) + 1))
    among[0, 0] = weight
    among[1:, 1:] = tally.inner - weight * np.outer(shifts, shifts)
    return among, np.append(0.0, tally.cross - weight * shift * shifts)


def put_together(tally: Tally, groups: list[Group], among: Floats, across: list[Floats]) -> Sparse:
    """Return G'WG from its blocks."""
    rows = [[sparse.csr_array(among), *map(sparse.csr_array, across)]] if len(among) else []
    for i, one in enumerate(groups):
        own = [
            sparse.diags_array(one.weights) if i == j else tally.pair(one.name, other.name)
            for j, other in enumerate(groups)
        ]
        rows.append([sparse.csr_array(across[i].T), *own] if len(among) else own)
    gram = sparse.block_array(rows, format="csr")
    gram.sort_indices()
    return gram
