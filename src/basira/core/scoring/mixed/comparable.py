"""Which units the visits connect: scores of units that no chain of shared shoppers joins are never ranked together."""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from basira.core.scoring.mixed.halves import blocks_together
from basira.core.scoring.mixed.ratings import Codes
from basira.core.scoring.mixed.tally import Tally


def components_of(tally: Tally, unit: str, shopper: str) -> Codes:
    """
    Return the number of each unit's connected component, from 1, the component with most units first.

    Units and shoppers are the two sides of a graph, each rating an edge. Without shoppers: all units are one component.
    """
    size = len(tally.distinct(unit, unit))
    if tally.factor(shopper) is None or unit == shopper:
        return np.ones(size, dtype=np.int64)
    edges = tally.pair(unit, shopper)
    shoppers = edges.shape[1]
    nothing = [sparse.csr_array((shoppers, size)), sparse.csr_array((shoppers, shoppers))]
    graph = blocks_together([[sparse.csr_array((size, size)), edges], nothing])  # one direction is enough
    _count, labels = csgraph.connected_components(graph, directed=False)
    own = labels[:size]
    seen, first, sizes = np.unique(own, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    numbers = np.zeros(labels.max() + 1, dtype=np.int64)
    numbers[seen[order]] = np.arange(1, len(seen) + 1)
    return np.asarray(numbers[own], dtype=np.int64)
