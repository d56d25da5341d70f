"""What `./basira score FILE` answers beside the scores, where it is asked: differences, changes, waits against a limit, and a plan."""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from basira.core.kernel.problem import Fault
from basira.core.scoring.mixed.differences import Difference, changes, differences
from basira.core.scoring.mixed.fit import Fit, Options
from basira.core.scoring.mixed.power import Spread, difference_shown, visits_needed
from basira.core.scoring.mixed.ratings import RatingTable
from basira.core.scoring.mixed.scores import UnitNotScorable
from basira.core.scoring.mixed.writing import csv_text, number
from basira.core.scoring.waits import compliance

DIFFERENCES_HEADER = ("factor", "first", "second", "difference", "se", "low", "high", "told_apart")
CHANGES_HEADER = ("level", "before", "now", "change", "se", "low", "high", "told_apart")
WAITS_HEADER = ("level", "waits", "within", "share", "share_low", "share_high", "impossible")


@dataclass(frozen=True, slots=True)
class More:
    """The further files by name, what the report says of the plan (None: not asked for), and what must be told."""

    files: dict[str, str]
    plan: dict[str, Any] | None
    told: tuple[Fault, ...]


def more_of(asked: argparse.Namespace, found: Fit, table: RatingTable | None, raw: RatingTable | None) -> More:
    """
    Return what was asked for beside the scores. `table` has the ratings as they were scored, `raw` as they were read.

    :raises Problem: for a factor or level that is not there, or where there is nothing to compare or plan
    """
    files: dict[str, str] = {}
    told: tuple[Fault, ...] = ()
    if asked.compare:
        rows = [(name, one) for name, pair in asked.compare for one in differences(found, name, [pair])]
        files["differences.csv"] = csv_text(
            DIFFERENCES_HEADER, [(name, one.first, one.second, *figures(one)) for name, one in rows]
        )
    if asked.change and table is not None:
        period, (before, now) = asked.change
        moved, told = changes(table, asked.unit, period, (before, now), Options(seed=asked.seed))
        files["changes.csv"] = csv_text(CHANGES_HEADER, [(one.first, before, now, *figures(one)) for one in moved])
    if asked.limit is not None and raw is not None:
        files["waits.csv"] = csv_text(WAITS_HEADER, waits(raw, asked.unit, asked.limit))
    return More(files, plan_for(found, asked.unit, asked.tell_apart) if asked.tell_apart is not None else None, told)


def figures(one: Difference) -> tuple[str, ...]:
    """Return a difference with its error, interval, and whether 0 lies outside it."""
    return (*map(number, (one.value, one.error, one.low, one.high)), "yes" if one.told_apart else "no")


def waits(raw: RatingTable, unit: str, limit: float) -> Iterable[Sequence[str]]:
    """
    Return for each unit how many of its waits keep to the limit; each rating is the one wait of a visit.

    :raises UnitNotScorable: when the ratings have no such factor
    """
    factor = raw.factor(unit)
    if factor is None:
        raise UnitNotScorable(unit=unit)
    for place, level in enumerate(factor.levels):
        kept = compliance(raw.values[factor.codes == place].tolist(), limit)
        shares = (number(kept.share), number(kept.low), number(kept.high))
        yield (level, str(kept.visits), str(kept.within), *shares, str(kept.impossible))


def plan_for(found: Fit, unit: str, difference: float) -> dict[str, Any]:
    """
    Return how many visits to each of two units would tell them apart by a difference, at the variances found here.

    As many criteria a visit as here, shoppers who come once. Source: `core/scoring/mixed/power`.

    :raises PlanImpossible: for a difference of 0 or less, or one that no number of visits shows
    """
    tally = found.tally
    visit, factor = tally.factor("visit"), tally.factor(unit)
    criteria = round(tally.count / visit.size) if visit is not None else 1
    spread = Spread(
        shopper=found.variances.get("shopper") or 0.0,
        visit=found.variances.get("visit") or 0.0,
        rest=found.residual,
        criteria=max(criteria, 1),
    )
    per_unit = int(np.median(tally.distinct(unit, "visit"))) if visit is not None and factor is not None else 0
    return {
        "difference": difference,
        "power": 0.8,
        "criteria_a_visit": spread.criteria,
        "visits_to_each_of_two": visits_needed(spread, difference),
        "visits_here_median": per_unit,
        "difference_shown_by_those": float(number(difference_shown(spread, per_unit))) if per_unit else None,
    }
