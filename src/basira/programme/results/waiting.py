"""How far the waits of a run keep to the limits that their forms declare: each visit one answer, units by level, kept with the run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from basira.core.disclosure import DisclosureRule
from basira.core.scoring import Level
from basira.core.scoring.waits import Compliance, compliance
from basira.programme.results.models import ScoreRun
from basira.programme.results.queries import PROGRAMME, UnitNames, unit_names

Json = dict[str, Any]
FORMAT = 1
LEVELS = (Level.CENTRE, Level.ENTITY, Level.PROGRAMME)
DIGITS = 6
"""Decimals of a share that are kept."""
AS_LIMITS = 1.0
"""Forms may have different limits: a wait counts in limits of its own form, so that one limit holds for all."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The wait of one visit, in limits of its form (1 is exactly the limit); None where it has none that can be read."""

    visit: str
    shopper: str
    limits: float | None


@dataclass(frozen=True, slots=True)
class WaitRow:
    """
    The waits of one unit. `visits` were timed, `within` of them in their limit; `unknown` ones have no wait, `impossible` a negative one.

    `share`, `low` and `high` (0 to 1) are None where the visits or shoppers are fewer than the disclosure minimum, or nothing was timed.
    """

    unit: str
    names: UnitNames
    visits: int
    within: int | None
    share: float | None
    low: float | None
    high: float | None
    unknown: int
    impossible: int


@dataclass(frozen=True, slots=True)
class WaitsCard:
    """The waits of a run at one level: its units in the order of their Arabic names, and the limits that hold, in minutes."""

    limits: tuple[str, ...]
    rows: tuple[WaitRow, ...]


def waits_of(inputs: Json) -> Json:
    """
    Return how far the waits of frozen inputs keep to their limits; {} where no form declared one.

    Shape: `limits`, and by level one row a unit with its counts, Wilson interval, and the visits and shoppers that meet the minimum.
    """
    rows = inputs.get("waits") or []
    if not rows:
        return {}
    known, centres = frozenset(inputs.get("known") or ()), inputs["centres"]
    who = {visit: (shopper, centre) for visit, shopper, centre, _shares in inputs["visits"]}
    levels: dict[Level, dict[str, list[Wait]]] = {level: {} for level in LEVELS}
    for visit, minutes, limit in rows:
        shopper, centre = who[visit]
        wait = Wait(visit, shopper, None if minutes is None else float(minutes) / float(limit))
        for level, unit in zip(LEVELS, (centre, centres[centre][0], PROGRAMME), strict=True):
            levels[level].setdefault(unit, []).append(wait)
    return {
        "format": FORMAT,
        "limits": sorted({limit for *_wait, limit in rows}, key=float),
        "levels": {
            str(level): [unit_of(unit, own, known) for unit, own in sorted(units.items())]
            for level, units in levels.items()
        },
    }


def unit_of(unit: str, waits: Sequence[Wait], known: frozenset[str]) -> Json:
    """Return one unit's row; `hidden` are the timed visits and their shoppers behind whom somebody hides."""
    found: Compliance = compliance([wait.limits for wait in waits], AS_LIMITS)
    timed = frozenset((wait.visit, wait.shopper) for wait in waits if wait.limits is not None and wait.limits >= 0)
    hiding = DisclosureRule(known=known).unknown(timed)
    return {
        "unit": unit,
        "visits": found.visits,
        "within": found.within,
        **{name: rounded(getattr(found, name)) for name in ("share", "low", "high")},
        "unknown": found.unknown,
        "impossible": found.impossible,
        "hidden": [len(hiding), len({shopper for _visit, shopper in hiding})],
    }


def rounded(share: float | None) -> float | None:
    """Return a share to DIGITS decimals."""
    return None if share is None else round(share, DIGITS)


def waits_card(run: str, level: Level) -> WaitsCard | None:
    """Return the waits of a run at a level; None where it has none. Two queries."""
    kept = kept_waits(run)
    if not kept:
        return None
    rows = rows_at(kept, level)
    names = unit_names(level, [row["unit"] for row in rows])
    found = [row_of(row, names[row["unit"]]) for row in rows]
    return WaitsCard(tuple(kept["limits"]), tuple(sorted(found, key=lambda row: (row.names.name_ar, row.unit))))


def wait_row(run: str, level: Level, unit: str) -> WaitRow | None:
    """Return the waits of one unit of a run, without its names; None where there are none. One query."""
    kept = kept_waits(run)
    row = next((row for row in rows_at(kept, level) if row["unit"] == unit), None)
    return row_of(row, UnitNames("", "")) if row else None


def kept_waits(run: str) -> Json:
    """Return what is kept of the waits of a run; {} where there are none, or no such run."""
    return ScoreRun.objects.filter(ref=run).values_list("waits", flat=True).first() or {}


def rows_at(kept: Json, level: Level) -> list[Json]:
    """Return the rows of a level as they are kept."""
    rows: list[Json] = kept.get("levels", {}).get(str(level), [])
    return rows


def row_of(row: Json, names: UnitNames) -> WaitRow:
    """Return a kept row for a page: without its figures where too few visits or shoppers stand behind them."""
    rule, (visits, shoppers) = DisclosureRule(), row["hidden"]
    is_shown = visits >= rule.min_visits and shoppers >= rule.min_shoppers
    figures = {name: row[name] if is_shown else None for name in ("within", "share", "low", "high")}
    return WaitRow(row["unit"], names, row["visits"], **figures, unknown=row["unknown"], impossible=row["impossible"])
