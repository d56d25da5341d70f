"""Weighing several sources into one figure of each body, and what came of it: declared, journalled and frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from basira.core.imports.readings import ReadingRow, check_readings
from basira.core.imports.tables import Table
from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import FileRefused, Problem
from basira.core.scoring import Level
from basira.core.scoring.ranks import DEFAULT_MIN_VISITS
from basira.core.scoring.waits import REACH
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Entity
from basira.programme.results.models import CompositeRun, ScoreRun
from basira.programme.results.places import gives_places
from basira.programme.results.queries import UnitNames, scores_of, unit_names
from basira.programme.results.waiting import waits_card

Json = dict[str, Any]
Readings = dict[str, dict[str, list[float]]]
"""By body and source: value and standard error, in the source's own unit."""
VISITS, WAITS = "visits", "waits"
"""The sources that the programme has itself: scores of covert visits and the share of waits within their limit, both 0 to 100."""
OWN = (VISITS, WAITS)
SEED = 0
"""Of the draws of weights; the same for every weighing, so that nobody can choose a luckier one."""


class NothingToWeigh(Problem):
    """The cycle has no score run yet, so there is nothing to weigh."""

    code = "results.nothing-to-weigh"


@dataclass(frozen=True, slots=True)
class DeclaredSource:
    """A source as it is declared: its weight beside the others', and the values that stand for nothing and for all."""

    name: str
    weight: float
    worst: float
    best: float


@dataclass(frozen=True, slots=True)
class Brought:
    """A file of what other sources say, as it was read."""

    table: Table
    sha256: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What is to be weighed: sources, the part of itself by which each weight may be wrong, and the file of the others' values."""

    sources: tuple[DeclaredSource, ...]
    vary: float
    brought: Brought | None = None


@dataclass(frozen=True, slots=True)
class CompositeRow:
    """
    One body's composite, 0 to 100; figures are None where `missing` sources say nothing of it, places where nothing is ranked.

    `low` to `high` is its 95 % interval, `moved_low` to `moved_high` where it goes when weights vary; `place_low` to `place_high`
    are its places by both, `rank_low` to `rank_high` by the weights alone, `without` its rank with one source left out.
    """

    entity: str
    names: UnitNames
    score: float | None
    low: float | None
    high: float | None
    moved_low: float | None
    moved_high: float | None
    place_low: int | None
    place_high: int | None
    rank_low: int | None
    rank_high: int | None
    without: dict[str, int]
    alike: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompositeCard:
    """The newest weighing of a run; `earlier` others of the same run are kept. `is_ranked`: whether the programme gives places."""

    sources: tuple[DeclaredSource, ...]
    vary: float
    weighed_at: datetime
    weighed_by: str
    earlier: int
    is_ranked: bool
    rows: tuple[CompositeRow, ...]


@transaction.atomic
def weigh_sources(*, wave: str, declared: Declared, by: Actor, at: datetime) -> CompositeRun:
    """
    Weigh the newest run of a cycle with what a file says, into a composite of each body.

    :raises NotPermitted: when `by` may not score
    :raises NothingToWeigh: without a run
    :raises FileRefused: with every fault of the file by its place
    :raises CompositeImpossible: for sources that cannot be weighed
    """
    permissions.check(by, Act.SCORE_WAVE)
    run = ScoreRun.objects.filter(wave__ref=wave).defer("inputs", "model").order_by("-pk").first()
    if run is None:
        raise NothingToWeigh()
    sources, brought = declared.sources, declared.brought
    readings = readings_of(run.ref, [one.name for one in sources], brought.table if brought else None)
    weighed = CompositeRun.objects.create(
        run=run,
        sources=[[one.name, one.weight, one.worst, one.best] for one in sources],
        readings=readings,
        vary=declared.vary,
        figures=figures_of(sources, readings, declared.vary),
        file_sha256=brought.sha256 if brought else "",
        weighed_at=at,
        weighed_by=by.ref,
    )
    weights = [f"{one.name} {one.weight}" for one in sources]
    journal.record("composite.weighed", subject=weighed.ref, by=by, at=at, wave=wave, run=run.ref, weights=weights)
    return weighed


def readings_of(run: str, sources: Sequence[str], table: Table | None) -> Readings:
    """
    Return what each source says of each scored body, and of those that a file names.

    A body with fewer visits than a place needs has no score here, and one without a shown share of waits no waits.

    :raises FileRefused: with every fault of the file by its place
    """
    scores = scores_of(run, Level.ENTITY)
    found: Readings = {body: {} for body in scores}
    if VISITS in sources:
        for body, row in scores.items():
            if row.score is not None and row.standard_error is not None and row.visits >= DEFAULT_MIN_VISITS:
                found[body][VISITS] = [100 * row.score, 100 * row.standard_error]
    waits = waits_card(run, Level.ENTITY) if WAITS in sources else None
    for wait in waits.rows if waits else ():
        if wait.share is not None and wait.low is not None and wait.high is not None:
            found.setdefault(wait.unit, {})[WAITS] = [100 * wait.share, 100 * (wait.high - wait.low) / 2 / REACH]
    for reading, body in rows_of(table, [name for name in sources if name not in OWN]) if table else ():
        found.setdefault(body, {})[reading.source] = [reading.value, reading.error]
    return found


def rows_of(table: Table, sources: Sequence[str]) -> list[tuple[ReadingRow, str]]:
    """
    Return the rows of a file with the refs of their bodies.

    :raises FileRefused: with every fault by its place
    """
    bodies = dict(Entity.objects.values_list("code", "ref"))
    check = check_readings(table, sources, bodies)
    if not check.rows:
        raise FileRefused(check.faults)
    return [(row, bodies[row.body]) for row in check.rows]


def figures_of(sources: Sequence[DeclaredSource], readings: Readings, vary: float) -> list[Json]:
    """
    Return each body's composite and standing, ready for JSON, in the order of the bodies' refs.

    :raises CompositeImpossible: for what cannot be weighed
    """
    # Not at the top: NumPy is a tenth of a server's memory, which a process that never weighs need not hold.
    from basira.core.scoring.apart import standings
    from basira.core.scoring.composite import Reading, Source, composites

    found = composites(
        [Source(one.name, one.weight, one.worst, one.best) for one in sources],
        {body: {name: Reading(*reading) for name, reading in own.items()} for body, own in sorted(readings.items())},
        vary=vary,
        seed=SEED,
    )
    return [
        {
            "entity": one.entity,
            "score": rounded(one.score),
            "low": rounded(where.low),
            "high": rounded(where.high),
            "moved_low": rounded(one.low),
            "moved_high": rounded(one.high),
            "place_low": where.place_low,
            "place_high": where.place_high,
            "rank_low": one.rank_low,
            "rank_high": one.rank_high,
            "without": dict(one.without),
            "alike": len(where.alike),
            "missing": list(one.missing),
        }
        for one, where in zip(found, standings(found), strict=True)
    ]


def rounded(value: float | None) -> float | None:
    """Return a figure to six decimals."""
    return None if value is None else round(value, 6)


def composite_card(run: str) -> CompositeCard | None:
    """Return the newest weighing of a run, bodies in the order of their Arabic names; None before the first. Five queries."""
    weighings = CompositeRun.objects.filter(run__ref=run).order_by("-pk")
    newest = weighings.first()
    if newest is None:
        return None
    names = unit_names(Level.ENTITY, [row["entity"] for row in newest.figures])
    is_ranked = gives_places(run, Level.ENTITY)
    rows = (row_of(row, names[row["entity"]], is_ranked) for row in newest.figures)
    return CompositeCard(
        tuple(DeclaredSource(*one) for one in newest.sources),
        newest.vary,
        newest.weighed_at,
        newest.weighed_by,
        weighings.count() - 1,
        is_ranked,
        tuple(sorted(rows, key=lambda row: (row.names.name_ar, row.entity))),
    )


def row_of(row: Json, names: UnitNames, is_ranked: bool) -> CompositeRow:
    """Return a kept row for a page: without a place where nothing is ranked."""
    hidden = {} if is_ranked else dict.fromkeys(("place_low", "place_high", "rank_low", "rank_high")) | {"without": {}}
    return CompositeRow(**(row | hidden | {"names": names, "missing": tuple(row["missing"])}))
