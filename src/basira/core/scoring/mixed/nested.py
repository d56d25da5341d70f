"""
The mixed-model equations where the eliminated factor lies in another: visits within shoppers, and both leave exactly.

Each visit has one shopper, so that what visits add to the shoppers' block of S is a diagonal, as that block is itself. With H the
head left after visits, k what is neither, f the shoppers and F = H_kf H_ff^-1:
`K = H_kk - F H_fk`, and H^-1 = diag(0, H_ff^-1) + X' K^-1 X for X = [I, -F]. K has the size of centres and criteria alone.
"""

from functools import cached_property

import numpy as np
from scipy import sparse

from basira.core.scoring.mixed.chain import Chain
from basira.core.scoring.mixed.halves import Halves, halves_of
from basira.core.scoring.mixed.ratings import Floats, Sparse
from basira.core.scoring.mixed.systems import ROWS_AT_ONCE, NotSeparable, System, inverse_of, without_fixed

NO_PIVOT = 1e-13
"""A diagonal that elimination leaves less of than this share is none: what stood there is said by what was eliminated."""


class ChainSystem(System):
    """What the ways to solve a chain share: e eliminated, then f, whose pivots are `own`."""

    carried: Halves
    """F: what k is left with of f, over f's pivots."""

    def __init__(self, chain: Chain, penalty: Floats) -> None:
        super().__init__(chain.sums, penalty)
        self.chain, self.kept, self.full = chain, chain.kept, chain.full
        self.once: Floats = 1 / (chain.pieces + self.lone)
        self.own: Floats = chain.inner(self.lone * self.once) + penalty[self.kept : self.split]

    @property
    def lone(self) -> float:
        """Return the penalty of e's levels, which is the same for all."""
        return float(self.penalty[self.split])

    def joint(self) -> Halves:
        """Return what joins k (rows) with f once e is away."""
        return self.chain.outer.less(self.chain.across(self.once))

    def solve(self, right: Floats, guess: Floats | None = None) -> Floats:
        pivots = self.pivots if right.ndim == 1 else self.pivots[:, None]
        tail = right[self.split :] / pivots
        head = self.solve_reduced(right[: self.split] - self.sums.forth(tail))
        return np.concatenate([head, tail - self.sums.back(head) / pivots])

    def reduced_further(self, contrasts: Sparse) -> tuple[Sparse, Sparse]:
        """Return contrasts (rows) as they act on k, and as they act on f once e is away."""
        rows = contrasts[:, : self.split].tocsr()
        if contrasts[:, self.split :].nnz:
            rows, _own = self.reduced_contrasts(contrasts)
        kept, middle = rows[:, : self.kept].tocsr(), rows[:, self.kept :].tocsr()
        return (kept - sparse.csr_array(self.carried.back_of_rows(middle)) if middle.nnz else kept), middle

    def of_eliminated(self, contrasts: Sparse, middle: Sparse) -> Floats:
        """Return the variance of contrasts that e and f add by themselves; `middle` is how they act on f."""
        tail = contrasts[:, self.split :]
        return np.asarray(tail.multiply(tail) @ (1 / self.pivots) + middle.multiply(middle) @ (1 / self.own))


class NestedSystem(ChainSystem):
    """Both factors of a chain eliminated, K factorised: everything is exact."""

    def __init__(self, chain: Chain, penalty: Floats) -> None:
        super().__init__(chain, penalty)
        joint = self.joint()
        self.carried = joint.scaled(1 / self.own)
        before = np.diag(chain.among) + penalty[: self.kept]
        reduced = chain.among - chain.crossed(self.once) - self.carried.crossed(joint)
        reduced[np.diag_indices(self.kept)] += penalty[: self.kept]
        if (np.diag(reduced) < NO_PIVOT * before).any():
            raise NotSeparable()
        self.inverse, log_reduced = inverse_of(reduced)
        self.log_determinant = log_reduced + float(np.log(self.pivots).sum() + np.log(self.own).sum())

    def solve_reduced(self, right: Floats, guess: Floats | None = None) -> Floats:
        own, middle = self.own if right.ndim == 1 else self.own[:, None], right[self.kept :]
        kept = self.inverse @ (right[: self.kept] - self.carried @ middle)
        return np.concatenate([kept, middle / own - self.carried.back(kept)])

    def trace(self, factor: int) -> float:
        block = self.sums.block(factor)
        if block.start < self.kept:
            return float(np.diag(self.inverse)[block].sum())
        if block.start < self.split:
            return float((1 / self.own).sum() + self.carried.dotted(self.through).sum())
        chain, twice = self.chain, self.once**2
        inner = chain.inner(chain.pieces * twice)
        joint = chain.across(twice).less(self.carried.scaled(inner / 2))
        beside = chain.counts @ self.once + (inner / self.own).sum()
        return float(beside + np.vdot(self.inverse, chain.crossed(twice)) - 2 * joint.dotted(self.through).sum())

    @cached_property
    def through(self) -> Halves:
        """Return K^-1 F, of sparse rows only at the places of F."""
        return self.carried.through(self.inverse)

    @cached_property
    def inverse_given_fixed(self) -> Floats:
        """Return the inverse of K without the rows of the fixed effects, zero in their place."""
        return without_fixed(self.inverse, self.sums.fixed)

    def variances(self, contrasts: Sparse, *, given_fixed: bool = False) -> Floats:
        """Return the diagonal of L C L' (in units of s2) for contrasts L by row."""
        inverse = self.inverse_given_fixed if given_fixed else self.inverse
        found = np.zeros(contrasts.shape[0])
        for start in range(0, len(found), ROWS_AT_ONCE):
            some = contrasts[start : start + ROWS_AT_ONCE]
            kept, middle = self.reduced_further(some)
            through = halves_of(kept.T.tocsr(), self.full).quadratic(inverse)
            found[start : start + ROWS_AT_ONCE] = self.of_eliminated(some, middle) + through
        return found

    def covariance(self, contrasts: Sparse) -> Floats | None:
        """Return L C L' whole, in units of s2."""
        kept, middle = self.reduced_further(contrasts)
        tail = contrasts[:, self.split :].tocsr()
        own = tail @ sparse.diags_array(1 / self.pivots) @ tail.T + middle @ sparse.diags_array(1 / self.own) @ middle.T
        return np.asarray(own.toarray() + kept @ (kept @ self.inverse).T)

    def level_variances(self) -> Floats:
        """
        Return the variance of every level given the fixed effects, in units of s2: those of e without a row of K's size each.

        With a what joins a level of e with k and w with its parent: 1/p + (w/p)²/q + (a - w F)' K^-1 (a - w F) / p², where p and q are
        the pivots of the level and of its parent.
        """
        inverse, parents, weights = self.inverse_given_fixed, self.chain.parents, self.sums.weights
        through = self.carried.through(inverse)
        middle = self.carried.dotted(through) + 1 / self.own
        columns, kinds = self.chain.kinds
        tail = columns.quadratic(inverse)[kinds] - 2 * weights * columns.met(kinds, through, parents)
        tail += weights**2 * middle[parents]
        kept = np.diag(inverse)[self.sums.fixed :]
        return np.concatenate([kept, middle, 1 / self.pivots + tail / self.pivots**2])
