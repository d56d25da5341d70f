"""
The re-identification meter: behind how many visits, and how many shoppers, could whoever is behind an item still hide?

A figure or a sentence is about to be shown to a body. The body knows which of its visits it can rest on, reads what the item
tells (a centre, a channel, who somebody seemed to be), and knows by itself who came on some missions (ruling 11). What is left
is counted; an item with less than the programme's least is blocked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from basira.core.kernel.problem import Problem
from basira.core.kernel.telling import Fact, Told

LOWEST_VISITS, LOWEST_SHOPPERS = 5, 3
"""No programme blocks later than this: the thresholds of a public figure."""
HIGHEST = 50
"""Above this a programme would show nothing."""


class MeterOutOfRange(Problem):
    """A programme's least is under `lowest` visits or `lowest_shoppers` shoppers, over `highest`, or holds more shoppers than visits."""

    code = "disclosure.meter-out-of-range"


@dataclass(frozen=True, slots=True)
class Least:
    """Among how many visits, and shoppers, somebody hides at least."""

    visits: int = LOWEST_VISITS
    shoppers: int = LOWEST_SHOPPERS


@dataclass(frozen=True, slots=True)
class Source:
    """One visit that could be behind an item. What its facts do not say of it cannot be matched: it hides nobody there."""

    visit: str
    shopper: str
    facts: Mapping[Fact, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """What is about to be shown: where it stands, which visits it rests on, and what it tells of them."""

    kind: str
    place: str
    basis: frozenset[str]
    told: Told = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """An item with the visits and shoppers that could be behind it."""

    item: Item
    visits: int
    shoppers: int
    is_blocked: bool


def check_least(least: Least) -> None:
    """
    Refuse a least that protects nobody, or that nothing meets.

    :raises MeterOutOfRange: as it says
    """
    is_low = least.visits < LOWEST_VISITS or least.shoppers < LOWEST_SHOPPERS
    if is_low or least.visits > HIGHEST or least.shoppers > least.visits:
        raise MeterOutOfRange(lowest=LOWEST_VISITS, lowest_shoppers=LOWEST_SHOPPERS, highest=HIGHEST)


def readings(
    items: Iterable[Item], sources: Sequence[Source], known: frozenset[str], least: Least
) -> tuple[Reading, ...]:
    """
    Return the reading of each item, in the order given. Nothing to show, no readings; no sources, everything is blocked.

    `known` are the visits whose shopper the body knows: each is a set of one, so that nobody hides behind them.
    """
    open_to_doubt = {one.visit: one for one in sources if one.visit not in known}
    return tuple(reading(item, open_to_doubt, least) for item in items)


def reading(item: Item, sources: Mapping[str, Source], least: Least) -> Reading:
    """Count what could be behind one item: where it tells several values of a fact, the fewest that any of them leaves."""
    resting = [sources[visit] for visit in item.basis if visit in sources]
    counts = [count(one, resting) for one in combinations_of(item.told)]
    visits, shoppers = min(visits for visits, _ in counts), min(shoppers for _, shoppers in counts)
    return Reading(item, visits, shoppers, visits < least.visits or shoppers < least.shoppers)


def count(told: Sequence[tuple[Fact, str]], sources: Sequence[Source]) -> tuple[int, int]:
    """Return how many visits, and shoppers, fit everything that is told."""
    fitting = [one for one in sources if all(value and one.facts.get(fact) == value for fact, value in told)]
    return len(fitting), len({one.shopper for one in fitting})


def combinations_of(told: Told) -> Iterable[Sequence[tuple[Fact, str]]]:
    """Yield what a sentence may say of one visit: of each fact that it tells, one value. Nothing told is one of nothing."""
    values: dict[Fact, list[tuple[Fact, str]]] = {}
    for pair in sorted(told):
        values.setdefault(pair[0], []).append(pair)
    return product(*values.values())
