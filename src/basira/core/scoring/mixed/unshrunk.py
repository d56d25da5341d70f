"""Scores that are not drawn towards the mean: the unit's effects are fixed, all others stay random."""

from collections.abc import Mapping

import numpy as np

from basira.core.scoring.mixed.aggregates import Aggregates, aggregate
from basira.core.scoring.mixed.chain import chain_of, core_of, in_order, unknowns_left
from basira.core.scoring.mixed.contrasts import ABOVE, contrasts
from basira.core.scoring.mixed.fit import EXACT_AT_LAST
from basira.core.scoring.mixed.ratings import Floats, Sparse
from basira.core.scoring.mixed.reml import Point, Trace, Way, solved_at
from basira.core.scoring.mixed.tally import Group, Tally

WITHOUT_PENALTY = 1e30
"""A variance so large that a level is not drawn to the mean at all."""
Known = Mapping[str, float | None]
"""Variances by factor, in squared units of the rating; None or 0: its levels do not differ."""


class Unshrunk:
    """
    The equations in which one factor's levels are fixed, to be solved at any variances of the others.

    What the units belong to is in their effects then; what does not differ (no variance, or none known) stays away.
    """

    def __init__(self, tally: Tally, variances: Known, unit: Group) -> None:
        above = tuple(
            other.name
            for other in tally.factors
            if other.name != unit.name
            and other.name in (*ABOVE, *tally.above)
            and tally.parent(unit.name, other.name) is not None
        )
        random = (
            other for other in tally.factors if variances.get(other.name) and other.name not in (unit.name, *above)
        )
        kept = in_order(tally, (unit.name, *(factor.name for factor in random)))
        self.held = (unit.name, *above)
        self.sums: Aggregates = aggregate(tally, tuple(kept), intercept=False)
        self.rows: Sparse = contrasts(self.sums, tally, unit)
        self.unit = unit
        self.way = way_for(self.sums)

    def point(self, variances: Known, residual: float, way: Way | None = None) -> Point:
        """
        Solve the equations at these variances, by the factor's name, in squared units of the rating.

        :raises NotSeparable: when a covariate does not vary within units
        """
        known = [WITHOUT_PENALTY if name == self.unit.name else variances[name] or 0.0 for name in self.sums.names]
        return solved_at(self.sums, way or self.way, np.array(known), residual)

    def read(self, point: Point, rows: Sparse | None = None) -> tuple[Floats, Floats]:
        """Return the scores, or other contrasts of them, and their error variances from a solution."""
        wanted = self.rows if rows is None else rows
        level = self.sums.mean * np.asarray(wanted[:, self.unit_block].sum(axis=1)).ravel()
        return level + wanted @ point.solution, point.residual * point.system.variances(wanted)

    @property
    def unit_block(self) -> slice:
        """Return the places of the unit's levels among the unknowns."""
        return self.sums.block(self.sums.names.index(self.unit.name))

    def covariance(self, point: Point) -> Floats | None:
        """Return the covariance of the scores' errors, up to EXACT_AT_LAST units; else None."""
        found = point.system.covariance(self.rows) if self.unit.size <= EXACT_AT_LAST else None
        return None if found is None else found * point.residual


def way_for(sums: Aggregates) -> Way:
    """Return the way to solve: exactly up to EXACT_AT_LAST unknowns beside the eliminated factor."""
    chain = chain_of(sums)
    if unknowns_left(sums, chain) <= EXACT_AT_LAST:
        return Way(Trace.EXACT, 0, None, chain=chain)
    return Way(Trace.FAST, core_of(sums), None, tolerance=1e-8, chain=chain, is_known=True, is_checked=True)
