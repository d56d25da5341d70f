"""
A body beside others of its kind, from published snapshots alone.

A body's report speaks of that body only, and stays the same whatever another's data are. What others scored it learns
when everybody does: so the figures of peers are drawn from what is public already, and nothing can be read out of them that
the public pages do not say. Before the release there are none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from basira.core.scoring import Change, Estimate, compare, mean_of_peers
from basira.programme.findings.cards import Figure
from basira.programme.publishing.cards import UnitLevel
from basira.programme.publishing.queries import Published, estimate_of, pick
from basira.programme.results.disclosed import RULE

Json = dict[str, Any]
LEAST_PEERS = 4
"""Others of the same kind with a published figure; among fewer a mean would be about one or two of them."""


class PeerKind(StrEnum):
    """Who stands beside a body: those of its sector, or all of the programme where the sector has too few."""

    SECTOR = "sector"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class PeerFigure:
    """The mean of the peers, of how many, and own minus theirs; `gap` is None where nothing can be said of it."""

    mean: Estimate
    peers: int
    gap: Change | None


@dataclass(frozen=True, slots=True)
class Peers:
    """A body's peers in one published cycle. `total` is None, and a dimension missing, where too few have the figure."""

    kind: PeerKind
    total: PeerFigure | None
    dimensions: Mapping[str, PeerFigure]


def peers_of(entity_ref: str, cycle: str) -> Peers | None:
    """
    Return a body's peers in a cycle; None before the cycle is published, and for a body that it does not show.

    One query once the snapshot is cached.
    """
    now, _history = pick(cycle)
    own = now.units.get(entity_ref) if now else None
    if now is None or own is None or own["level"] != UnitLevel.ENTITY:
        return None
    everybody = others_of(now, own)
    of_sector = [unit for unit in everybody if unit["sector"] == own["sector"]]
    if beside(own["measure"], [unit["measure"] for unit in of_sector]) is not None:
        return Peers(PeerKind.SECTOR, *figures_beside(own, of_sector))
    return Peers(PeerKind.PROGRAMME, *figures_beside(own, everybody))


def others_of(now: Published, own: Json) -> list[Json]:
    """Return every other body of a snapshot."""
    return [unit for unit in now.units.values() if unit["level"] == UnitLevel.ENTITY and unit["ref"] != own["ref"]]


def figures_beside(own: Json, others: list[Json]) -> tuple[PeerFigure | None, dict[str, PeerFigure]]:
    """Return the total and the dimensions of a body beside those of others, as far as enough of them have each."""
    total = beside(own["measure"], [unit["measure"] for unit in others])
    dimensions = {
        code: found
        for code, measure in own["dimensions"].items()
        if (found := beside(measure, [unit["dimensions"][code] for unit in others if code in unit["dimensions"]]))
    }
    return total, dimensions


def beside(own: Json, others: list[Json]) -> PeerFigure | None:
    """Return one figure beside those of others; None where it is withheld itself, or shown of too few of them."""
    mine, theirs = known(own), [found for one in others if (found := known(one)) and found.se is not None]
    mean = mean_of_peers(theirs, least=LEAST_PEERS)
    if mine is None or mean is None:
        return None
    gap = compare(mine, mean)
    return PeerFigure(mean, len(theirs), gap if gap and gap.low is not None else None)


def of_report(found: PeerFigure, own: Figure) -> PeerFigure:
    """
    Return peers beside the figure of a body's own report, which may be of an earlier run than the published one: the gap is
    between the two that stand side by side.
    """
    visits = own.visits or RULE.min_visits
    gap = compare(Estimate(own.score, own.se, own.low, own.high, visits), found.mean)
    return replace(found, gap=gap if gap and gap.low is not None else None)


def known(measure: Json) -> Estimate | None:
    """Return a shown figure; where its number of visits is not said, with the least that any shown figure has."""
    found = estimate_of(measure)
    return replace(found, visits=found.visits or RULE.min_visits) if found else None
