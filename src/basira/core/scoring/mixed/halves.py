"""A matrix whose first rows are nearly full and the others nearly empty: each kind is multiplied in its own way."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse

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

    def scaled(self, by: Floats) -> "Halves":
        """Return the matrix with each column multiplied."""
        parts = (self.bottom.data * by[self.bottom.indices], self.bottom.indices, self.bottom.indptr)
        return Halves(self.top * by, sparse.csr_array(parts, shape=self.bottom.shape))

    def __matmul__(self, right: Floats) -> Floats:
        """Return the matrix times one column or several."""
        return np.concatenate([self.top @ right, self.bottom @ right])

    def back(self, right: Floats) -> Floats:
        """Return the matrix turned about, times one column or several."""
        full = len(self.top)
        return np.asarray(self.top.T @ right[:full] + self.bottom.T @ right[full:])

    def less(self, other: "Halves") -> "Halves":
        """Return the matrix less another one."""
        return Halves(self.top - other.top, (self.bottom - other.bottom).tocsr())

    def plus(self, other: "Halves") -> "Halves":
        """Return the matrix and another one together."""
        return Halves(self.top + other.top, (self.bottom + other.bottom).tocsr())

    def back_of_rows(self, rows: Sparse) -> Floats:
        """Return sparse rows times the matrix turned about, dense."""
        return np.hstack([rows @ self.top.T, (rows @ self.bottom.T).toarray()])

    def columns(self, some: slice | Codes) -> "Halves":
        """Return some columns."""
        return Halves(self.top[:, some], self.bottom[:, some])

    def before(self, square: Floats) -> Floats:
        """Return a square matrix times this one."""
        full = len(self.top)
        return np.asarray(square[:, :full] @ self.top + (self.bottom.T @ square[:, full:].T).T)

    def along(self, other: Floats, places: Codes) -> Floats:
        """Return the sum over each column times the column of a dense matrix that stands in its place."""
        rows, columns, values = sparse.find(self.bottom)
        found = np.einsum("ij,ij->j", self.top, other[: len(self.top), places])
        beside = values * other[rows + len(self.top), places[columns]]
        return np.asarray(found + np.bincount(columns, beside, minlength=self.top.shape[1]))

    def quadratic(self, square: Floats) -> Floats:
        """Return a'Ma for each column a and a symmetric M."""
        full, width = len(self.top), self.top.shape[1]
        found = np.einsum("ij,ij->j", square[:full, :full] @ self.top, self.top)
        rows, columns, values = sparse.find(self.bottom)
        mixed = np.einsum("ij,ji->i", square[rows + full, :full], self.top[:, columns])
        found += 2 * np.bincount(columns, values * mixed, minlength=width)
        places, amounts = padded(self.bottom.tocsc())
        if places.shape[1] > MOST_PADDED:
            rows = self.bottom.T.tocsr()
            return np.asarray(found + rows.multiply(rows @ square[full:, full:]).sum(axis=1))
        for one, own in zip(places.T, amounts.T, strict=True):
            for other, beside in zip(places.T, amounts.T, strict=True):
                found += own * beside * square[one + full, other + full]
        return np.asarray(found)

    def crossed(self, other: "Halves") -> Floats:
        """Return the matrix times the other one turned about, dense."""
        above = np.hstack([self.top @ other.top.T, (other.bottom @ self.top.T).T])
        below = np.hstack([self.bottom @ other.top.T, (self.bottom @ other.bottom.T).toarray()])
        return np.vstack([above, below])


def padded(matrix: Sparse) -> tuple[Codes, Floats]:
    """Return the rows and values of each column's entries, as many a column as the fullest one has; zero where it has fewer."""
    counts = np.diff(matrix.indptr)
    steps = np.arange(counts.max(initial=0))
    at = np.minimum(matrix.indptr[:-1, None] + steps, max(matrix.nnz - 1, 0))
    is_there = steps < counts[:, None]
    return np.where(is_there, matrix.indices[at], 0), np.where(is_there, matrix.data[at], 0.0)


def halves_of(matrix: Sparse, full: int) -> Halves:
    """Return a sparse matrix with its first rows held full."""
    return Halves(matrix[:full].toarray(), matrix[full:].tocsr())
