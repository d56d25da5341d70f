"""
The equations of a chain of many units at variances that are known: nothing is factorised but the mean and small factors.

After visits and shoppers, K holds rows r (the mean, criteria, all small factors) and sparse rows g (centres). Products with K_gg are those
of the sums that join centres with shoppers, so that it is never written out; conjugate gradients solve it. Variances are exact in what
passes through r, and by the diagonal of K_gg^-1 beside it (see `diagonal`).
"""

import numpy as np
from scipy import linalg, sparse

from basira.core.scoring.mixed.chain import BundledChain
from basira.core.scoring.mixed.diagonal import diagonal_of_inverse
from basira.core.scoring.mixed.gradients import conjugate_gradients
from basira.core.scoring.mixed.halves import Halves
from basira.core.scoring.mixed.nested import ChainSystem
from basira.core.scoring.mixed.ratings import Floats, Sparse
from basira.core.scoring.mixed.systems import inverse_of, without_fixed

NOTHING = sparse.csr_array((0, 0))
SAME_DIRECTION = 1e-10
"""Columns that differ from others' sums by less than this share of the largest are not solved again."""


class LargeSystem(ChainSystem):
    """A chain solved by conjugate gradients; it knows no traces."""

    def __init__(self, chain: BundledChain, penalty: Floats, tolerance: float) -> None:
        super().__init__(chain, penalty)
        self.tolerance, self.core = tolerance, chain.core
        more = self.core - self.full
        joint = self.joint()
        carried, joint_tail = joint.scaled(1 / self.own), joint.bottom[more:]
        head, tail = Halves(carried.top, carried.bottom[:more]), Halves(joint.top[:0], joint_tail)
        by_parent: Sparse = carried.bottom.T.tocsr()
        self.carried = Halves(carried.top, by_parent.T)
        self.carried_back: Sparse = by_parent[:, more:] if more else by_parent
        among = chain.among_sparse(self.once) + sparse.diags_array(penalty[: self.kept])
        self.within: Sparse = among[self.core :, self.core :].tocsr()
        self.diagonal: Floats = self.within.diagonal() - joint_tail.power(2) @ (1 / self.own)
        self.alone = diagonal_of_inverse(self.within, joint_tail, self.own, chain.blocks)
        self.across = among[: self.core, self.core :].toarray() - head.crossed(tail)
        self.through = self.solved_once(self.across.T)
        core = among[: self.core, : self.core].toarray() - head.crossed(Halves(joint.top, joint.bottom[:more]))
        self.core_inverse, _ = inverse_of(core - self.across @ self.through)

    def apply(self, columns: Floats) -> Floats:
        """Return K_gg times columns."""
        # By shopper both ways: rows of centres stay near, which makes products of many columns six times as fast.
        return np.asarray(
            self.within @ columns - self.carried_back.T @ (self.own[:, None] * (self.carried_back @ columns))
        )

    def gradients(self, right: Floats, tolerance: float | None = None, start: Floats | None = None) -> Floats:
        """Return K_gg^-1 times columns, as exactly as asked for, or as the system is."""
        columns = np.ascontiguousarray(right)
        return conjugate_gradients(self.apply, columns, self.diagonal, tolerance or self.tolerance, start)

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
        beside = self.gradients(kept[self.core :])
        core = self.core_inverse @ (kept[: self.core] - self.across @ beside)
        kept = np.concatenate([core, beside - self.through @ core])
        solved = np.concatenate([kept, middle / self.own[:, None] - self.carried.back(kept)])
        return solved[:, 0] if right.ndim == 1 else solved

    def inverse_of_core(self, *, given_fixed: bool) -> Floats:
        """Return the inverse of the core's part."""
        return without_fixed(self.core_inverse, self.sums.fixed) if given_fixed else self.core_inverse

    def variances(self, contrasts: Sparse, *, given_fixed: bool = False) -> Floats:
        kept, middle = self.reduced_further(contrasts)
        head, tail = kept[:, : self.core].toarray(), kept[:, self.core :].T.tocsc()
        through = tail.T @ self.through - head
        core = np.einsum("ij,ij->i", through @ self.inverse_of_core(given_fixed=given_fixed), through)
        known = self.of_eliminated(contrasts, middle) + core
        return self.held(known, tail.power(2).T @ self.alone, lambda some: tail[:, some].toarray())

    def level_variances(self) -> Floats:
        """Return the variance of every level given the fixed effects; see NestedSystem for those of e."""
        parents, weights, inverse = self.chain.parents, self.sums.weights, self.inverse_of_core(given_fixed=True)
        columns, kinds = self.chain.kinds
        above, below = self.passed(self.carried), self.passed(columns)
        middle = np.einsum("ij,ij->i", above @ inverse, above)
        onward = below @ inverse
        tail = np.einsum("ij,ij->i", onward, below)[kinds] + weights**2 * middle[parents]
        tail -= 2 * weights * Halves(onward.T, NOTHING).met(kinds, Halves(above.T, NOTHING), parents)
        tail += weights**2 / self.own[parents] + self.pivots
        own, carried = self.beside(columns), self.carried_back.T
        near = carried.power(2).T @ self.alone
        direct = (own.power(2).T @ self.alone)[kinds] + weights**2 * near[parents]
        alone = Halves(above.T[:0], sparse.diags_array(self.alone) @ carried)
        direct -= 2 * weights * Halves(below.T[:0], own).met(kinds, alone, parents)
        middle = self.held(middle + 1 / self.own, near, lambda some: carried[:, some].toarray())
        tail = self.held(
            tail,
            direct,
            lambda some: (own[:, kinds[some]] - carried[:, parents[some]] * weights[some]).toarray(),
        )
        kept = self.variances(sparse.eye_array(self.kept, self.sums.size, format="csr"), given_fixed=True)
        return np.concatenate([kept[self.sums.fixed :], middle, tail / self.pivots**2])

    def beside(self, columns: Halves) -> Sparse:
        """Return what of columns of k is beside the core."""
        return columns.bottom[self.core - self.full :]

    def passed(self, columns: Halves) -> Floats:
        """Return what of columns of k passes through the core, one row each."""
        through = np.asarray(self.beside(columns).T @ self.through)
        through[:, : self.full] -= columns.top.T
        through[:, self.full :] -= columns.bottom[: self.core - self.full].T.toarray()
        return through
