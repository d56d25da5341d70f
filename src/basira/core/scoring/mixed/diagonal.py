"""The diagonal of the inverse of K = W - J D^-1 J', which is never written out: exact by blocks that share nothing, near beside them."""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from basira.core.scoring.mixed.halves import blocks_together
from basira.core.scoring.mixed.ratings import Codes, Floats, Sparse
from basira.core.scoring.mixed.systems import inverse_of

MOST_TOGETHER = 1000
"""Up to so many units that share shoppers with no others are inverted whole."""
CELLS_AT_ONCE = 4_000_000


def blocks_of(within: Sparse, joint: Sparse) -> Codes:
    """Return the number of each row's block, from 0 on: rows of different blocks share nothing, not through others either."""
    others = joint.shape[1]
    nothing = [sparse.csr_array((others, within.shape[0])), sparse.csr_array((others, others))]
    graph = blocks_together([[within, joint], nothing])  # one direction is enough
    _count, labels = csgraph.connected_components(graph, directed=False)
    return np.unique(labels[: within.shape[0]], return_inverse=True)[1].astype(np.int64)


def diagonal_of_inverse(within: Sparse, joint: Sparse, own: Floats, labels: Codes) -> Floats:
    """Return the diagonal of K^-1, for W (`within`), J (`joint`, its columns the shoppers), D (`own`) and the rows' blocks."""
    sizes = np.bincount(labels)
    shares = np.asarray(joint.power(2) @ (1 / own))
    diagonal = within.diagonal() - shares
    sums = np.asarray(within.sum(axis=1)).ravel() - joint @ (np.asarray(joint.sum(axis=0)).ravel() / own)
    found = in_one_direction(diagonal, np.maximum(diagonal - sums, 0), labels)
    together = (sizes[labels] > 1) & (sizes[labels] <= MOST_TOGETHER)
    order = np.argsort(labels, kind="stable")
    for some in batches(order[together[order]], labels, sizes):
        rows = joint[some]
        block = within[some][:, some] - rows @ sparse.diags_array(1 / own) @ rows.T
        borders = np.flatnonzero(np.diff(labels[some])) + 1
        for start, stop in zip([0, *borders], [*borders, len(some)], strict=True):
            inverse, _ = inverse_of(block[start:stop, start:stop].toarray())
            found[some[start:stop]] = np.diag(inverse)
    return found


def batches(order: Codes, labels: Codes, sizes: Codes) -> list[Codes]:
    """Return rows, whose blocks follow each other, in parts of whole blocks whose cells are not too many at once."""
    cells = np.cumsum(sizes[labels[order]])
    first = np.searchsorted(labels[order], labels[order])  # of each row's block
    part = cells[first] // CELLS_AT_ONCE
    return np.split(order, np.flatnonzero(np.diff(part)) + 1) if len(order) else []


def in_one_direction(diagonal: Floats, shared: Floats, labels: Codes) -> Floats:
    """
    Return the diagonal of K^-1, K being its diagonal less what units share (`shared`: by row), in blocks of these labels.

    Beside its diagonal each block of K is taken as -cc' with those sums of rows: all that its units share is one direction.
    The inverse of such a matrix is known (Sherman & Morrison 1950, Annals of Mathematical Statistics 21:124).
    """
    total = np.bincount(labels, shared)[labels]
    joint = np.divide(shared, np.sqrt(total), out=np.zeros_like(shared), where=total > 0)
    pivots = diagonal + joint**2
    left = 1 - np.bincount(labels, joint**2 / pivots)[labels]
    through = np.divide((joint / pivots) ** 2, left, out=np.zeros_like(shared), where=left > 0)
    return np.where(left > 0, 1 / pivots + through, 1 / diagonal)
