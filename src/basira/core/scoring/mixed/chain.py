"""
Factors that lie in one another: visits within shoppers. What is needed to eliminate both exactly, one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from basira.core.scoring.mixed.aggregates import Aggregates
from basira.core.scoring.mixed.halves import Halves, halves_of
from basira.core.scoring.mixed.ratings import Codes, Floats
from basira.core.scoring.mixed.systems import DENSE_SHARE
from basira.core.scoring.mixed.tally import Sparse, Tally

WORTH_IT = 200
"""Fewer levels than these are factorised with all else in less time than it takes to take them out."""


@dataclass(frozen=True)
class Chain:
    """
    The sums of a model whose last factor e lies in the one before, f: by what is neither (k), f and e.

    `inner` is e's share of its level of f (one a level of e), `parents` which one that is; `coupling` joins k (rows) with e.
    """

    sums: Aggregates
    parents: Codes
    inner: Floats
    coupling: Halves

    @property
    def kept(self) -> int:
        """Return the number of unknowns that are neither."""
        return self.sums.starts[-3]

    @cached_property
    def among(self) -> Floats:
        """Return the sums among what is neither."""
        return np.asarray(self.sums.gram[: self.kept, : self.kept].toarray())

    @cached_property
    def outer(self) -> Halves:
        """Return the sums that join what is neither (rows) with f."""
        return halves_of(self.sums.gram[: self.kept, self.kept : self.sums.split], len(self.coupling.top))

    @cached_property
    def membership_back(self) -> Sparse:
        """Return the sums that join e (rows) with f."""
        return self.sums.coupling_back[:, self.kept :].tocsr()

    def by_parent(self, values: Floats) -> Floats:
        """Return the sums by level of f of one number a level of e."""
        return np.bincount(self.parents, values, minlength=self.sums.split - self.kept)

    @cached_property
    def membership(self) -> Sparse:
        """Return the sums that join f (rows) with e."""
        return self.sums.coupling[self.kept :].tocsr()

    def across(self, by: Floats) -> Halves:
        """Return what joins k (rows) with f through e, each level of e counted `by` times."""
        own, coupling = self.membership, self.coupling.scaled(by)
        return Halves((own @ coupling.top.T).T, (coupling.bottom @ own.T).tocsr())


def chain_of(sums: Aggregates) -> Chain | None:
    """Return the sums as a chain, or None where the last factor does not lie in the one before."""
    if len(sums.names) < 2 or len(sums.levels[-2]) < WORTH_IT:
        return None
    kept = sums.starts[-3]
    own = sums.coupling_back[:, kept:]
    if own.nnz != own.shape[0]:
        return None
    rows = sums.coupling[:kept]
    filled = np.diff(rows.indptr) > DENSE_SHARE * rows.shape[1]
    full = int(np.argmin(filled)) if not filled.all() else kept
    return Chain(sums, own.indices, own.data, halves_of(rows, full))


def in_order(tally: Tally, names: Sequence[str]) -> list[str]:
    """Return factors in the order they are solved: by size, the largest last, and before it the largest one that it lies in."""
    sizes = {factor.name: factor.size for factor in tally.factors}
    order = sorted(names, key=lambda name: sizes[name])
    around = [name for name in order[:-1] if tally.parent(order[-1], name) is not None]
    return [*(name for name in order[:-1] if name not in around[-1:]), *around[-1:], order[-1]] if order else []
