"""The tier of a unit, and those it cannot be told apart from: from published intervals alone, so nothing new is told."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from basira.core.scoring import alike, tiers_of
from basira.programme.publishing.cards import Name, Tier

Json = dict[str, Any]


def tier_of(units: Mapping[str, Json], unit: Json) -> Tier | None:
    """Return the tier of a unit among the ranked units of its level, as a snapshot holds them; None without a range of places."""
    ranked = [other for other in units.values() if other["level"] == unit["level"] and other["rank"]]
    intervals = {
        other["ref"]: (Decimal(other["measure"]["low"]), Decimal(other["measure"]["high"])) for other in ranked
    }
    if unit["ref"] not in intervals:
        return None
    tiers = tiers_of(intervals)
    others = tuple((ref, Name(units[ref]["ar"], units[ref]["en"])) for ref in alike(unit["ref"], intervals))
    return Tier(tiers[unit["ref"]], max(tiers.values()), len(ranked), others)
