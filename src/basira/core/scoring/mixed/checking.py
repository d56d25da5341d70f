"""
Variances that are known only nearly are held against some that are solved exactly, so that errors are not below the truth.
"""

from collections.abc import Callable

import numpy as np

from basira.core.scoring.mixed.ratings import Codes, Floats

STRATA, FIRST, DRAWN = 4, 8, 32
"""So many strata of like columns; of each so many are solved exactly first, and so many where these do not agree."""
FEW = STRATA * DRAWN
"""Up to so many columns, each is solved."""
CHECKED = 1e-3
"""How exactly a column is solved for this: what is left counts as its square."""
AGREED = 1e-3
"""Columns that need to be wider by shares no further apart than this (half of it for an error) are not asked for more."""


def checked(found: Floats, columns: Callable[[Codes], Floats], solve: Callable[[Floats], Floats]) -> Floats:
    """
    Return a'K^-1 a for each column a, from what was found of it nearly: exact for a few, the others as wide as those needed.

    `columns` gives the columns of some places, dense. They are put in strata by what was found; in each, some are solved, and
    all others are multiplied by the most that one of these fell short. Up to FEW columns: all are exact.
    """
    better = found.copy()
    order = np.argsort(found, kind="stable")
    for some in np.array_split(order[found[order] > 0], STRATA):
        drawn, needed = some[:0], np.ones(0)
        for count in (FIRST, DRAWN) if len(some) else ():
            wanted = np.setdiff1d(some[np.linspace(0, len(some) - 1, min(count, len(some))).astype(np.int64)], drawn)
            right = columns(wanted)
            exact = np.einsum("ij,ij->j", right, solve(right))
            drawn, needed = np.append(drawn, wanted), np.append(needed, exact / found[wanted])
            if len(some) > FEW // STRATA and np.ptp(needed) < AGREED:
                break
        better[some] *= needed.max(initial=0)
        better[drawn] = needed * found[drawn]
    return better
