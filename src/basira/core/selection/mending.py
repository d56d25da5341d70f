"""Who of the reserves comes for somebody who leaves: the first, in the draw's order, of those who bring the panel nearest its quotas."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from basira.core.selection.pool import Pool

EVEN = 1e-9
"""Distances that differ by less are the same: they are sums of a few fractions."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The reserve who comes, and how many quotas the panel breaks with her: 0 when all are kept."""

    reserve: str
    broken: int


def mended(pool: Pool, seated: Collection[str], reserves: Sequence[str]) -> Mended | None:
    """
    Return who comes into a seat that became empty; None when nobody can.

    `seated` are the ids of those who stay, `reserves` those who stand by, in the draw's order; ids that the pool lacks count in no
    quota. Nobody comes in whose household has a seat. Nearness is the sum over quotas of what is missing or too many, each by the
    quota's own size, as in the choice of the reserves.
    """
    places = pool.places
    there = {places[one] for one in seated if one in places}
    homes = {pool.applicants[place].household for place in there} - {""}
    best: tuple[float, str] | None = None
    for one in reserves:
        if one not in places or pool.applicants[places[one]].household in homes:
            continue
        distance = sum(each for each in distances(pool, there | {places[one]}))
        if best is None or distance < best[0] - EVEN:
            best = (distance, one)
    if best is None:
        return None
    broken = sum(each > EVEN for each in distances(pool, there | {places[best[1]]}))
    return Mended(best[1], broken)


def distances(pool: Pool, seated: set[int]) -> list[float]:
    """Return how far a panel is from each quota, by the quota's size; 0 where it is kept."""
    found = []
    for quota, members in zip(pool.quotas, pool.member_sets, strict=True):
        count = len(members & seated)
        below, above = max(quota.least - count, 0), max(count - quota.most, 0)
        found.append(below / max(quota.least, 1) + above / max(quota.most, 1))
    return found
