"""
The equations of a chain of many units at variances that are known: nothing is factorised but the mean and small factors.

After visits and shoppers, K holds rows r (the mean, criteria, all small factors) and sparse rows g (centres). Products with K_gg are those
of the sums that join centres with shoppers, so that it is never written out; conjugate gradients solve it. Variances are exact in what
passes through r, and by the diagonal of K_gg^-1 beside it (see `diagonal`).
"""

from functools import cached_property

import numpy as np
from scipy import linalg, sparse

from basira.core.scoring.mixed.chain import BundledChain
from basira.core.scoring.mixed.diagonal import diagonal_of_inverse
from basira.core.scoring.mixed.gradients import conjugate_gradients
from basira.core.scoring.mixed.halves import Halves
from basira.core.scoring.mixed.nested import ChainSystem
from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse
from basira.core.scoring.mixed.systems import inverse_of, without_fixed

PARENTS_AT_ONCE = 4096
SAME_DIRECTION = 1e-10
"""Columns that differ from others' sums by less than this share of the largest are not solved again."""


class LargeSystem(ChainSystem):
    """A chain solved by conjugate gradients; it knows no traces."""

    def __init__(self, chain: BundledChain, penalty: Floats, tolerance: float) -> None:
        super().__init__(chain, penalty)
        self.tolerance, self.core = tolerance, chain.core
        more = self.core - self.full
        joint = self.joint()
        self.carried = joint.scaled(1 / self.own)
        self.joint_tail: Sparse = joint.bottom[more:]
        self.joint_back: Sparse = self.joint_tail.T.tocsr()
        self.carried_tail: Sparse = self.carried.bottom[more:].tocsc()
        among = chain.among_sparse(self.once) + sparse.diags_array(penalty[: self.kept])
        self.within: Sparse = among[self.core :, self.core :].tocsr()
        squares = self.carried_tail.multiply(self.joint_tail).sum(axis=1)
        self.diagonal: Floats = self.within.diagonal() - np.asarray(squares).ravel()
        self.alone = diagonal_of_inverse(self.within, self.joint_tail, self.own, chain.blocks)
        head = Halves(self.carried.top, self.carried.bottom[:more])
        tail = Halves(joint.top[:0], self.joint_tail)
        self.across = among[: self.core, self.core :].toarray() - head.crossed(tail)
        self.through = self.solved_once(self.across.T)
        core = among[: self.core, : self.core].toarray() - head.crossed(Halves(joint.top, joint.bottom[:more]))
        self.core_inverse, _ = inverse_of(core - self.across @ self.through)

    def apply(self, columns: Floats) -> Floats:
        """Return K_gg times columns."""
        return np.asarray(self.within @ columns - self.joint_tail @ ((self.joint_back @ columns) / self.own[:, None]))

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
        chain, weights, inverse = self.chain, self.sums.weights, self.inverse_of_core(given_fixed=True)
        carried = Halves(self.carried.top, self.carried.bottom.tocsc())
        beside = self.carried_tail.power(2).T @ self.alone
        middle, tail, direct = np.empty(len(self.own)), np.empty(len(self.pivots)), np.empty(len(self.pivots))
        order = np.argsort(chain.parents, kind="stable")
        sorted_parents = chain.parents[order]
        for start in range(0, len(self.own), PARENTS_AT_ONCE):
            some = slice(start, start + PARENTS_AT_ONCE)
            parents = self.passed(carried.columns(some))
            middle[some] = np.einsum("ij,ij->i", parents @ inverse, parents)
            levels = order[slice(*np.searchsorted(sorted_parents, (start, start + PARENTS_AT_ONCE)))]
            columns = chain.columns(levels)
            through = self.passed(columns) - weights[levels, None] * parents[chain.parents[levels] - start]
            tail[levels] = np.einsum("ij,ij->i", through @ inverse, through)
            direct[levels] = self.beside_parents(levels, columns.bottom[self.core - self.full :], beside)
        tail += weights**2 / self.own[chain.parents] + self.pivots
        middle = self.held(middle + 1 / self.own, beside, lambda some: self.carried_tail[:, some].toarray())
        tail = self.held(tail, direct, self.tails)
        kept = self.variances(sparse.eye_array(self.kept, self.sums.size, format="csr"), given_fixed=True)
        return np.concatenate([kept[self.sums.fixed :], middle, tail / self.pivots**2])

    def passed(self, columns: Halves) -> Floats:
        """Return what of columns of k passes through the core, one row each."""
        more = self.core - self.full
        through = np.asarray(columns.bottom[more:].T @ self.through)
        through[:, : self.full] -= columns.top.T
        through[:, self.full :] -= columns.bottom[:more].T.toarray()
        return through

    def beside_parents(self, levels: Codes, columns: Sparse, beside: Floats) -> Floats:
        """Return what the diagonal says of some levels of e (`columns` join them with g), less what their parents carry."""
        weights, parents = self.sums.weights[levels], self.chain.parents[levels]
        rows, places, values = sparse.find(columns)
        shared = values * np.asarray(self.carried_rows[parents[places], rows]).ravel() * self.alone[rows]
        mixed = np.bincount(places, shared, minlength=len(levels))
        return np.asarray(columns.power(2).T @ self.alone - 2 * weights * mixed + weights**2 * beside[parents])

    @cached_property
    def carried_rows(self) -> Sparse:
        """Return what g is left with of f, by level of f."""
        return self.carried_tail.T.tocsr()

    def tails(self, levels: Codes) -> Floats:
        """Return what joins some levels of e with g, less what their parents carry, dense."""
        columns = self.chain.columns(levels).bottom[self.core - self.full :]
        return np.asarray(
            columns.toarray() - self.carried_tail[:, self.chain.parents[levels]].toarray() * self.sums.weights[levels]
        )
