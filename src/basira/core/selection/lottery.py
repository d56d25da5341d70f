"""
The list of equally likely panels that a ticket picks from: its chances are those of the fairest lottery, as near as a list goes.

On a list of 1,000 somebody's chance is a multiple of 1/1,000, so none can be nearer than the whole numbers on either side.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from basira.core.selection.drawing import shuffled
from basira.core.selection.pool import Counts, Floats, Pool, Rows, Types
from basira.core.selection.swaps import climb, may_exchange

PANELS = 1000
ROUNDING = 1e-6
LEAST_GAIN = 1e-9
MOST_KNOWN = 1500
"""Panels that a list may be made of: their distances are all held in memory."""
MOST_EXCHANGES = 1000


def herded(rows: Rows, chances: Floats, start: Counts, length: int) -> Counts:
    """
    Return panels, one a row, that together come near the chances: what a lottery may be made of.

    Each next panel goes, by single exchanges, to whoever is furthest behind (herding; Welling, ICML 2009).
    """
    wanted = rows.counts * chances
    made = np.zeros((length, rows.types), dtype=np.int64)
    behind, panel = np.zeros(rows.types), start
    for number in range(length):
        behind = behind + wanted
        panel = climb(rows, panel, behind / rows.counts)
        behind = behind - panel
        made[number] = panel
    return made


def listed(rows: Rows, chances: Floats, panels: Counts, weights: Floats) -> Counts:
    """
    Return `PANELS` panels, one a row, whose chances are those of a lottery as near as exchanges bring them.

    The weights are rounded by largest remainder; then panels are exchanged for other panels, and at last people for people.
    """
    order = np.argsort(-weights, kind="stable")[:MOST_KNOWN]
    panels, shares = panels[order], weights[order] * PANELS
    times = np.floor(shares + ROUNDING).astype(np.int64)
    for place in np.argsort(times - shares, kind="stable")[: PANELS - int(times.sum())]:
        times[place] += 1
    due = rows.counts * chances * PANELS
    times = _nearer(panels, times, times @ panels - due, 1.0 / rows.counts)
    return _Evening(rows, due, np.repeat(panels, times, axis=0)).done()


def _nearer(panels: Counts, times: Counts, off: Floats, weights: Floats) -> Counts:
    """Exchange one panel for another as long as that brings the list nearer: the least sum of squares, weighed by type."""
    products = (panels * weights) @ panels.T
    sizes = np.diag(products)
    apart = sizes[:, None] + sizes[None, :] - 2 * products
    for _exchange in range(MOST_EXCHANGES):
        pull = 2 * (panels @ (off * weights))
        gain = apart + pull[None, :] - pull[:, None]
        gain[times == 0] = np.inf
        out, into = divmod(int(np.argmin(gain)), len(panels))
        if gain[out, into] >= -LEAST_GAIN:
            break
        times[out] -= 1
        times[into] += 1
        off = off + panels[into] - panels[out]
    return times


class _Evening:
    """
    Panels while exchanges bring each type to a whole number beside its due, where they can.

    A type that has too much gives to one that has too little, straight or through others, each exchange in another panel.
    """

    def __init__(self, rows: Rows, due: Floats, panels: Counts) -> None:
        self.rows, self.panels = rows, panels
        self.low, self.high = np.floor(due + ROUNDING), np.ceil(due - ROUNDING)
        self.totals = panels @ rows.marks.T
        self.edges = np.zeros((rows.types, rows.types), dtype=bool)

    def done(self) -> Counts:
        """Even as far as it goes."""
        for fresh in range(3):
            self._find_edges()
            moved = False
            while (path := self._path()) is not None:
                moved = self._walk(path) or moved
            if fresh and not moved:
                break
        return self.panels

    def _find_edges(self) -> None:
        self.edges[:] = False
        for panel in np.unique(self.panels, axis=0):
            leaving = np.flatnonzero(panel)
            self.edges[leaving] |= may_exchange(self.rows, panel, leaving)
        np.fill_diagonal(self.edges, False)

    def _path(self) -> list[int] | None:
        """Return the shortest way from a type that can give one to a type that lacks one."""
        had = self.panels.sum(axis=0)
        for givers, takers in ((had > self.low, had < self.low), (had > self.high, had < self.high)):
            if givers.any() and takers.any():
                path = self._shortest(givers, takers)
                if path is not None:
                    return path
        return None

    def _shortest(self, givers: Floats, takers: Floats) -> list[int] | None:
        before = np.full(self.rows.types, -1)
        before[givers] = np.flatnonzero(givers)
        front = list(np.flatnonzero(givers))
        while front:
            reached = []
            for kind in front:
                for other in np.flatnonzero(self.edges[kind] & (before < 0)):
                    before[other] = kind
                    if takers[other]:
                        return _way_back(before, int(other))
                    reached.append(other)
            front = reached
        return None

    def _walk(self, path: list[int]) -> bool:
        """Make the exchanges of a path, each in a panel of its own; False, and an edge less, where one has no panel."""
        used: list[tuple[int, int, int]] = []
        for out, into in pairwise(path):
            panel = self._panel_for(out, into, [number for number, _out, _into in used])
            if panel is None:
                self.edges[out, into] = False
                return False
            used.append((panel, out, into))
        for panel, out, into in used:
            self.panels[panel, out] -= 1
            self.panels[panel, into] += 1
            self.totals[panel] = self.rows.marks @ self.panels[panel]
        return True

    def _panel_for(self, out: int, into: int, used: list[int]) -> int | None:
        """Return a panel in which one type may be exchanged for another."""
        marks = self.rows.marks
        gain, lose = marks[:, into] > marks[:, out], marks[:, into] < marks[:, out]
        may = (self.panels[:, out] > 0) & (self.panels[:, into] < self.rows.counts[into])
        may &= np.all(self.totals[:, gain] < self.rows.most[gain], axis=1)
        may &= np.all(self.totals[:, lose] > self.rows.least[lose], axis=1)
        may[used] = False
        return int(np.argmax(may)) if may.any() else None


def _way_back(before: Counts, last: int) -> list[int]:
    path = [last]
    while before[path[-1]] != path[-1]:
        path.append(int(before[path[-1]]))
    return path[::-1]


def seated(pool: Pool, types: Types, panels: Counts, *, key: str) -> tuple[tuple[str, ...], ...]:
    """
    Return the panels as ids in canonical order.

    The members of a type take turns, in an order that the key decides: how often two of them stand on the list differs by
    one at most.
    """
    turns = [_turns([pool.applicants[number].id for number in members], key) for members in types.members]
    return tuple(
        tuple(
            sorted((next(turns[kind]) for kind in np.repeat(np.arange(len(panel)), panel)), key=pool.places.__getitem__)
        )
        for panel in panels
    )


def _turns(names: list[str], key: str) -> Iterator[str]:
    ordered = shuffled(names, key=key)
    while True:
        yield from ordered
