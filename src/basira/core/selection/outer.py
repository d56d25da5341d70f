"""
The fairest chances by linear rules alone: leximin over a polytope that holds every lottery's chances.

What a lottery gives lies within all linear rows that each panel keeps, so nothing that a lottery gives is fairer than the
fairest point within the rows. If a lottery gives that very point, it is the fairest of all, and the point proves it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from basira.core.selection.pool import Counts, Floats, Rows
from basira.core.selection.solving import NotSettled

TOLERANCE = 1e-9
MOST_ROOM = 1e-6
DUAL = 1e-7
NOBODY = 1e-7
"""A chance up to this is none: what is left of a nothing after the solver's tolerances."""


@dataclass(frozen=True, slots=True)
class Polytope:
    """Chances `p` of one member of each type: `least <= matrix @ p <= most`, and 0 <= p <= 1."""

    matrix: Floats
    least: Floats
    most: Floats

    @classmethod
    def of(cls, rows: Rows) -> "Polytope":
        """Return the polytope of the quotas."""
        return cls(rows.marks * rows.counts, rows.least, rows.most)

    def with_cut(self, normal: Floats, most: float) -> "Polytope":
        """Return the polytope with one more row, `normal @ p <= most`."""
        return Polytope(np.vstack([self.matrix, normal]), np.append(self.least, -np.inf), np.append(self.most, most))


@dataclass(frozen=True, slots=True)
class Fairest:
    """The leximin point of a polytope: the chances, and how many stages it took."""

    chances: Floats
    stages: int


def fairest(polytope: Polytope) -> Fairest | None:
    """
    Return the leximin point: the least chance as great as it can be, then the next, and so on. None where nothing fits.

    Source: Flanigan et al., Nature 596 (2021), on types; stage by stage, fixing whatever a positive dual holds down.
    """
    count = polytope.matrix.shape[1]
    chances, free, stages = np.zeros(count), np.ones(count, dtype=bool), 0
    while free.any():
        stage = _Stage(polytope, chances, free)
        if not stage.solve():
            if stages == 0:
                return None
            raise NotSettled(stage=stages)
        held = stage.held()
        chances[held] = stage.level
        free[held] = False
        stages += 1
    return Fairest(chances, stages)


def greatest_chance(polytope: Polytope, kind: int) -> float:
    """Return the greatest chance that one type can have within the rows."""
    cost = np.zeros(polytope.matrix.shape[1])
    cost[kind] = -1
    matrix, most = _one_sided(polytope)
    found = linprog(cost, A_ub=matrix, b_ub=most, bounds=(0, 1), method="highs")
    return float(-found.fun) if found.status == 0 else 0.0


def least_chance(polytope: Polytope) -> float | None:
    """Return the first stage alone: the least chance, as great as it can be; None where nothing fits."""
    count = polytope.matrix.shape[1]
    stage = _Stage(polytope, np.zeros(count), np.ones(count, dtype=bool))
    return stage.level if stage.solve() else None


def _one_sided(polytope: Polytope) -> tuple[Floats, Floats]:
    """Return the rows as `matrix @ p <= most` alone."""
    low, high = np.isfinite(polytope.least), np.isfinite(polytope.most)
    matrix = np.vstack([polytope.matrix[high], -polytope.matrix[low]])
    return matrix, np.concatenate([polytope.most[high], -polytope.least[low]])


class _Stage:
    """
    One stage: with the others fixed, lift the free ones together as far as they go.

    A free chance is `level + more`, with `more` >= 0: so the program has a row a rule, not a row a type. That a chance is
    at most 1 is asked for only where it was broken.
    """

    def __init__(self, polytope: Polytope, chances: Floats, free: Floats) -> None:
        matrix, most = _one_sided(polytope)
        self.types = len(free)
        self.free = np.flatnonzero(free)
        self.matrix = matrix[:, self.free]
        self.most = most - matrix @ np.where(free, 0.0, chances)
        self.capped: list[int] = []
        self.room = TOLERANCE
        self.level, self.more, self.duals = 0.0, np.zeros(len(self.free)), np.zeros(len(self.free))

    def solve(self) -> bool:
        """Find the level; False where nothing fits."""
        cost = np.zeros(len(self.free) + 1)
        cost[0] = -1
        bounds = [(0.0, 1.0), *[(0.0, None)] * len(self.free)]
        while True:
            matrix, most = self._rows()
            found = linprog(cost, A_ub=matrix, b_ub=most, bounds=bounds, method="highs-ds")
            if found.status == 2 and len(self.free) < self.types and self.room < MOST_ROOM:
                self.room *= 10
                continue
            if found.status == 2:
                return False
            if found.status != 0:
                raise NotSettled(status=int(found.status))
            self.level, self.more = float(found.x[0]), found.x[1:]
            self.duals = found.lower.marginals[1:]
            broken = [int(k) for k in np.flatnonzero(self.level + self.more > 1 + TOLERANCE) if k not in self.capped]
            if not broken:
                return True
            self.capped += broken

    def _rows(self) -> tuple[Floats, Floats]:
        lifted = np.column_stack([self.matrix.sum(axis=1), self.matrix])
        caps = np.zeros((len(self.capped), lifted.shape[1]))
        caps[:, 0] = 1
        caps[np.arange(len(self.capped)), np.array(self.capped, dtype=int) + 1] = 1
        # A hair of room: what an earlier stage fixed to its last digit must not make the next one impossible.
        return np.vstack([lifted, caps]), np.concatenate([self.most + self.room, np.ones(len(self.capped))])

    def held(self) -> Counts:
        """Return the types that can't have more than the level: those that the duals hold down."""
        if self.level >= 1 - TOLERANCE:
            return self.free
        held = self.free[self.duals > DUAL]
        if len(held):
            return held
        tight = [k for k in np.flatnonzero(self.more <= TOLERANCE) if not self._can_rise(int(k))]
        if not tight:
            raise NotSettled(level=self.level)
        return self.free[tight]

    def _can_rise(self, place: int) -> bool:
        cost = np.zeros(len(self.free) + 1)
        cost[1 + place] = -1
        matrix, most = self._rows()
        bounds = [(self.level, self.level), *[(0.0, None)] * len(self.free)]
        found = linprog(cost, A_ub=matrix, b_ub=most, bounds=bounds, method="highs-ds")
        return bool(found.status == 0 and -found.fun > 1e-7)
