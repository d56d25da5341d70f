"""Score runs for pages: cycles with their runs, tables by level, dimensions, trend."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q

from basira.core.kernel.lifecycles import VisitState, WaveState
from basira.core.scoring import Change, Estimate, Level, RankRange, UnitScore, compare, rank_ranges, score_units
from basira.programme.fieldwork.models import Visit
from basira.programme.registry.models import Centre, Entity, Sector
from basira.programme.results.inputs import ratings_of
from basira.programme.results.models import Score, ScoreRun
from basira.programme.results.places import gives_places
from basira.programme.review.models import Review
from basira.programme.waves.models import Wave

PROGRAMME = str(Level.PROGRAMME)


@dataclass(frozen=True, slots=True)
class RunCard:
    """A score run. `inputs_sha256` is the digest of everything that went in."""

    ref: str
    wave_ref: str
    method: str
    inputs_sha256: str
    visits: int
    run_at: datetime
    run_by: str


BEFORE_REVIEWED = frozenset({WaveState.IN_FIELD, WaveState.CLOSED, WaveState.REVIEWED})
"""States in which a run there is was made before the review ended: the first one after it makes a cycle scored."""


@dataclass(frozen=True, slots=True)
class CycleHead:
    """A cycle, and its newest run (None before the first)."""

    ref: str
    number: int
    name_ar: str
    name_en: str
    state: WaveState
    run: RunCard | None

    @property
    def is_provisional(self) -> bool:
        """Tell whether the newest run was made before the review had ended: only one after it can be released."""
        return self.run is not None and self.state in BEFORE_REVIEWED


@dataclass(frozen=True, slots=True)
class CycleCard(CycleHead):
    """The same with how far its visits are: these are counted over whole tables, so that only pages that say it ask for it."""

    visits: int
    accepted: int
    waiting: int


@dataclass(frozen=True, slots=True)
class UnitNames:
    """How a unit is called, and where it belongs; empty where a level has no such thing."""

    name_ar: str
    name_en: str
    parent_ar: str = ""
    parent_en: str = ""
    sector: str = ""
    town_ar: str = ""
    town_en: str = ""


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit to choose from."""

    unit: str
    names: UnitNames


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One unit of a score table. `rank` is None under four visits or without an interval."""

    unit: str
    names: UnitNames
    estimate: Estimate
    shoppers: int
    critical_failures: int
    rank: RankRange | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class DimensionCell:
    """One dimension of a unit."""

    code: str
    name_ar: str
    name_en: str
    estimate: Estimate
    shoppers: int


@dataclass(frozen=True, slots=True)
class TrendCell:
    """A unit's total in one cycle; the estimate is None where the cycle has no run or the unit no visit."""

    wave_ref: str
    name_ar: str
    name_en: str
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class UnitResult:
    """Everything about one unit in one run; the trend's oldest cycle comes first."""

    run: RunCard
    level: Level
    row: ScoreRow
    dimensions: tuple[DimensionCell, ...]
    trend: tuple[TrendCell, ...]
    children: tuple[ScoreRow, ...]


def cycle_cards() -> tuple[CycleCard, ...]:
    """Return every cycle, the newest first day first, with its newest run; empty before the first. Four queries."""
    visits = dict(Visit.objects.order_by().values_list("wave__ref").annotate(n=Count("*")))
    settled = Q(state__in=[VisitState.SUBMITTED, VisitState.IN_REVIEW, VisitState.RETURNED])
    reviews: dict[str, dict[str, Any]] = {
        row["visit__wave__ref"]: dict(row)
        for row in Review.objects.order_by()
        .values("visit__wave__ref")
        .annotate(accepted=Count("pk", filter=Q(state=VisitState.ACCEPTED)), settled=Count("pk", filter=~settled))
    }
    runs = latest_runs()
    return tuple(
        CycleCard(
            wave.ref,
            wave.number,
            wave.name_ar,
            wave.name_en,
            WaveState(wave.state),
            runs.get(wave.ref),
            visits.get(wave.ref, 0),
            reviews.get(wave.ref, {}).get("accepted", 0),
            visits.get(wave.ref, 0) - reviews.get(wave.ref, {}).get("settled", 0),
        )
        for wave in Wave.objects.order_by("-starts_on", "-number")
    )


def cycle_head(ref: str) -> CycleHead | None:
    """Return a cycle with its newest run; None when there is none such. Two queries, however many visits there are."""
    wave = Wave.objects.filter(ref=ref).first()
    if wave is None:
        return None
    run = next(iter(run_cards(ref)), None)
    return CycleHead(wave.ref, wave.number, wave.name_ar, wave.name_en, WaveState(wave.state), run)


RUN_FIELDS = ("ref", "wave__ref", "method", "inputs_sha256", "visits", "run_at", "run_by")


def latest_runs() -> dict[str, RunCard]:
    """Return the newest run of each cycle, by the cycle's ref."""
    rows = ScoreRun.objects.order_by("wave_id", "-pk").distinct("wave_id").values_list(*RUN_FIELDS)
    return {row[1]: RunCard(*row) for row in rows}


def run_cards(wave: str) -> tuple[RunCard, ...]:
    """Return the runs of a cycle, newest first; empty before the first."""
    return tuple(
        RunCard(*row) for row in ScoreRun.objects.filter(wave__ref=wave).order_by("-pk").values_list(*RUN_FIELDS)
    )


def run_card(ref: str) -> RunCard | None:
    """Return a run by its ref; None when there is none."""
    row = ScoreRun.objects.filter(ref=ref).values_list(*RUN_FIELDS).first()
    return RunCard(*row) if row else None


def score_table(
    *, run: str, level: Level, search: str = "", sector: str = "", with_ranks: bool = True
) -> tuple[ScoreRow, ...]:
    """
    Return the units of a level in a run whose name holds `search`, in the order of their Arabic names.

    Ranks, where they are wanted and the level is ranked at all, are over all its units, before the search. Empty: nothing found,
    or no such run.
    """
    rows = scores_of(run, level)
    names = unit_names(level, rows)
    ranked = rows if with_ranks and gives_places(run, level) else {}
    ranks = rank_ranges([as_unit(level, unit, total) for unit, total in ranked.items()])
    before = totals_before(run, level)
    wanted = search.strip().casefold()
    found = [
        score_row(unit, names[unit], total, ranks.get(unit), before.get(unit))
        for unit, total in rows.items()
        if (not sector or names[unit].sector == sector)
        and (not wanted or wanted in f"{names[unit].name_ar} {names[unit].name_en}".casefold())
    ]
    return tuple(sorted(found, key=lambda row: (row.names.name_ar, row.unit)))


def sector_choices(run: str) -> tuple[UnitChoice, ...]:
    """Return the sectors of a run to choose from, in the order of their Arabic names; empty when there is no such run."""
    named = unit_names(Level.SECTOR, scores_of(run, Level.SECTOR))
    found = [UnitChoice(unit, names) for unit, names in named.items()]
    return tuple(sorted(found, key=lambda choice: (choice.names.name_ar, choice.unit)))


def unit_result(*, run: str, level: Level, unit: str) -> UnitResult | None:
    """Return everything about one unit of a run; None when the run does not know it."""
    card = run_card(run)
    row = next((row for row in score_table(run=run, level=level) if row.unit == unit), None)
    if card is None or row is None:
        return None
    return UnitResult(
        card, level, row, dimension_cells(run, level, unit), trend_of(level, unit), children_of(run, level, unit)
    )


def dimension_cells(run: str, level: Level, unit: str) -> tuple[DimensionCell, ...]:
    """Return the dimensions of a unit in the order of the questionnaire; empty when the run does not know it."""
    names = dimension_names(run)
    rows = {
        row.dimension: row for row in Score.objects.filter(run__ref=run, level=level, unit=unit).exclude(dimension="")
    }
    return tuple(
        DimensionCell(code, name_ar, name_en, as_estimate(rows[code]), rows[code].shoppers)
        for code, name_ar, name_en in names
        if code in rows
    )


def dimension_table(run: str, level: Level) -> dict[str, dict[str, Estimate]]:
    """Return the dimensions of every unit of a level, by unit and code; empty when there is no such run."""
    table: dict[str, dict[str, Estimate]] = {}
    for row in Score.objects.filter(run__ref=run, level=level).exclude(dimension=""):
        table.setdefault(row.unit, {})[row.dimension] = as_estimate(row)
    return table


def dimension_names(run: str) -> list[list[str]]:
    """Return [code, Arabic, English] of each dimension of a run, as frozen with it."""
    names = ScoreRun.objects.filter(ref=run).values_list("inputs__dimensions", flat=True).first()
    return list(names or [])


def trend_of(level: Level, unit: str) -> tuple[TrendCell, ...]:
    """Return a unit's total in the newest run of every cycle, oldest first."""
    runs = latest_runs()
    refs = {card.ref: wave for wave, card in runs.items()}
    scores = {
        refs[row.run.ref]: as_estimate(row)
        for row in Score.objects.filter(run__ref__in=refs, level=level, unit=unit, dimension="")
        .select_related("run")
        .defer("run__inputs", "run__model")
    }
    waves = Wave.objects.filter(ref__in=runs).order_by("starts_on", "number").values_list("ref", "name_ar", "name_en")
    return tuple(TrendCell(ref, name_ar, name_en, scores.get(ref)) for ref, name_ar, name_en in waves)


def children_of(run: str, level: Level, unit: str) -> tuple[ScoreRow, ...]:
    """Return the centres of an entity, or the entities of a sector, in a run; none for a centre."""
    if level is Level.ENTITY:
        below = set(Centre.objects.filter(entity__ref=unit).values_list("ref", flat=True))
        return tuple(row for row in score_table(run=run, level=Level.CENTRE) if row.unit in below)
    if level is Level.SECTOR:
        return score_table(run=run, level=Level.ENTITY, sector=unit)
    return ()


@lru_cache(maxsize=8)
def frozen_units(run: str) -> tuple[UnitScore, ...]:
    """
    Return every unit of a run at every level, from its frozen inputs. Publishing needs who was present; pages do not.

    Cached: a run never changes.

    :raises ScoreRun.DoesNotExist: when there is no such run
    """
    ratings = ratings_of(ScoreRun.objects.get(ref=run).inputs)
    return tuple(unit for level in Level for unit in score_units(ratings, level=level))


def scored_units(run: str, level: Level) -> set[str]:
    """Return the units of a level that have a score in a run."""
    return set(Score.objects.filter(run__ref=run, level=level, dimension="").values_list("unit", flat=True))


def scores_of(run: str, level: Level) -> dict[str, Score]:
    """Return the totals of a level in a run, by unit."""
    return {row.unit: row for row in Score.objects.filter(run__ref=run, level=level, dimension="")}


def totals_before(run: str, level: Level) -> dict[str, Estimate]:
    """Return the totals of the newest run of the cycle before this run's; empty for the first cycle."""
    now = ScoreRun.objects.filter(ref=run).values_list("wave__starts_on", "wave__number").first()
    if now is None:
        return {}
    starts_on, number = now
    earlier = ScoreRun.objects.filter(
        Q(wave__starts_on__lt=starts_on) | Q(wave__starts_on=starts_on, wave__number__lt=number)
    )
    before = earlier.order_by("-wave__starts_on", "-wave__number", "-pk").values_list("ref", flat=True).first()
    return {unit: as_estimate(row) for unit, row in scores_of(before, level).items()} if before else {}


def score_row(unit: str, names: UnitNames, total: Score, rank: RankRange | None, before: Estimate | None) -> ScoreRow:
    """Return one line of a table."""
    estimate = as_estimate(total)
    change = compare(estimate, before) if before else None
    return ScoreRow(unit, names, estimate, total.shoppers, total.critical_failures, rank, change)


def as_estimate(row: Score) -> Estimate:
    """Return a stored row as the six-place decimals that it was written from."""
    numbers = (row.score, row.standard_error, row.low, row.high)
    score, error, low, high = (None if value is None else Decimal(f"{value:.6f}") for value in numbers)
    return Estimate(score, error, low, high, row.visits)


def as_unit(level: Level, unit: str, row: Score) -> UnitScore:
    """Return what ranking needs of a stored row."""
    return UnitScore(level, unit, "", as_estimate(row), (), (), row.shoppers, row.critical_failures)


def unit_names(level: Level, units: Iterable[str]) -> Mapping[str, UnitNames]:
    """Return the names of units; a unit that the registry has lost keeps its reference as name."""
    wanted: Sequence[str] = list(units)
    found = {Level.CENTRE: centre_names, Level.ENTITY: entity_names, Level.SECTOR: sector_names}.get(level)
    known = found(wanted) if found else {}
    return {unit: known.get(unit, UnitNames(unit, unit)) for unit in wanted}


def centre_names(refs: Sequence[str]) -> dict[str, UnitNames]:
    """Return the names of centres by ref, with their entity, sector and town."""
    return {
        one.ref: UnitNames(
            one.name_ar,
            one.name_en,
            one.entity.name_ar,
            one.entity.name_en,
            one.entity.sector.code,
            one.town_ar,
            one.town_en,
        )
        for one in Centre.objects.filter(ref__in=refs).select_related("entity__sector")
    }


def entity_names(refs: Sequence[str]) -> dict[str, UnitNames]:
    """Return the names of entities by ref, with their sector."""
    return {
        one.ref: UnitNames(one.name_ar, one.name_en, one.sector.name_ar, one.sector.name_en, one.sector.code)
        for one in Entity.objects.filter(ref__in=refs).select_related("sector")
    }


def sector_names(codes: Sequence[str]) -> dict[str, UnitNames]:
    """Return the names of sectors by code."""
    return {
        one.code: UnitNames(one.name_ar, one.name_en, sector=one.code) for one in Sector.objects.filter(code__in=codes)
    }
