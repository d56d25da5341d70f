"""
The mixed-model equations (G'WG + Lambda) x = G'Wy, solved after one factor, the largest, is eliminated exactly.

With D the eliminated factor's diagonal and B its sums with all else (c): `S = A_cc + Lambda_c - B D^-1 B'`. `DenseSystem` factorises
S: exact traces and variances. `IterativeSystem` keeps only a small core dense and solves the rest by conjugate gradients.
Source: Searle, Casella & McCulloch (1992), 7.6 for the equations; Golub & Van Loan (2013), 11.5 for the gradients.
"""

from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from scipy.linalg import lapack

from basira.core.kernel.problem import Problem
from basira.core.scoring.mixed.aggregates import Aggregates
from basira.core.scoring.mixed.gradients import conjugate_gradients
from basira.core.scoring.mixed.ratings import Floats, Sparse

DENSE_SHARE = 0.2
"""From this share of cells on, a product of dense matrices is faster than one of sparse matrices."""
ROWS_AT_ONCE = 4096
BLOCK = 256
"""So many rows of a symmetric matrix are copied at once to its other half."""


class NotSeparable(Problem):
    """Effects that cannot be told apart: a covariate that says what others say already."""

    code = "scoring.not-separable"


def inverse_of(matrix: Floats) -> tuple[Floats, float]:
    """
    Return the inverse of a symmetric positive matrix and the logarithm of its determinant. Empty: an empty matrix and 0.

    :raises NotSeparable: when it is singular
    """
    if not len(matrix):
        return matrix, 0.0
    scale = np.sqrt(np.maximum(np.diag(matrix), np.finfo(float).tiny))
    scaled = matrix / scale
    scaled /= scale[:, None]
    factor, failed = lapack.dpotrf(scaled.T, lower=1, overwrite_a=1)
    if failed or np.diag(factor).min() < 1e-7:
        raise NotSeparable()
    log_determinant = 2 * float(np.log(np.diag(factor)).sum() + np.log(scale).sum())
    lower = lapack.dpotri(factor, lower=1, overwrite_c=1)[0]
    for start in range(0, len(lower), BLOCK):
        here, below = slice(start, start + BLOCK), slice(start + BLOCK, None)
        corner = np.tril(lower[here, here])
        lower[here, here] = corner + np.tril(corner, -1).T
        lower[here, below] = lower[below, here].T
    lower /= scale
    lower /= scale[:, None]
    return lower.T, log_determinant


def without_fixed(inverse: Floats, fixed: int) -> Floats:
    """Return an inverse without the rows of the fixed effects, which stand first; zero in their place."""
    columns = inverse[:, :fixed]
    return inverse - columns @ np.linalg.solve(columns[:fixed], columns.T) if fixed else inverse


class System:
    """What the ways to solve share: the split into c and the eliminated factor e. The determinant may not be known."""

    log_determinant: float | None = None

    def __init__(self, sums: Aggregates, penalty: Floats) -> None:
        self.sums = sums
        self.split = sums.split
        self.penalty = penalty
        self.pivots: Floats = sums.weights + penalty[self.split :]

    @property
    def coupling(self) -> Sparse:
        """Return what joins c (rows) with e."""
        return self.sums.coupling

    @cached_property
    def scaled(self) -> Sparse:
        """Return the coupling with each column over its pivot."""
        parts = (self.coupling.data / self.pivots[self.coupling.indices], self.coupling.indices, self.coupling.indptr)
        return sparse.csr_array(parts, shape=self.coupling.shape)

    def solve(self, right: Floats) -> Floats:
        """Return x of (G'WG + Lambda) x = right, for one or many right sides as columns."""
        tail = right[self.split :]
        head = self.solve_reduced(right[: self.split] - self.scaled @ tail)
        pivots = self.pivots if right.ndim == 1 else self.pivots[:, None]
        return np.concatenate([head, (tail - self.sums.coupling_back @ head) / pivots])

    def solve_reduced(self, right: Floats) -> Floats:
        """Return the solution of S x = right."""
        raise NotImplementedError

    def trace(self, factor: int) -> float:
        """Return the trace of a factor's block of the inverse."""
        raise NotImplementedError

    def variances(self, contrasts: Sparse, *, given_fixed: bool = False) -> Floats:
        """Return the diagonal of L C L' (in units of s2) for contrasts L by row."""
        raise NotImplementedError

    def covariance(self, _contrasts: Sparse) -> Floats | None:
        """Return L C L' whole, in units of s2, or None where only its diagonal is known."""
        return None

    def level_variances(self) -> Floats:
        """Return the variance of every level given the fixed effects, in units of s2."""
        everything = sparse.eye_array(self.sums.size, format="csr")
        return self.variances(everything[self.sums.fixed :], given_fixed=True)

    def reduced_contrasts(self, contrasts: Sparse) -> tuple[Sparse, Floats]:
        """Return contrasts (rows) as they act on c, and the variance that the eliminated factor adds by itself."""
        tail = contrasts[:, self.split :].tocsr()
        own = (tail.multiply(tail) @ (1 / self.pivots)) if tail.shape[1] else np.zeros(tail.shape[0])
        return (contrasts[:, : self.split] - tail @ self.scaled.T).tocsr(), np.asarray(own)


class DenseSystem(System):
    """S factorised: everything is exact."""

    def __init__(self, sums: Aggregates, penalty: Floats) -> None:
        super().__init__(sums, penalty)
        reduced = sums.gram[: self.split, : self.split].toarray() - product(self.scaled, self.coupling)
        reduced[np.diag_indices(self.split)] += penalty[: self.split]
        self.inverse, log_reduced = inverse_of(reduced)
        self.log_determinant = log_reduced + float(np.log(self.pivots).sum())

    def solve_reduced(self, right: Floats) -> Floats:
        return self.inverse @ right

    def trace(self, factor: int) -> float:
        block = self.sums.block(factor)
        if block.start < self.split:
            return float(np.diag(self.inverse)[block].sum())
        return float((1 / self.pivots).sum()) + float(np.vdot(self.inverse, product(self.scaled, self.scaled)))

    @cached_property
    def inverse_given_fixed(self) -> Floats:
        """Return the inverse of S without the rows of the fixed effects, zero in their place."""
        return without_fixed(self.inverse, self.sums.fixed)

    def variances(self, contrasts: Sparse, *, given_fixed: bool = False) -> Floats:
        """Return the diagonal of L C L' (in units of s2) for contrasts L by row."""
        inverse = self.inverse_given_fixed if given_fixed else self.inverse
        rows, own = self.reduced_contrasts(contrasts)
        if not rows.shape[1]:
            return own
        for start in range(0, rows.shape[0], ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            own[start : start + ROWS_AT_ONCE] += np.einsum("ij,ij->i", some @ inverse, some.toarray())
        return own

    def covariance(self, contrasts: Sparse) -> Floats | None:
        """Return L C L' whole, in units of s2."""
        tail = contrasts[:, self.split :].tocsr()
        rows, _own = self.reduced_contrasts(contrasts)
        through = rows @ (rows @ self.inverse).T if rows.shape[1] else np.zeros((rows.shape[0], rows.shape[0]))
        return np.asarray((tail @ sparse.diags_array(1 / self.pivots) @ tail.T).toarray() + through)


class IterativeSystem(System):
    """
    A dense core of fixed effects and small factors; the large factors g between core and e by conjugate gradients.

    Traces of g and e are exact in what passes through the core, and estimated by `probes` (signs by unknown) beside it;
    without probes by the diagonal of S, which is fast and biased where few large factors cross densely.
    """

    def __init__(
        self, sums: Aggregates, penalty: Floats, core: int, *, probes: Floats | None, tolerance: float
    ) -> None:
        super().__init__(sums, penalty)
        self.core, self.probes, self.tolerance = core, probes, tolerance
        split = self.split
        self.own_gram: Sparse = sums.gram[core:split, core:split]
        self.own_scaled, self.own_coupling = self.scaled[core:], self.coupling[core:]
        self.own_back: Sparse = sums.coupling_back[:, core:] if core else sums.coupling_back
        squares = self.own_scaled.multiply(self.own_coupling).sum(axis=1)
        self.diagonal: Floats = self.own_gram.diagonal() + penalty[core:split] - np.asarray(squares).ravel()
        gram_core = sums.gram[:core, :split].toarray() - product(self.scaled[:core], self.coupling)
        gram_core[np.arange(core), np.arange(core)] += penalty[:core]
        self.across: Floats = gram_core[:, core:]
        self.carried = self.gradients(np.ascontiguousarray(self.across.T))
        self.core_inverse, _ = inverse_of(gram_core[:, :core] - self.across @ self.carried)

    def apply(self, columns: Floats) -> Floats:
        """Return S_gg times columns."""
        through = self.own_scaled @ (self.own_back @ columns)
        return np.asarray(self.own_gram @ columns + self.penalty[self.core : self.split, None] * columns - through)

    def gradients(self, right: Floats) -> Floats:
        """Return S_gg^-1 times the columns of `right`."""
        return conjugate_gradients(self.apply, right, self.diagonal, self.tolerance)

    def solve_reduced(self, right: Floats) -> Floats:
        wide = right[:, None] if right.ndim == 1 else right
        own = self.gradients(wide[self.core :])
        head = self.core_inverse @ (wide[: self.core] - self.across @ own)
        solved = np.concatenate([head, own - self.carried @ head])
        return solved[:, 0] if right.ndim == 1 else solved

    def trace(self, factor: int) -> float:
        block = self.sums.block(factor)
        if block.start < self.core:
            return float(np.diag(self.core_inverse)[block].sum())
        if block.start < self.split:
            rows = slice(block.start - self.core, block.stop - self.core)
            carried = self.carried[rows]
            return float(np.vdot(carried @ self.core_inverse, carried)) + self.own_trace(rows)
        through = np.asarray(self.own_scaled.T @ self.carried - self.scaled[: self.core].T.toarray())
        return float((1 / self.pivots).sum()) + float(np.vdot(through @ self.core_inverse, through)) + self.tail_trace()

    def own_trace(self, rows: slice) -> float:
        """Estimate the trace of some rows of S_gg^-1."""
        if self.probes is None:
            return float(np.sum(1 / self.diagonal[rows]))
        signs = np.zeros((len(self.diagonal), self.probes.shape[1]))
        signs[rows] = self.probes[self.core : self.split][rows]
        return float(np.vdot(signs, self.gradients(signs))) / signs.shape[1]

    def tail_trace(self) -> float:
        """Estimate what the large factors add to the trace of the eliminated factor."""
        if self.probes is None:
            squares: Floats = np.asarray(self.own_scaled.multiply(self.own_scaled).sum(axis=1))
            return float(np.vdot(squares, 1 / self.diagonal))
        signs = self.own_scaled @ self.probes[self.split :]
        return float(np.vdot(signs, self.gradients(signs)) / self.probes.shape[1])

    def variances(self, contrasts: Sparse, *, given_fixed: bool = False) -> Floats:
        """Return the diagonal of L C L' (in units of s2): exact through the core, by the diagonal of S beside it."""
        inverse = without_fixed(self.core_inverse, self.sums.fixed) if given_fixed else self.core_inverse
        rows, own = self.reduced_contrasts(contrasts)
        for start in range(0, rows.shape[0], ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            large = some[:, self.core :]
            through = large @ self.carried - some[:, : self.core].toarray()
            beside = large.multiply(large) @ (1 / self.diagonal)
            own[start : start + ROWS_AT_ONCE] += np.einsum("ij,ij->i", through @ inverse, through) + beside
        return own


def product(left: Any, right: Any) -> Floats:
    """Return left times right transposed, dense, for two sparse matrices of as many columns."""
    cells, others = left.shape[0] * left.shape[1], right.shape[0] * right.shape[1]
    is_full = cells and left.nnz > DENSE_SHARE * cells and cells < 5e7
    if is_full and right.nnz <= DENSE_SHARE * others:
        return np.asarray((right @ left.toarray().T).T)
    if is_full:
        return np.asarray(left.toarray() @ right.toarray().T)
    return np.asarray((left @ right.T).toarray())
