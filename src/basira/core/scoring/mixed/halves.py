"""A matrix whose first rows are nearly full and the others nearly empty: each kind is multiplied in its own way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse

Flags = npt.NDArray[np.bool_]
CELLS_AT_ONCE = 4_000_000
COLUMNS_AT_ONCE = 65_536
MOST_PADDED = 16
"""Up to so many entries a column, their pairs are looked up one by one; more are multiplied out."""


@dataclass(frozen=True)
class Halves:
    """A matrix whose first rows are nearly full and held so (`top`), the others sparse (`bottom`)."""

    top: Floats
    bottom: Sparse

    @property
    def shape(self) -> tuple[int, int]:
        """Return rows and columns."""
        return len(self.top) + self.bottom.shape[0], self.top.shape[1]

    def scaled(self, by: Floats | float) -> "Halves":
        """Return the matrix with each column multiplied by its own number, or all by one."""
        times = by[self.bottom.indices] if isinstance(by, np.ndarray) else by
        return Halves(self.top * by, like(self.bottom, self.bottom.data * times))

    def alike(self, other: "Halves") -> "Halves":
        """Return another matrix, all of whose places this one has, at the places of this one."""
        return Halves(other.top, like(self.bottom, at_places(self.bottom, other.bottom)))

    def __matmul__(self, right: Floats) -> Floats:
        """Return the matrix times one column or several."""
        return np.concatenate([self.top @ right, self.bottom @ right])

    def back(self, right: Floats) -> Floats:
        """Return the matrix turned about, times one column or several."""
        full = len(self.top)
        return np.asarray(self.top.T @ right[:full] + self.bottom.T @ right[full:])

    def less(self, other: "Halves") -> "Halves":
        """Return the matrix less another one with the same places."""
        return Halves(self.top - other.top, like(self.bottom, self.bottom.data - other.bottom.data))

    def plus(self, other: "Halves") -> "Halves":
        """Return the matrix and another one with the same places together."""
        return Halves(self.top + other.top, like(self.bottom, self.bottom.data + other.bottom.data))

    def back_of_rows(self, rows: Sparse) -> Floats:
        """Return sparse rows times the matrix turned about, dense."""
        return np.hstack([rows @ self.top.T, (rows @ self.bottom.T).toarray()])

    def through(self, square: Floats) -> "Halves":
        """Return a symmetric matrix times this one: of the sparse rows only what stands at the places of this one."""
        full, values = len(self.top), np.empty(self.bottom.nnz)
        columns = self.bottom.T.tocsr()
        for some in batches(np.diff(columns.indptr)):
            places, is_there = entries(columns, some)
            rows, own = columns.indices[places] + full, np.where(is_there, columns.data[places], 0.0)
            found = np.einsum("cij,cj->ci", square[rows[:, :, None], rows[:, None, :]], own)
            found += np.einsum("cif,fc->ci", square[rows, :full], self.top[:, some])
            values[places[is_there]] = found[is_there]
        head = square[:full, :full] @ self.top + (columns @ square[full:, :full]).T
        return Halves(head, like(columns, values).T.tocsr())

    def dotted(self, other: "Halves") -> Floats:
        """Return by column the sum of the products of two matrices with the same places."""
        beside = np.bincount(self.bottom.indices, self.bottom.data * other.bottom.data, minlength=self.top.shape[1])
        return np.asarray(np.einsum("ij,ij->j", self.top, other.top) + beside)

    def met(self, kinds: Codes, other: "Halves", places: Codes) -> Floats:
        """Return the products of columns (`kinds`, any of them any number of times) with columns of another matrix (`places`)."""
        found, columns = np.empty(len(kinds)), self.bottom.T.tocsr()
        mine, theirs, others = (
            np.ascontiguousarray(self.top.T),
            np.ascontiguousarray(other.top.T),
            other.bottom.T.tocsr(),
        )
        at, is_there = entries(columns, np.arange(columns.shape[0]))
        for start in range(0, len(kinds), COLUMNS_AT_ONCE):
            here = slice(start, start + COLUMNS_AT_ONCE)
            own, beside = kinds[here], places[here]
            sums = np.einsum("ij,ij->i", mine[own], theirs[beside])
            for step in range(at.shape[1]):
                some = np.flatnonzero(is_there[own, step])
                entry = at[own[some], step]
                sums[some] += columns.data[entry] * np.asarray(others[beside[some], columns.indices[entry]]).ravel()
            found[here] = sums
        return found

    def quadratic(self, square: Floats) -> Floats:
        """Return a'Ma for each column a and a symmetric M."""
        full, width = len(self.top), self.top.shape[1]
        found = np.einsum("ij,ij->j", square[:full, :full] @ self.top, self.top)
        rows, columns, values = sparse.find(self.bottom)
        mixed = np.einsum("ij,ji->i", square[rows + full, :full], self.top[:, columns])
        found += 2 * np.bincount(columns, values * mixed, minlength=width)
        columns = self.bottom.T.tocsr()
        places, is_there = entries(columns, np.arange(width))
        if places.shape[1] > MOST_PADDED:
            return np.asarray(found + columns.multiply(columns @ square[full:, full:]).sum(axis=1))
        rows, own = columns.indices[places] + full, np.where(is_there, columns.data[places], 0.0)
        for i in range(places.shape[1]):
            for j in range(places.shape[1]):
                found += own[:, i] * own[:, j] * square[rows[:, i], rows[:, j]]
        return np.asarray(found)

    def crossed(self, other: "Halves") -> Floats:
        """Return the matrix times the other one turned about, dense."""
        above = np.hstack([self.top @ other.top.T, (other.bottom @ self.top.T).T])
        below = np.hstack([self.bottom @ other.top.T, (self.bottom @ other.bottom.T).toarray()])
        return np.vstack([above, below])


def blocks_together(rows: Sequence[Sequence[Sparse]]) -> Sparse:
    """Return a sparse matrix from its blocks, each by row: put beside each other first, which needs a fraction of the memory."""
    return sparse.vstack([sparse.hstack(row, format="csr") for row in rows], format="csr")


def entries(rows: Sparse, some: Codes) -> tuple[Codes, Flags]:
    """Return where the entries of some rows of a sparse matrix stand, as many a row as the fullest has, and which are there."""
    counts = np.diff(rows.indptr)[some]
    steps = np.arange(counts.max(initial=0))
    is_there = steps < counts[:, None]
    return np.where(is_there, rows.indptr[some, None] + steps, 0), is_there


def batches(counts: Codes) -> Iterator[Codes]:
    """Yield the places of counts that are alike (to twice the least), so many that their squares are not too much at once."""
    order = np.argsort(counts, kind="stable")
    sizes = np.frexp(counts[order].astype(np.float64))[1]
    parts = np.cumsum(4.0**sizes) // CELLS_AT_ONCE
    borders = np.flatnonzero((np.diff(sizes) != 0) | (np.diff(parts) != 0)) + 1
    yield from np.split(order, borders)


def like(places: Sparse, data: Floats) -> Sparse:
    """Return a sparse matrix by row with other numbers at the same places."""
    return sparse.csr_array((data, places.indices, places.indptr), shape=places.shape)


def at_places(places: Sparse, other: Sparse) -> Floats:
    """Return the numbers of a sparse matrix at the places of another one, which has all of its places."""
    other.sort_indices()
    found = np.zeros(places.nnz)
    if other.nnz == places.nnz:
        return np.asarray(other.data)
    numbers = like(places, np.arange(1.0, places.nnz + 1)).multiply(like(other, np.ones(other.nnz)))
    found[numbers.tocsr().data.astype(np.int64) - 1] = other.data
    return found


def halves_of(matrix: Sparse, full: int) -> Halves:
    """Return a sparse matrix with its first rows held full."""
    return Halves(matrix[:full].toarray(), matrix[full:].tocsr())
