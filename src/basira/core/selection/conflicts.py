"""
Why no panel keeps all quotas, and the least that would have to give: a minimal conflict, and minimal ways out of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from basira.core.selection.pool import NO_LIMIT, Floats, Pool, Quota, Rows, Types, types_of
from basira.core.selection.solving import NotSettled, any_panel

MOST_WAYS_OUT = 5


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a quota: its place in the pool, and "min" or "max"."""

    place: int
    side: str


@dataclass(frozen=True, slots=True)
class Change:
    """A quota's side moved to another value."""

    side: Side
    was: int
    to: int


@dataclass(frozen=True, slots=True)
class WayOut:
    """Changes with which some panel keeps every quota, and their weight; with one of them fewer, none does."""

    changes: tuple[Change, ...]
    weight: float


def conflict_of(pool: Pool) -> tuple[Side, ...] | None:
    """
    Return sides of quotas that no panel keeps together, though it keeps all but any one of them. None: there is no conflict.

    Empty: the seats alone are too many, whatever the quotas. Source: deletion filter (Chinneck 2008, ch. 6).
    """
    types = types_of(pool)
    if any_panel(types.rows) is not None:
        return None
    sides = _sides(pool, types)
    kept = list(sides)
    for side in sides:
        without = [other for other in kept if other != side]
        if any_panel(_only(types, without)) is None:
            kept = without
    return tuple(kept)


def _sides(pool: Pool, types: Types) -> list[Side]:
    """Return the sides that can be broken."""
    found = []
    for row, place in enumerate(types.quota_rows, start=1):
        if place >= 0:
            found += [Side(place, "min")] * int(types.rows.least[row] > 0)
            found += [Side(place, "max")] * int(pool.quotas[place].most < min(pool.size, len(pool.members[place])))
    return found


def _only(types: Types, sides: Sequence[Side]) -> Rows:
    """Return the rows with these sides of quotas alone; the size and the households stay."""
    rows, kept = types.rows, frozenset(sides)
    least, most = rows.least.copy(), rows.most.copy()
    for row, place in enumerate(types.quota_rows, start=1):
        if place >= 0:
            least[row] = least[row] if Side(place, "min") in kept else 0
            most[row] = most[row] if Side(place, "max") in kept else rows.size
    return replace(rows, least=least, most=most)


def ways_out(pool: Pool, most: int = MOST_WAYS_OUT) -> tuple[WayOut, ...]:
    """
    Return up to `most` minimal changes of quotas with which some panel keeps them all, the lightest first.

    A maximum one higher weighs 1, a minimum m one lower 1 + 2/m: what a small group has is not given up as lightly. Sides
    move within the quotas' `least_flex` and `most_flex`. No way out holds all the sides of a lighter one.
    """
    program, found = _Relaxed(pool), list[WayOut]()
    while len(found) < most:
        way = program.lightest()
        if way is None:
            break
        found.append(way)
        program.forbid(way)
    return tuple(found)


class _Relaxed:
    """The program of the lightest changes: a panel, how far each side moves, and whether it moves at all."""

    def __init__(self, pool: Pool) -> None:
        self.types = types_of(pool)
        self.sides = _sides(pool, self.types)
        self.quotas = [pool.quotas[side.place] for side in self.sides]
        self.room = np.array(
            [_room(side, quota, pool.size) for side, quota in zip(self.sides, self.quotas, strict=True)]
        )
        weights = [1 + 2 / q.least if s.side == "min" else 1.0 for s, q in zip(self.sides, self.quotas, strict=True)]
        self.weights = np.array(weights)
        self.closed: list[Floats] = []

    def lightest(self) -> WayOut | None:
        """Return the lightest way out that is not forbidden, or None."""
        rows, count = self.types.rows, len(self.sides)
        if not count:
            return None
        found = milp(
            c=np.concatenate([np.zeros(rows.types), self.weights, np.zeros(count)]),
            integrality=np.ones(rows.types + 2 * count),
            bounds=Bounds(0, np.concatenate([rows.counts, self.room, np.ones(count)])),
            constraints=self._constraints(),
            options={"mip_rel_gap": 1e-9},
        )
        if found.status == 2:
            return None
        if found.x is None:
            raise NotSettled(status=int(found.status))
        moved = np.rint(found.x[rows.types : rows.types + count]).astype(int)
        return self._way(moved)

    def _way(self, moved: Floats) -> WayOut:
        changes = []
        for side, quota, by in zip(self.sides, self.quotas, moved, strict=True):
            if by:
                was = quota.least if side.side == "min" else quota.most
                changes.append(Change(side, was, was - int(by) if side.side == "min" else was + int(by)))
        # Rounded: sums of thirds in another order would differ in the last bit, and what weighs the same would not be said to.
        return WayOut(tuple(changes), round(float(self.weights @ moved), 9))

    def forbid(self, way: WayOut) -> None:
        """Close a way out, and every way that moves all of its sides."""
        moved = {change.side for change in way.changes}
        self.closed.append(np.array([float(side in moved) for side in self.sides]))

    def _constraints(self) -> list[LinearConstraint]:
        rows, count = self.types.rows, len(self.sides)
        row_of = {place: row for row, place in enumerate(self.types.quota_rows, start=1) if place >= 0}
        none = np.zeros((count, count))
        marks = rows.marks[[row_of[side.place] for side in self.sides]]
        is_min = np.array([side.side == "min" for side in self.sides])
        helped = np.hstack([marks, np.diag(np.where(is_min, 1.0, -1.0)), none])
        least = np.where(is_min, [quota.least for quota in self.quotas], -np.inf)
        most = np.where(is_min, np.inf, [quota.most for quota in self.quotas])
        fixed = [0, *(row for row, place in enumerate(self.types.quota_rows, start=1) if place < 0)]
        kept = np.hstack([rows.marks[fixed], np.zeros((len(fixed), 2 * count))])
        linked = np.hstack([np.zeros((count, rows.types)), np.eye(count), -np.diag(self.room.astype(float))])
        made = [
            LinearConstraint(helped, least, most),
            LinearConstraint(kept, rows.least[fixed], rows.most[fixed]),
            LinearConstraint(linked, -np.inf, 0),
        ]
        for closed in self.closed:
            line = np.concatenate([np.zeros(rows.types + count), closed])
            made.append(LinearConstraint(line[None, :], -np.inf, closed.sum() - 1))
        return made


def _room(side: Side, quota: Quota, size: int) -> int:
    """Return how far a side may be moved."""
    if side.side == "min":
        return max(0, quota.least - quota.least_flex)
    return max(0, min(quota.most_flex, size) - quota.most) if quota.most_flex != NO_LIMIT else max(0, size - quota.most)
