"""The read API, version 1: what is published, and nothing else. No key is needed; nothing can be written."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError

from basira.programme.publishing import queries
from basira.programme.publishing.cards import (
    Change,
    CycleCard,
    Direction,
    Measure,
    Name,
    RankRange,
    UnitLevel,
    UnitRow,
    Withheld,
)

api = NinjaAPI(
    title="Basira: published results",
    version="1",
    description="Scores are shares of 0 to 1 with 95 % intervals. A withheld score says why and has no number.",
    docs_url=None,
    urls_namespace="api-v1",
)


class NameOut(Schema):
    """A name in both languages."""

    ar: str
    en: str


class CycleOut(Schema):
    """A published cycle; `simulated` says that its numbers are drawn, not observed."""

    ref: str
    name: NameOut
    simulated: bool


class MeasureOut(Schema):
    """A score with its interval and the number of visits; or why there is none."""

    score: float | None
    low: float | None
    high: float | None
    visits: int | None
    withheld: Withheld | None


class ChangeOut(Schema):
    """The change since the cycle before, in shares, and what may be said of it."""

    difference: float
    low: float
    high: float
    direction: Direction


class PlacesOut(Schema):
    """The best and the worst place that the intervals allow."""

    best: int
    worst: int
    among: int


class ResultOut(Schema):
    """One centre, entity or sector in one cycle."""

    ref: str
    level: UnitLevel
    name: NameOut
    entity_ref: str
    entity: NameOut | None
    sector_ref: str
    sector: NameOut | None
    measure: MeasureOut
    change: ChangeOut | None
    places: PlacesOut | None


class ResultsOut(Schema):
    """The table of one level in one cycle, in the order of names."""

    cycle: CycleOut
    level: UnitLevel
    shown: int
    withheld: int
    results: list[ResultOut]


@api.get("/cycles", response=list[CycleOut], summary="Published cycles, newest first", tags=["results"])
def cycles(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the published cycles; an empty list before the first release."""
    return [cycle_out(cycle) for cycle in queries.published_cycles().cycles]


@api.get("/results", response=ResultsOut, summary="Results of one cycle", tags=["results"])
def results(request: HttpRequest, cycle: str | None = None, level: UnitLevel = UnitLevel.CENTRE) -> dict[str, Any]:
    """Return the table of a cycle (the newest when none is named): `level` is centre, entity or sector."""
    table = queries.results_table(level, cycle) if level is not UnitLevel.PROGRAMME else None
    if table is None:
        raise HttpError(404, "There is no published table of this cycle and level.")
    return {
        "cycle": cycle_out(table.cycle),
        "level": table.level,
        "shown": table.shown,
        "withheld": table.withheld,
        "results": [result_out(row) for row in table.rows],
    }


def result_out(row: UnitRow) -> dict[str, Any]:
    """Return a row as the API writes it."""
    return {
        "ref": row.ref,
        "level": row.level,
        "name": name_out(row.name),
        "entity_ref": row.entity_ref,
        "entity": name_out(row.entity),
        "sector_ref": row.sector_ref,
        "sector": name_out(row.sector),
        "measure": measure_out(row.measure),
        "change": change_out(row.change),
        "places": places_out(row.rank),
    }


def cycle_out(cycle: CycleCard) -> dict[str, Any]:
    """Return a cycle as the API writes it."""
    return {"ref": cycle.ref, "name": name_out(cycle.name), "simulated": cycle.simulated}


def name_out(name: Name | None) -> dict[str, str] | None:
    """Return a name as the API writes it."""
    return None if name is None else {"ar": name.ar, "en": name.en}


def measure_out(measure: Measure) -> dict[str, Any]:
    """Return a measure as the API writes it: four decimals are more than the errors carry."""
    figures = {key: share(getattr(measure, key)) for key in ("score", "low", "high")}
    return figures | {"visits": measure.visits, "withheld": measure.withheld}


def change_out(change: Change | None) -> dict[str, Any] | None:
    """Return a change as the API writes it."""
    if change is None:
        return None
    figures = {key: share(getattr(change, key)) for key in ("difference", "low", "high")}
    return figures | {"direction": change.direction}


def places_out(rank: RankRange | None) -> dict[str, int] | None:
    """Return a range of places as the API writes it."""
    return None if rank is None else {"best": rank.best, "worst": rank.worst, "among": rank.among}


def share(value: Decimal | None) -> float | None:
    """Return a share with four decimals."""
    return None if value is None else round(float(value), 4)
