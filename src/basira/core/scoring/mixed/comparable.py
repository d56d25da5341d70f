"""Which units the visits connect: scores of units that no chain of shared shoppers joins are never ranked together."""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from basira.core.scoring.mixed.ratings import Codes, Factor


def components_of(unit: Factor, shopper: Factor | None) -> Codes:
    """
    Return the number of each unit's connected component, from 1, the component with most units first.

    Units and shoppers are the two sides of a graph, each rating an edge. Without shoppers: all units are one component.
    """
    if shopper is None or not unit.size:
        return np.ones(unit.size, dtype=np.int64)
    size = unit.size + shopper.size
    edges = sparse.coo_array((np.ones(len(unit.codes)), (unit.codes, unit.size + shopper.codes)), shape=(size, size))
    _count, labels = csgraph.connected_components(edges.tocsr(), directed=False)
    own = labels[: unit.size]
    seen, first, sizes = np.unique(own, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    numbers = np.zeros(labels.max() + 1, dtype=np.int64)
    numbers[seen[order]] = np.arange(1, len(seen) + 1)
    return np.asarray(numbers[own], dtype=np.int64)
