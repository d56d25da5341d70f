"""
The equations of a chain of many units at variances that are known: nothing is factorised but the mean and what crosses the visits.

After visits and shoppers, K holds full rows r (the mean, criteria) and sparse rows g (centres). Products with K_gg are those of the sums
that join centres with shoppers, so that it is never written out; conjugate gradients solve it. Variances are exact in what passes through
r, and by the diagonal of K_gg beside it.
"""

import numpy as np
from scipy import linalg, sparse

from basira.core.scoring.mixed.chain import BundledChain
from basira.core.scoring.mixed.gradients import conjugate_gradients
from basira.core.scoring.mixed.halves import Halves, halves_of
from basira.core.scoring.mixed.nested import ChainSystem
from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse
from basira.core.scoring.mixed.systems import inverse_of, without_fixed

BUNDLES_AT_ONCE = 1 << 18
SAME_DIRECTION = 1e-10
"""Columns that differ from others' sums by less than this share of the largest are not solved again."""


class LargeSystem(ChainSystem):
    """A chain solved by conjugate gradients; it knows no traces."""

    def __init__(self, chain: BundledChain, penalty: Floats, tolerance: float) -> None:
        super().__init__(chain, penalty)
        self.tolerance = tolerance
        joint = self.joint()
        self.carried = joint.scaled(1 / self.own)
        self.joint_bottom, self.joint_back = joint.bottom, joint.bottom.T.tocsr()
        among = chain.among_sparse(self.once) + sparse.diags_array(penalty[: self.kept])
        self.within: Sparse = among[self.full :, self.full :].tocsr()
        squares = self.carried.bottom.multiply(joint.bottom).sum(axis=1)
        self.diagonal: Floats = self.within.diagonal() - np.asarray(squares).ravel()
        self.alone = self.diagonal_of_inverse()
        self.across = among[: self.full, self.full :].toarray() - (self.carried.bottom @ joint.top.T).T
        self.through = self.solved_once(self.across.T)
        core = among[: self.full, : self.full].toarray() - self.carried.top @ joint.top.T
        self.core_inverse, _ = inverse_of(core - self.across @ self.through)

    def apply(self, columns: Floats) -> Floats:
        """Return K_gg times columns."""
        return np.asarray(self.within @ columns - self.joint_bottom @ ((self.joint_back @ columns) / self.own[:, None]))

    def diagonal_of_inverse(self) -> Floats:
        """
        Return the diagonal of K_gg^-1, from the diagonal of K_gg and the sums of its rows.

        Beside its diagonal K_gg is taken as -cc' with those sums of rows: all that units share through shoppers is one direction.
        The inverse of such a matrix is known (Sherman & Morrison 1950, Annals of Mathematical Statistics 21:124).
        """
        sums = self.apply(np.ones((len(self.diagonal), 1)))[:, 0]
        shared = np.maximum(self.diagonal - sums, 0)
        if not shared.sum():
            return 1 / self.diagonal
        joint = shared / np.sqrt(shared.sum())
        pivots = self.diagonal + joint**2
        left = 1 - float((joint**2 / pivots).sum())
        return np.asarray(1 / pivots + (joint / pivots) ** 2 / left) if left > 0 else 1 / self.diagonal

    def gradients(self, right: Floats) -> Floats:
        """Return K_gg^-1 times columns."""
        return conjugate_gradients(self.apply, np.ascontiguousarray(right), self.diagonal, self.tolerance)

    def solved_once(self, right: Floats) -> Floats:
        """Return K_gg^-1 times columns, of those that point the same way only one: where all criteria are asked, they all do."""
        if not right.size:
            return right
        basis, rest, order = linalg.qr(right, mode="economic", pivoting=True)
        sizes = np.abs(np.diag(rest))
        rank = int((sizes > SAME_DIRECTION * sizes.max(initial=0)).sum())
        found = np.empty_like(right)
        found[:, order] = self.gradients(basis[:, :rank]) @ rest[:rank]
        return found

    def solve_reduced(self, right: Floats, guess: Floats | None = None) -> Floats:
        wide = right[:, None] if right.ndim == 1 else right
        middle = wide[self.kept :]
        kept = wide[: self.kept] - self.carried @ middle
        beside = self.gradients(kept[self.full :])
        core = self.core_inverse @ (kept[: self.full] - self.across @ beside)
        kept = np.concatenate([core, beside - self.through @ core])
        solved = np.concatenate([kept, middle / self.own[:, None] - self.carried.back(kept)])
        return solved[:, 0] if right.ndim == 1 else solved

    def core(self, *, given_fixed: bool) -> Floats:
        """Return the inverse of the full rows' part."""
        return without_fixed(self.core_inverse, self.sums.fixed) if given_fixed else self.core_inverse

    def variances(self, contrasts: Sparse, *, given_fixed: bool = False) -> Floats:
        kept, middle = self.reduced_further(contrasts)
        through, beside = self.passed(halves_of(kept.T.tocsr(), self.full))
        core = np.einsum("ij,ij->i", through @ self.core(given_fixed=given_fixed), through)
        return np.asarray(self.of_eliminated(contrasts, middle) + beside + core)

    def passed(self, columns: Halves) -> tuple[Floats, Floats]:
        """Return what of columns of k passes through the full rows (one row each), and what the diagonal says beside it."""
        through = columns.bottom.T @ self.through - columns.top.T
        return np.asarray(through), np.asarray(columns.bottom.power(2).T @ self.alone)

    def level_variances(self) -> Floats:
        chain, inverse = self.chain, self.core(given_fixed=True)
        shoppers, beside = self.passed(self.carried)
        middle = np.einsum("ij,ij->i", shoppers @ inverse, shoppers) + beside
        by_shopper = self.carried.bottom.T.tocsr()
        tail = np.empty(len(self.pivots))
        for start in range(0, len(tail), BUNDLES_AT_ONCE):
            some = np.arange(start, min(start + BUNDLES_AT_ONCE, len(tail)))
            tail[some] = self.of_bundles(some, shoppers, beside, by_shopper, inverse)
        tail = 1 / self.pivots + (tail + self.sums.weights**2 / self.own[chain.parents]) / self.pivots**2
        kept = self.variances(sparse.eye_array(self.kept, self.sums.size, format="csr"), given_fixed=True)
        return np.concatenate([kept[self.sums.fixed :], 1 / self.own + middle, tail])

    def of_bundles(self, some: Codes, shoppers: Floats, beside: Floats, by_shopper: Sparse, inverse: Floats) -> Floats:
        """Return a'K^-1 a for some levels of e: a is what joins each with k, less what its parent carries."""
        weights, parents = self.sums.weights[some], self.chain.parents[some]
        columns = self.chain.columns(some)
        through, own = self.passed(columns)
        through -= weights[:, None] * shoppers[parents]
        rows, places, values = sparse.find(columns.bottom)
        shared = values * np.asarray(by_shopper[parents[places], rows]).ravel() * self.alone[rows]
        mixed = np.bincount(places, shared, minlength=len(some))
        direct = own - 2 * weights * mixed + weights**2 * beside[parents]
        return np.asarray(np.einsum("ij,ij->i", through @ inverse, through) + direct)
