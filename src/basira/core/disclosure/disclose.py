"""One answer for every figure of a run: shown, or withheld and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from basira.core.disclosure.dimensions import Cell, dimensions_to_show
from basira.core.disclosure.rule import DisclosureRule, MeasuredUnit, Presence, make_forest
from basira.core.disclosure.totals import totals_to_show


class WithheldBecause(StrEnum):
    """Why a figure is not shown."""

    NOT_VISITED = "not-visited"
    TOO_FEW_VISITS = "too-few-visits"
    TOO_FEW_SHOPPERS = "too-few-shoppers"
    WOULD_REVEAL_ANOTHER = "would-reveal-another"
    """Showing it would let a reader work out a withheld figure by subtraction."""
    NOT_APPLICABLE = "not-applicable"
    """A dimension that no visit to this unit could judge."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What may be shown of one unit. None means shown.

    `dimensions` answers for each dimension; where the total is withheld, so are all of them. `counted` holds the
    dimensions whose number of visits may be said, because every visit of the unit counts for them. `ranked` tells
    whether the unit may have a range of places.
    """

    key: str
    total: WithheldBecause | None
    dimensions: Mapping[str, WithheldBecause | None]
    counted: frozenset[str]
    ranked: bool


def disclose(units: Sequence[MeasuredUnit], rule: DisclosureRule) -> tuple[Verdict, ...]:
    """
    Return the verdict on every unit of one run, in the order given. No units, no verdicts.

    What is shown can be added and subtracted at will, across levels and dimensions, without ever reaching a figure over
    fewer visits or shoppers than the rule asks for. Numbers of visits follow the totals: a unit's number is shown
    exactly when its total is.

    :raises UnitsDoNotNest: when the units do not form a tree with nested visits
    """
    forest = make_forest(units)
    totals = totals_to_show(forest, rule)
    cells = dimensions_to_show(forest, totals, rule)
    return tuple(verdict(unit, totals, cells, rule) for unit in units)


def verdict(unit: MeasuredUnit, totals: set[str], cells: set[Cell], rule: DisclosureRule) -> Verdict:
    """Put the decisions on one unit together."""
    total = None if unit.key in totals else why_withheld(unit.presence, rule, WithheldBecause.NOT_VISITED)
    dimensions = {
        code: None
        if (unit.key, code) in cells
        else total or why_withheld(presence, rule, WithheldBecause.NOT_APPLICABLE)
        for code, presence in unit.dimensions.items()
    }
    return Verdict(
        key=unit.key,
        total=total,
        dimensions=dimensions,
        counted=frozenset(code for code, presence in unit.dimensions.items() if presence == unit.presence),
        ranked=total is None and len(rule.unknown(unit.presence)) >= rule.min_ranked_visits,
    )


def why_withheld(presence: Presence, rule: DisclosureRule, when_empty: WithheldBecause) -> WithheldBecause:
    """Return the plainest true reason."""
    if not presence:
        return when_empty
    if not rule.enough_visits(presence):
        return WithheldBecause.TOO_FEW_VISITS
    if not rule.enough_shoppers(presence):
        return WithheldBecause.TOO_FEW_SHOPPERS
    return WithheldBecause.WOULD_REVEAL_ANOTHER
