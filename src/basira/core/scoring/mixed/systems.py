"""
The mixed-model equations (G'WG + Lambda) x = G'Wy, solved after one factor, the largest, is eliminated exactly.

With D the eliminated factor's diagonal and B its sums with all else (c): `S = A_cc + Lambda_c - B D^-1 B'`. `DenseSystem` factorises
S: exact traces and variances. `IterativeSystem` keeps only a small core dense and solves the rest by conjugate gradients.
Source: Searle, Casella & McCulloch (1992), 7.6 for the equations; Golub & Van Loan (2013), 11.5 for the gradients.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from scipy.linalg import lapack

from basira.core.kernel.problem import Problem
from basira.core.scoring.mixed.aggregates import Aggregates
from basira.core.scoring.mixed.checking import CHECKED, FEW, checked
from basira.core.scoring.mixed.gradients import conjugate_gradients
from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse

DENSE_SHARE = 0.2
"""From this share of cells on, a product of dense matrices is faster than one of sparse matrices."""
ROWS_AT_ONCE = 4096
BLOCK = 256
"""So many rows of a symmetric matrix are copied at once to its other half."""
PROBED = 1e-2
"""How exactly equations are solved for probes: far better than the probes are."""


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
    is_checked = False
    """Whether variances that are known only nearly are held against some that are solved exactly."""
    widened = 1.0
    """By how much the error of a contrast was widened at most, because those that were solved needed it."""

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

    def solve(self, right: Floats, guess: Floats | None = None) -> Floats:
        """Return x of (G'WG + Lambda) x = right, for one or many right sides as columns; a guess is where to start."""
        tail = right[self.split :]
        head = self.solve_reduced(right[: self.split] - self.scaled @ tail, guess)
        pivots = self.pivots if right.ndim == 1 else self.pivots[:, None]
        return np.concatenate([head, (tail - self.sums.coupling_back @ head) / pivots])

    def solve_reduced(self, right: Floats, guess: Floats | None = None) -> Floats:
        """Return the solution of S x = right."""
        raise NotImplementedError

    def gradients(self, right: Floats, tolerance: float | None = None, start: Floats | None = None) -> Floats:
        """Return the inverse of what is left to gradients times columns, where anything is."""
        raise NotImplementedError

    def held(self, known: Floats, near: Floats, columns: Callable[[Codes], Floats]) -> Floats:
        """Return variances from their parts that are known and nearly known: the latter of `columns` left to gradients."""
        if len(near) > FEW and not self.is_checked:
            return known + near
        found = known + checked(near, columns, lambda right: self.gradients(right, CHECKED))
        if len(near) > FEW:
            unsure = near > 0
            self.widened = max(self.widened, float(np.sqrt(np.max(found[unsure] / (known + near)[unsure], initial=0))))
        return found

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

    def solve_reduced(self, right: Floats, guess: Floats | None = None) -> Floats:
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


@dataclass(frozen=True, slots=True)
class Known:
    """What is there before the equations are: signs by unknown of g, what the diagonal misses, and equations that are near."""

    probes: Floats | None = None
    missed: "Missed | None" = None
    near: "IterativeSystem | None" = None


class Large:
    """The sums of the large factors g, between a core of so many unknowns and the eliminated factor: the same at any Lambda."""

    def __init__(self, sums: Aggregates, core: int) -> None:
        split = sums.split
        self.gram: Sparse = sums.gram[core:split, core:split]
        self.coupling: Sparse = rows_of(sums.coupling, core, split)
        self.back: Sparse = sums.coupling_back[:, core:] if core else sums.coupling_back
        self.squared: Sparse = self.coupling.multiply(self.coupling)
        self.diagonal: Floats = self.gram.diagonal()
        self.core: Floats = sums.gram[:core, :split].toarray()


@dataclass(frozen=True, slots=True)
class Missed:
    """What the diagonal of S leaves out of the traces: by unknown of g, and of the eliminated factor's whole."""

    own: Floats
    tail: float


class IterativeSystem(System):
    """
    A dense core of fixed effects and small factors; the large factors g between core and e by conjugate gradients.

    Traces of g and e are exact in what passes through the core. Beside it they are those of the diagonal of S, and what
    that misses is estimated by `probes` or taken from equations nearby (see `Known`), from whose solution gradients start.
    """

    def __init__(self, sums: Aggregates, penalty: Floats, core: int, tolerance: float, known: "Known") -> None:
        super().__init__(sums, penalty)
        self.core, self.tolerance, self.known = core, tolerance, known
        near = known.near
        self.large: Large = Large(sums, core) if near is None else near.large
        self.own_penalty = penalty[core : self.split]
        self.core_scaled, self.own_scaled = rows_of(self.scaled, 0, core), rows_of(self.scaled, core, self.split)
        self.diagonal: Floats = self.large.diagonal + self.own_penalty - self.large.squared @ (1 / self.pivots)
        gram_core = self.large.core - product(self.core_scaled, self.coupling)
        gram_core[np.arange(core), np.arange(core)] += penalty[:core]
        self.across: Floats = gram_core[:, core:]
        start = None if near is None else near.carried
        self.carried: Floats = self.gradients(np.ascontiguousarray(self.across.T), start=start)
        self.core_inverse, _ = inverse_of(gram_core[:, :core] - self.across @ self.carried)

    def apply(self, columns: Floats) -> Floats:
        """Return S_gg times columns."""
        through = self.own_scaled @ (self.large.back @ columns)
        return np.asarray(self.large.gram @ columns + self.own_penalty[:, None] * columns - through)

    def gradients(self, right: Floats, tolerance: float | None = None, start: Floats | None = None) -> Floats:
        """Return S_gg^-1 times the columns of `right`, as exactly as asked for, or as the system is."""
        return conjugate_gradients(self.apply, right, self.diagonal, tolerance or self.tolerance, start)

    def solve_reduced(self, right: Floats, guess: Floats | None = None) -> Floats:
        wide = right[:, None] if right.ndim == 1 else right
        start = None
        if guess is not None and len(guess):
            known = guess.reshape(len(guess), -1)[: self.split]
            start = known[self.core :] + self.carried @ known[: self.core]
        own = self.gradients(wide[self.core :], start=start)
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
        through = np.asarray(self.own_scaled.T @ self.carried - self.core_scaled.T.toarray())
        return float((1 / self.pivots).sum()) + float(np.vdot(through @ self.core_inverse, through)) + self.tail_trace()

    def own_trace(self, rows: slice) -> float:
        """Return the trace of some rows of S_gg^-1."""
        return float(np.sum(1 / self.diagonal[rows] + self.missed.own[rows]))

    def tail_trace(self) -> float:
        """Return what the large factors add to the trace of the eliminated factor: tr(S_gg^-1 M), M the sums of e's squares."""
        return float(np.vdot(self.squares, 1 / self.diagonal)) + self.missed.tail

    @cached_property
    def squares(self) -> Floats:
        """Return the diagonal of M = B D^-2 B' of the large factors."""
        return np.asarray(self.large.squared @ self.pivots**-2.0)

    @cached_property
    def missed(self) -> Missed:
        """
        Estimate what the diagonal misses, by signs z of mean zero (Hutchinson 1990), from which all is taken that has no trace.

        With d the diagonal and O = d - S (nothing on its diagonal): S^-1 = 1/d + 1/d O 1/d + 1/d O S^-1 O 1/d. The first term is
        known, the second has no trace and would be most of the noise: only the third is asked of the signs.
        """
        if self.known.missed is not None:
            return self.known.missed
        probes, diagonal = self.known.probes, self.diagonal[:, None]
        if probes is None:
            return Missed(np.zeros(len(diagonal)), 0.0)
        count = probes.shape[1]
        beside = probes - self.apply(probes / diagonal)  # O z/d
        found = self.gradients(beside, tolerance=PROBED)  # (S^-1 - 1/d) z
        own: Floats = np.einsum("ij,ij->i", probes, found - beside / diagonal) / count
        through = self.own_scaled @ (self.own_scaled.T @ probes) - self.squares[:, None] * probes
        return Missed(own, float(self.squares @ own) + float(np.vdot(through, found)) / count)

    def variances(self, contrasts: Sparse, *, given_fixed: bool = False) -> Floats:
        """Return the diagonal of L C L' (in units of s2): exact through the core, by the diagonal of S beside it."""
        inverse = without_fixed(self.core_inverse, self.sums.fixed) if given_fixed else self.core_inverse
        rows, own = self.reduced_contrasts(contrasts)
        large = rows[:, self.core :]
        for start in range(0, rows.shape[0], ROWS_AT_ONCE):
            some = slice(start, start + ROWS_AT_ONCE)
            through = large[some] @ self.carried - rows[some, : self.core].toarray()
            own[some] += np.einsum("ij,ij->i", through @ inverse, through)
        return self.held(own, large.power(2) @ (1 / self.diagonal), lambda some: large[some].toarray().T)

    def level_variances(self) -> Floats:
        everything, blocks = sparse.eye_array(self.sums.size, format="csr"), range(len(self.sums.names))
        own = [self.variances(everything[self.sums.block(factor)], given_fixed=True) for factor in blocks]
        return np.concatenate(own)


def rows_of(matrix: Sparse, start: int, stop: int) -> Sparse:
    """Return some rows, in the same memory."""
    first, last = matrix.indptr[start], matrix.indptr[stop]
    parts = (matrix.data[first:last], matrix.indices[first:last], matrix.indptr[start : stop + 1] - first)
    return sparse.csr_array(parts, shape=(stop - start, matrix.shape[1]))


def product(left: Any, right: Any) -> Floats:
    """Return left times right transposed, dense, for two sparse matrices of as many columns."""
    cells, others = left.shape[0] * left.shape[1], right.shape[0] * right.shape[1]
    is_full = cells and left.nnz > DENSE_SHARE * cells and cells < 5e7
    if is_full and right.nnz <= DENSE_SHARE * others:
        return np.asarray((right @ left.toarray().T).T)
    if is_full:
        return np.asarray(left.toarray() @ right.toarray().T)
    return np.asarray((left @ right.T).toarray())
