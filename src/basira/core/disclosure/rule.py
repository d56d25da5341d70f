"""The thresholds, and the shape of what they are applied to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from basira.core.kernel.problem import Problem

Presence = frozenset[tuple[str, str]]
"""The (visit, shopper) pairs behind a figure."""


class UnitsDoNotNest(Problem):
    """A unit names a parent that is not there, or holds visits that its parent does not hold."""

    code = "disclosure.units-do-not-nest"


@dataclass(frozen=True, slots=True)
class DisclosureRule:
    """
    What a figure must rest on. A public figure needs both minima; a rank, inside too, needs `min_ranked_visits`.

    A small `min_shoppers` matters as much as visits: five visits by one shopper are one person's word. `known` are the
    visits of which the body can tell who made them (ruling 11): nobody hides behind those, so they meet no minimum (ADR-0039).
    """

    min_visits: int = 5
    min_shoppers: int = 3
    min_ranked_visits: int = 4
    known: frozenset[str] = frozenset()

    def unknown(self, presence: Presence) -> Presence:
        """Return the visits that hide anybody: all but those that the body knows."""
        return frozenset(one for one in presence if one[0] not in self.known) if self.known else presence

    def enough_visits(self, presence: Presence) -> bool:
        """Tell whether the visits suffice."""
        return len(self.unknown(presence)) >= self.min_visits

    def enough_shoppers(self, presence: Presence) -> bool:
        """Tell whether the distinct shoppers suffice."""
        return len({shopper for _, shopper in self.unknown(presence)}) >= self.min_shoppers

    def is_safe(self, presence: Presence) -> bool:
        """Tell whether a figure over exactly these visits may be known; over none, there is nothing to know."""
        return not presence or (self.enough_visits(presence) and self.enough_shoppers(presence))


@dataclass(frozen=True, slots=True)
class MeasuredUnit:
    """
    One unit of a run: `key` is unique over all levels, `parent` the key above (None for the programme).

    `presence` are the visits behind its total; `dimensions` those behind each dimension, each a part of `presence`.
    """

    key: str
    parent: str | None
    presence: Presence
    dimensions: Mapping[str, Presence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forest:
    """The units by key, and the children of each."""

    units: Mapping[str, MeasuredUnit]
    children: Mapping[str, tuple[str, ...]]
    depth: Mapping[str, int]


def make_forest(units: Sequence[MeasuredUnit]) -> Forest:
    """
    Arrange the units by parent.

    :raises UnitsDoNotNest: when a parent is missing, or does not hold all the visits of its child
    """
    by_key = {unit.key: unit for unit in units}
    children: dict[str, list[str]] = {key: [] for key in by_key}
    for unit in units:
        if unit.parent is None:
            continue
        above = by_key.get(unit.parent)
        if above is None or not unit.presence <= above.presence:
            raise UnitsDoNotNest(unit=unit.key, parent=unit.parent)
        children[unit.parent].append(unit.key)
    depth = {key: depth_of(key, by_key) for key in by_key}
    return Forest(by_key, {key: tuple(sorted(below)) for key, below in children.items()}, depth)


def depth_of(key: str, units: Mapping[str, MeasuredUnit]) -> int:
    """Return how many units stand above; a ring of parents is refused."""
    steps, parent = 0, units[key].parent
    while parent is not None:
        steps, parent = steps + 1, units[parent].parent if parent in units else None
        if steps > len(units):
            raise UnitsDoNotNest(unit=key, parent=str(units[key].parent))
    return steps


def joined(parts: Iterable[Presence]) -> Presence:
    """Return all the visits of the parts."""
    return frozenset().union(*parts)
