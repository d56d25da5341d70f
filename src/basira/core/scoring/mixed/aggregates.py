"""
The equations' own sums, put together from a tally for the factors of one model.

Everything later is made of the sums of weights of each level and each pair of levels, of weighted ratings by level, and of
the square of the ratings. Ratings are taken from their mean first, so that no sum loses digits to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from basira.core.scoring.mixed.bundles import Joined, joined
from basira.core.scoring.mixed.halves import blocks_together
from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse
from basira.core.scoring.mixed.tally import Group, Tally


@dataclass(frozen=True)
class Aggregates:
    """
    The sums of one model under one order of unknowns: intercept and covariates first, then the factors' levels.

    For G = [X, Z...], `moment` is G'Wy, y taken from `mean`, covariates from `centres`; `square` is y'Wy. `gram` is G'WG without
    the last factor, the one that is eliminated: of it `weights` is the diagonal, and `fixed_across` what joins it with X.
    `starts[i]` is where factor i begins; `fixed` counts the columns of X.
    """

    names: tuple[str, ...]
    levels: tuple[Sequence[str], ...]
    counts: tuple[Codes, ...]
    terms: tuple[str, ...]
    centres: Floats
    tally: Tally
    gram: Sparse
    weights: Floats
    fixed_across: Floats
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
    def coupling(self) -> Sparse:
        """Return the sums that join everything else (rows) with the last factor."""
        last = self.names[-1]
        pairs = [self.tally.pair(name, last) for name in self.names[:-1]]
        found = sparse.vstack([sparse.csr_array(self.fixed_across), *pairs], format="csr")
        found.sort_indices()
        return found

    @cached_property
    def coupling_back(self) -> Sparse:
        """Return the same the other way round, by rows too: products with it are the inner loop of every solution."""
        return self.coupling.T.tocsr()

    @cached_property
    def bundled(self) -> Joined | None:
        """Return what joins all else with the last factor as an operator, where the ratings are bundled by it."""
        if self.tally.bundles is None or self.names[-1] != self.tally.finest:
            return None
        sizes = tuple(len(levels) for levels in self.levels[:-1])
        return joined(self.tally.bundles, self.names[:-1], sizes, self.fixed)

    def back(self, head: Floats) -> Floats:
        """Return what all else says to the last factor: B' times one column or several."""
        return self.bundled.back(head) if self.bundled else self.coupling_back @ head

    def forth(self, tail: Floats) -> Floats:
        """Return what the last factor says to all else: B times one column or several."""
        return self.bundled.forth(tail) if self.bundled else self.coupling @ tail

    def squared_across(self, by: Floats) -> Floats:
        """Return by unknown of all else the sum over the last factor's levels of what joins them, squared, times `by`."""
        return self.bundled.squared(by) if self.bundled else self.coupling.power(2) @ by

    @cached_property
    def diagonal(self) -> Floats:
        """Return the diagonal of G'WG."""
        return np.concatenate([self.gram.diagonal(), self.weights])

    def times(self, columns: Floats) -> Floats:
        """Return G'WG times columns."""
        head, tail = columns[: self.split], columns[self.split :]
        above = self.gram @ head + self.forth(tail)
        return np.concatenate([above, self.back(head) + self.weights[:, None] * tail])

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
        tally=tally,
        gram=put_together(tally, groups[:-1], among[first:, first:], across[:-1]),
        weights=groups[-1].weights,
        fixed_across=across[-1],
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
    """Return G'WG from its blocks; of no factors and no columns: an empty matrix."""
    if not groups:
        return sparse.csr_array(among)
    rows = [[sparse.csr_array(among), *map(sparse.csr_array, across)]] if len(among) else []
    for i, one in enumerate(groups):
        own = [
            sparse.diags_array(one.weights).tocsr() if i == j else tally.pair(one.name, other.name)
            for j, other in enumerate(groups)
        ]
        rows.append([sparse.csr_array(across[i].T), *own] if len(among) else own)
    gram = blocks_together(rows)
    gram.sort_indices()
    return gram
