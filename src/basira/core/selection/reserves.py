"""
Who stands by: reserves who together mend a panel best when some of it drops out.

By sample average: drop-outs are drawn many times; a list of reserves is worth as much as the panels mended from it come near
their quotas. Source: Assos, Baharav, Flanigan & Procaccia, Alternates, Assemble! (2025); chosen by greedy steps and exchanges.
"""

import math
from dataclasses import dataclass

import numpy as np

from basira.core.selection.drawing import number_below, shuffled
from basira.core.selection.pool import Counts, Floats, Pool, Rows, Types

DROP_OUT = 0.15
"""The share of a panel that drops out where no history says better."""
OVER_RECRUITED = 2.5
"""Reserves for each drop-out that is expected."""
SAMPLES = 100
TRIED = 6
"""Candidates of a step that are tried in full, the most promising."""
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """How many reserves are wanted (None: as many as the drop-out asks for), and the share that drops out."""

    count: int | None = None
    drop_out: float = DROP_OUT


def reserve_count(wish: Wish, size: int) -> int:
    """Return how many reserves are wanted for a panel."""
    return math.ceil(OVER_RECRUITED * wish.drop_out * size - 1e-9) if wish.count is None else wish.count


def reserves_of(pool: Pool, types: Types, panel: tuple[str, ...], wish: Wish, *, seed: str) -> tuple[str, ...]:
    """
    Return the ids of the reserves, the most useful first; fewer where the pool has no more.

    Nobody of a household that has a seat already, and one of a household. Who of a type: by HMAC under the seed.
    """
    seated = [pool.places[name] for name in panel]
    kinds = np.bincount([types.type_of[number] for number in seated], minlength=types.rows.types)
    free = _free_members(pool, types, set(seated), seed)
    barred = types.rows.marks[types.rows.most == 0].any(axis=0)
    there = np.where(barred, 0, [len(members) for members in free])
    chance = np.random.Generator(np.random.PCG64(number_below(1 << 62, seed=seed, purpose="drop-outs")))
    dropped = chance.binomial(kinds, wish.drop_out, size=(SAMPLES, len(kinds)))
    homes = types.rows.marks[[row for row, place in enumerate(types.quota_rows, start=1) if place < 0]]
    chosen = chosen_types(
        types.rows, Mending.of(types.rows, kinds, dropped), there, homes, reserve_count(wish, pool.size)
    )
    return tuple(free[kind].pop(0) for kind in chosen)


def _free_members(pool: Pool, types: Types, seated: set[int], seed: str) -> list[list[str]]:
    """Return the ids of each type who may stand by, in the seed's order."""
    taken = {pool.applicants[number].household for number in seated} - {""}
    return [
        shuffled(
            (
                pool.applicants[number].id
                for number in members
                if number not in seated and pool.applicants[number].household not in taken
            ),
            key=f"reserves {seed}",
        )
        for members in types.members
    ]


@dataclass(frozen=True, slots=True)
class Mending:
    """Samples of panels after drop-outs: what of each row is left, and how many seats are empty."""

    rows: Rows
    left: Floats
    empty: Counts

    @classmethod
    def of(cls, rows: Rows, panel: Counts, dropped: Counts) -> "Mending":
        """Return the panel's samples."""
        return cls(rows, (panel[None, :] - dropped) @ rows.marks.T, dropped.sum(axis=1))

    def gain(self, totals: Floats) -> Floats:
        """Return how much nearer to its quota one more of a row brings it, each sample and row; nearness by the quota's size."""
        rows = self.rows
        nearer = (totals < rows.least) / np.maximum(rows.least, 1)
        return nearer - (totals >= rows.most) / np.maximum(rows.most, 1)

    def loss(self, totals: Floats) -> float:
        """Return the mean distance from the quotas, each by its size."""
        rows = self.rows
        below = np.maximum(rows.least - totals, 0) / np.maximum(rows.least, 1)
        above = np.maximum(totals - rows.most, 0) / np.maximum(rows.most, 1)
        return float((below + above).sum(axis=1).mean())

    def mended(self, reserves: list[int]) -> tuple[Floats, Counts]:
        """Return each sample's totals after its empty seats were filled from the reserves, best first, and seats still empty."""
        totals, empty = self.left.copy(), self.empty.copy()
        if not reserves:
            return totals, empty
        kinds, times = np.unique(reserves, return_counts=True)
        marks, unused = self.rows.marks[:, kinds], np.tile(times, (len(totals), 1))
        everyone = np.arange(len(totals))
        for _seat in range(int(empty.max(initial=0))):
            gains = np.where(unused > 0, self.gain(totals) @ marks, -np.inf)
            best = np.argmax(gains, axis=1)
            come = (gains[everyone, best] > 1e-12) & (empty > 0)
            if not come.any():
                break
            totals[come] += marks[:, best[come]].T
            unused[everyone[come], best[come]] -= 1
            empty[come] -= 1
        return totals, empty

    def promise(self, totals: Floats, empty: Counts) -> Floats:
        """Return what each type would still add, by the first seat it fills."""
        gains = self.gain(totals) @ self.rows.marks
        # A sample without an empty seat can still gain by taking this one instead of another: half is a guess at how much.
        weights = np.where(empty > 0, 1.0, 0.5)
        promise: Floats = (np.maximum(gains, 0) * weights[:, None]).sum(axis=0)
        return promise


def chosen_types(rows: Rows, mending: Mending, there: Counts, homes: Floats, count: int) -> list[int]:
    """Return the types of the reserves in the order in which they were chosen."""
    search = _Search(mending, there.copy(), homes)
    for _number in range(count):
        if not search.add():
            break
    for _round in range(ROUNDS):
        if not search.exchange():
            break
    return search.chosen


class _Search:
    """A list of reserves while it is chosen."""

    def __init__(self, mending: Mending, there: Counts, homes: Floats) -> None:
        self.mending, self.there, self.homes = mending, there, homes
        self.chosen: list[int] = []

    def _may(self) -> Counts:
        """Return the types that can still give somebody: there is one, and nobody of the household stands by."""
        used = self.homes[:, self.chosen].sum(axis=1) > 0 if self.chosen else np.zeros(len(self.homes), dtype=bool)
        return np.flatnonzero((self.there > 0) & ~self.homes[used].any(axis=0))

    def _best(self) -> tuple[int, float] | None:
        may = self._may()
        if not len(may):
            return None
        promise = self.mending.promise(*self.mending.mended(self.chosen))[may]
        # Among equals those of whom there are most: their call is likeliest to be answered.
        order = np.lexsort((may, -self.there[may], -np.round(promise, 9)))[:TRIED]
        tried = [(self._loss([*self.chosen, int(may[k])]), place) for place, k in enumerate(order)]
        loss, place = min(tried)
        return int(may[order[place]]), loss

    def _loss(self, reserves: list[int]) -> float:
        return self.mending.loss(self.mending.mended(reserves)[0])

    def _put(self, place: int, kind: int) -> None:
        self.chosen.insert(place, kind)
        self.there[kind] -= 1

    def add(self) -> bool:
        """Add the reserve who mends most; False where there is nobody."""
        found = self._best()
        if found is not None:
            self._put(len(self.chosen), found[0])
        return found is not None

    def exchange(self) -> bool:
        """Exchange one after the other for a better one, where there is one; False where nothing changed."""
        changed, loss = False, self._loss(self.chosen)
        for place in range(len(self.chosen)):
            kind = self.chosen.pop(place)
            self.there[kind] += 1
            found = self._best()
            better = found is not None and found[1] < loss - 1e-9
            if found is not None and better:
                kind, loss, changed = found[0], found[1], True
            self._put(place, kind)
        return changed
