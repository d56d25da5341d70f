"""From a pool and a seed to a panel: the fairest lottery, its list of panels, the ticket, and the reserves."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from basira.core.selection.drawing import number_below
from basira.core.selection.leximin import Fair, fairest_lottery
from basira.core.selection.lottery import PANELS, seated
from basira.core.selection.outer import NOBODY, Polytope, least_chance
from basira.core.selection.pool import Counts, Pool, Rows, Types, types_of
from basira.core.selection.records import commitment_of
from basira.core.selection.reserves import Wish, reserves_of

FINEST = 10_000
"""Fairest chances are fractions; one with a denominator up to this is taken for exact where it lies within a hair."""
HAIR = Fraction(1, 10**8)


@dataclass(frozen=True, slots=True)
class Price:
    """By how much the least chance would rise if a quota asked for one fewer, or allowed one more. None: that side binds nobody."""

    least: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A draw: the chances of each applicant in the pool's order, the list of panels as ids, and what the ticket picked."""

    pool: Pool
    types: Types
    fair: Fair
    chances: tuple[Fraction, ...]
    panels: tuple[tuple[str, ...], ...]
    ticket: int
    reserves: tuple[str, ...]
    prices: tuple[Price, ...]

    @property
    def panel(self) -> tuple[str, ...]:
        """Return the ids of those who were drawn."""
        return self.panels[self.ticket]


def choose(pool: Pool, *, seed: str, wish: Wish | None = None) -> Chosen:
    """
    Draw a panel. Chances and the list of panels depend on the pool alone; the seed picks the ticket and the reserves.

    :raises NoPanel: where no panel keeps all quotas
    :raises Problem: where the fairest chances can't be proved
    """
    types = types_of(pool)
    fair = fairest_lottery(types.rows)
    exact = [exactly(chance) for chance in fair.chances.tolist()]
    panels = seated(pool, types, fair.listed, key=commitment_of(pool))
    ticket = ticket_of(seed)
    reserves = reserves_of(pool, types, panels[ticket], wish or Wish(), seed=seed)
    chances = tuple(exact[kind] for kind in types.type_of)
    return Chosen(pool, types, fair, chances, panels, ticket, reserves, prices(pool, types, fair))


def ticket_of(seed: str) -> int:
    """Return which panel of the list a seed picks, from 0."""
    return number_below(PANELS, seed=seed, purpose="ticket")


def exactly(chance: float) -> Fraction:
    """Return the simple fraction that a computed chance stands for, or the chance itself where there is none."""
    if chance <= NOBODY:
        return Fraction(0)
    simple = Fraction(chance).limit_denominator(FINEST)
    return simple if abs(simple - Fraction(chance)) <= HAIR else Fraction(round(chance * 10**10), 10**10)


def prices(pool: Pool, types: Types, fair: Fair) -> tuple[Price, ...]:
    """
    Return the price of each quota of the pool, by the bound of the linear rules.

    Those whom the quotas exclude are left aside: no quota alone can be blamed for a least chance of nothing.
    """
    kept = np.flatnonzero(fair.chances > NOBODY)
    rows = replace(types.rows, marks=types.rows.marks[:, kept], counts=types.rows.counts[kept])
    now = least_chance(Polytope.of(rows)) or 0.0
    found = [Price(None, None)] * len(pool.quotas)
    for row, place in enumerate(types.quota_rows, start=1):
        if place >= 0:
            found[place] = Price(_rise(rows, row, -1, now), _rise(rows, row, 1, now))
    return tuple(found)


def _rise(rows: Rows, row: int, by: int, now: float) -> float | None:
    """Return the rise of the least chance when one side of a row gives way by one."""
    side = (rows.least if by < 0 else rows.most).copy()
    if by < 0 and side[row] == 0:
        return None
    if by > 0 and side[row] >= min(rows.size, int(rows.marks[row] @ rows.counts)):
        return None
    side[row] += by
    moved = replace(rows, least=side) if by < 0 else replace(rows, most=side)
    return max(0.0, (least_chance(Polytope.of(moved)) or 0.0) - now)


def listed_counts(pool: Pool, panels: tuple[tuple[str, ...], ...]) -> Counts:
    """Return how many panels of the list each applicant stands on, in the pool's order."""
    stands = [pool.places[name] for panel in panels for name in panel]
    return np.bincount(stands, minlength=len(pool.applicants))


def gini_of(chances: tuple[Fraction, ...]) -> Fraction:
    """Return the Gini coefficient, 0 (all the same) to 1; 0 where all are nothing."""
    ordered, count, whole = sorted(chances), len(chances), sum(chances)
    if not whole:
        return Fraction(0)
    ranked = sum((place * chance for place, chance in enumerate(ordered, start=1)), Fraction(0))
    return 2 * ranked / (count * whole) - Fraction(count + 1, count)
