"""
Variances that are known only nearly are held against some that are solved exactly, so that errors are not below the truth.
"""

from collections.abc import Callable

import numpy as np

from basira.core.scoring.mixed.ratings import Codes, Floats

STRATA, DRAWN = 4, 32
"""So many strata of like columns, of each so many that are solved exactly."""
FEW = STRATA * DRAWN
"""Up to so many columns, each is solved."""
CHECKED = 1e-3
"""How exactly a column is solved for this: what is left counts as its square."""


def checked(found: Floats, columns: Callable[[Codes], Floats], solve: Callable[[Floats], Floats]) -> Floats:
    """
    Return a'K^-1 a for each column a, from what was found of it nearly: exact for a few, the others as wide as those needed.

    `columns` gives the columns of some places, dense. They are put in strata by what was found; in each, some are solved, and
    all others are multiplied by the most that one of these fell short. Up to FEW columns: all are exact.
    """
    better = found.copy()
    order = np.argsort(found, kind="stable")
    for some in np.array_split(order[found[order] > 0], STRATA):
        if not len(some):
            continue
        drawn = some[np.linspace(0, len(some) - 1, min(DRAWN, len(some))).astype(np.int64)]
        right = columns(drawn)
        exact = np.einsum("ij,ij->j", right, solve(right))
        better[some] *= (exact / found[drawn]).max(initial=0)
        better[drawn] = exact
    return better
