"""What of the unknowns makes up a unit's score: its own effect, those it lies in, and the mean over what is averaged."""

import numpy as np
from scipy import sparse

from basira.core.scoring.mixed.aggregates import Aggregates
from basira.core.scoring.mixed.ratings import Sparse
from basira.core.scoring.mixed.tally import Group, Tally

ABOVE = ("entity", "sector")
"""Factors that a unit's score includes wherever each unit has one of them."""


def contrasts(sums: Aggregates, tally: Tally, unit: Group) -> Sparse:
    """Return what of the unknowns makes up each unit's score, one row a unit; the mean of the ratings stands beside them."""
    parts = [weights_of(tally, unit, name, len(sums.levels[i])) for i, name in enumerate(sums.names)]
    intercept = np.zeros((unit.size, sums.fixed))
    if sums.fixed and sums.terms[0] == "(intercept)":
        intercept[:, 0] = 1
    return sparse.hstack([sparse.csr_array(intercept), *parts], format="csr")


def weights_of(tally: Tally, unit: Group, name: str, size: int) -> Sparse:
    """Return how each unit's score takes in one factor: its own level, its parent's, the mean of its children, of all, or none."""
    here = np.arange(unit.size)
    if name == unit.name:
        return sparse.csr_array((np.ones(unit.size), (here, here)), shape=(unit.size, size))
    if name in tally.averaged:
        return sparse.csr_array(np.full((unit.size, size), 1 / size))
    up, down = tally.parent(unit.name, name), tally.parent(name, unit.name)
    if up is not None and name in (*ABOVE, *tally.above):
        return sparse.csr_array((np.ones(unit.size), (here, up)), shape=(unit.size, size))
    if down is not None and (unit.name in (*ABOVE, *tally.above) and name in ("centre", "entity")):
        share = 1 / np.bincount(down, minlength=unit.size)
        return sparse.csr_array((share[down], (down, np.arange(size))), shape=(unit.size, size))
    return sparse.csr_array((unit.size, size))
