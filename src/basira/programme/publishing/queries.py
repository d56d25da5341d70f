"""
What the public site and the desk ask of releases.

The public part reads published snapshots and nothing else: what a snapshot lacks, no page can show.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from basira.core.kernel.lifecycles import ReleaseState
from basira.core.scoring import Estimate, compare, spread_of
from basira.programme.publishing.cards import (
    CentreSpot,
    Change,
    CycleCard,
    DimensionFacts,
    DimensionRow,
    Direction,
    Funnel,
    Measure,
    MethodFacts,
    Name,
    NotVisitedRow,
    ProgrammeMinute,
    PublishedCycles,
    RankRange,
    ResultsTable,
    SectorOption,
    TrendPoint,
    UnitLevel,
    UnitPage,
    UnitRow,
    Withheld,
)
from basira.programme.publishing.contested import contested_since
from basira.programme.publishing.models import Approval, Release
from basira.programme.publishing.tiers import tier_of

Json = dict[str, Any]
DEGREES = ("latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Published:
    """A published snapshot with its units by ref."""

    snapshot: Json
    units: dict[str, Json]

    @property
    def cycle(self) -> CycleCard:
        """The cycle, as every page names it."""
        cycle = self.snapshot["cycle"]
        return CycleCard(cycle["ref"], name_of(cycle), self.snapshot["simulated"])


@lru_cache(maxsize=24)
def read_snapshot(release: str) -> Published:
    """Return a snapshot by its release's ref. Cached: a snapshot never changes, and its ref is never used again, as ids may be."""
    snapshot: Json = Release.objects.values_list("snapshot", flat=True).get(ref=release)
    return Published(snapshot, units_of(snapshot))


def units_of(snapshot: Json) -> dict[str, Json]:
    """
    Return the units of a snapshot by ref, in its order.

    A centre is there only where its body is (`names_level`); releases that were prepared before this rule hold centres without.
    """
    found = {unit["ref"]: unit for unit in snapshot["units"]}
    return {ref: unit for ref, unit in found.items() if unit.get("entity", ref) in found}


def published_snapshots() -> list[Published]:
    """Return the published snapshots, newest cycle first; empty before the first. One query once they are cached."""
    releases = Release.objects.filter(state=ReleaseState.PUBLISHED).order_by("-wave__starts_on", "-wave__number")
    return [read_snapshot(release) for release in releases.values_list("ref", flat=True)]


def pick(cycle: str | None) -> tuple[Published | None, list[Published]]:
    """Return the snapshot of a cycle (None: the newest) and all snapshots up to it, newest first."""
    snapshots = published_snapshots()
    for place, published in enumerate(snapshots):
        if cycle is None or published.cycle.ref == cycle:
            return published, snapshots[place:]
    return None, []


def newest_with(ref: str) -> tuple[Published | None, list[Published]]:
    """Return the newest snapshot that has a unit, and all snapshots up to it, newest first."""
    snapshots = published_snapshots()
    for place, published in enumerate(snapshots):
        if ref in published.units:
            return published, snapshots[place:]
    return None, []


def published_cycles() -> PublishedCycles:
    """Return the published cycles, newest first."""
    return PublishedCycles(tuple(published.cycle for published in published_snapshots()))


def programme_minute(cycle: str | None = None) -> ProgrammeMinute | None:
    """Return the programme at a glance in a cycle; None when nothing (or not this cycle) is published."""
    now, history = pick(cycle)
    if now is None:
        return None
    total = now.snapshot["total"]
    centres = [unit for unit in now.units.values() if unit["level"] == UnitLevel.CENTRE]
    return ProgrammeMinute(
        programme=name_of(now.snapshot["programme"]),
        cycle=now.cycle,
        measure=measure_of(total["measure"]),
        change=change_of(total["measure"], history[1].snapshot["total"]["measure"] if len(history) > 1 else None),
        visits=total["measure"].get("visits") or 0,
        centres=len(centres),
        centres_visited=sum(unit["measure"].get("withheld") != Withheld.NOT_VISITED for unit in centres),
        centres_shown=sum(not unit["measure"].get("withheld") for unit in centres),
        entities=sum(unit["level"] == UnitLevel.ENTITY for unit in now.units.values()),
        sectors=rows_of(now, history, UnitLevel.SECTOR),
        dimensions=dimension_rows(now, total["dimensions"]),
        trend=tuple(TrendPoint(one.cycle, measure_of(one.snapshot["total"]["measure"])) for one in reversed(history)),
    )


def results_table(level: UnitLevel, cycle: str | None = None) -> ResultsTable | None:
    """Return the table of a level in a cycle, in the order of names; None when nothing (or not this cycle) is out."""
    now, history = pick(cycle)
    if now is None:
        return None
    rows = rows_of(now, history, level)
    sectors = tuple(
        SectorOption(unit["ref"], name_of(unit)) for unit in now.units.values() if unit["level"] == UnitLevel.SECTOR
    )
    shown = sum(row.measure.is_shown for row in rows)
    return ResultsTable(now.cycle, level, rows, sectors, shown, len(rows) - shown)


def unit_page(ref: str, cycle: str | None = None) -> UnitPage | None:
    """
    Return the page of a centre, entity or sector in a cycle (None: the newest that has it).

    None when the cycle is not published, or the unit not in it (in none of them).
    """
    now, history = pick(cycle) if cycle else newest_with(ref)
    unit = now.units.get(ref) if now else None
    if now is None or unit is None:
        return None
    level = UnitLevel(unit["level"])
    below = {UnitLevel.ENTITY: (UnitLevel.CENTRE, "entity"), UnitLevel.SECTOR: (UnitLevel.ENTITY, "sector")}.get(level)
    children = (
        tuple(row for row in rows_of(now, history, below[0]) if now.units[row.ref][below[1]] == ref) if below else ()
    )
    latitude, longitude = unit.get("latitude"), unit.get("longitude")
    return UnitPage(
        cycle=now.cycle,
        row=row_of(now, history, unit),
        dimensions=dimension_rows(now, unit["dimensions"]),
        trend=tuple(
            TrendPoint(one.cycle, measure_of(one.units[ref]["measure"]))
            for one in reversed(history)
            if ref in one.units
        ),
        children=children,
        latitude=Decimal(latitude) if latitude else None,
        longitude=Decimal(longitude) if longitude else None,
        contests=tuple(unit.get("contests", {}).items()),
        contested_since=contested_since(now.cycle.ref, unit),
        tier=tier_of(now.units, unit),
    )


def centre_spots(cycle: str | None = None) -> tuple[CentreSpot, ...]:
    """Return the centres of a cycle with their places, in the order of names; empty when it is not published."""
    now, history = pick(cycle)
    if now is None:
        return ()
    return tuple(
        CentreSpot(row_of(now, history, unit), *(Decimal(unit[key]) if unit[key] else None for key in DEGREES))
        for unit in now.units.values()
        if unit["level"] == UnitLevel.CENTRE
    )


def funnel_of(level: UnitLevel, cycle: str | None = None) -> Funnel | None:
    """Return the shown units of a level for a funnel; None where the whole or the spread of visits is not known."""
    now, history = pick(cycle)
    whole = measure_of(now.snapshot["total"]["measure"]) if now else Measure()
    if now is None or whole.score is None:
        return None
    shown = [unit for unit in now.units.values() if unit["level"] == level and not unit["measure"].get("withheld")]
    spread = spread_of([known for unit in shown if (known := estimate_of(unit["measure"]))])
    return None if spread is None else Funnel(tuple(row_of(now, history, unit) for unit in shown), whole.score, spread)


def not_visited(cycle: str | None = None) -> tuple[NotVisitedRow, ...]:
    """Return the centres without an accepted visit in a cycle, in the order of names."""
    now, _history = pick(cycle)
    if now is None:
        return ()
    return tuple(
        NotVisitedRow(
            unit["ref"],
            name_of(unit),
            name_of(now.units[unit["entity"]]),
            name_of(now.units[unit["sector"]]),
            name_of(unit["town"]) if unit["town"] else None,
        )
        for unit in now.units.values()
        if unit["level"] == UnitLevel.CENTRE and unit["measure"].get("withheld") == Withheld.NOT_VISITED
    )


def method_facts(cycle: str | None = None) -> MethodFacts | None:
    """Return the facts of the method as frozen with a cycle; None when nothing (or not this cycle) is published."""
    now, _history = pick(cycle)
    if now is None:
        return None
    rule = now.snapshot["rule"]
    return MethodFacts(
        cycle=now.cycle,
        min_visits=rule["min_visits"],
        min_shoppers=rule["min_shoppers"],
        min_ranked_visits=rule["min_ranked_visits"],
        confidence=Decimal(rule["confidence"]),
        dimensions=tuple(
            DimensionFacts(one["code"], name_of(one), one["criteria"], Decimal(one["weight_share"]))
            for one in now.snapshot["dimensions"]
        ),
        engine=now.snapshot["engine"],
        inputs_digest=now.snapshot["inputs_sha256"],
        attribution=now.snapshot["attribution"],
    )


def rows_of(now: Published, history: list[Published], level: UnitLevel) -> tuple[UnitRow, ...]:
    """Return the rows of a level in the order of names."""
    return tuple(row_of(now, history, unit) for unit in now.units.values() if unit["level"] == level)


def row_of(now: Published, history: list[Published], unit: Json) -> UnitRow:
    """Return one unit's row, compared with the published cycle before."""
    entity, sector = unit.get("entity", ""), unit["sector"]
    before = history[1].units.get(unit["ref"]) if len(history) > 1 else None
    return UnitRow(
        ref=unit["ref"],
        level=UnitLevel(unit["level"]),
        name=name_of(unit),
        entity_ref=entity,
        entity=name_of(now.units[entity]) if entity else None,
        sector_ref=sector,
        sector=name_of(now.units[sector]),
        town=name_of(unit["town"]) if unit.get("town") else None,
        measure=measure_of(unit["measure"]),
        change=change_of(unit["measure"], before["measure"] if before else None),
        rank=RankRange(*unit["rank"]) if unit["rank"] else None,
    )


def dimension_rows(now: Published, measures: Json) -> tuple[DimensionRow, ...]:
    """Return the dimensions of a unit in the questionnaire's order; one without any figure is left out."""
    return tuple(
        DimensionRow(one["code"], name_of(one), measure_of(measures[one["code"]]))
        for one in now.snapshot["dimensions"]
        if one["code"] in measures
    )


def name_of(values: Json) -> Name:
    """Read a name in both languages."""
    return Name(values["ar"], values["en"])


def measure_of(values: Json) -> Measure:
    """Read a measure, or why there is none."""
    if values.get("withheld"):
        return Measure(withheld=Withheld(values["withheld"]))
    score, low, high = (None if values[key] is None else Decimal(values[key]) for key in ("score", "low", "high"))
    return Measure(score, low, high, values["visits"])


def estimate_of(values: Json) -> Estimate | None:
    """Read a shown measure as an estimate for comparing; None when it is withheld."""
    if values.get("withheld"):
        return None
    score, error, low, high = (
        None if values[key] is None else Decimal(values[key]) for key in ("score", "se", "low", "high")
    )
    # A dimension's number of visits may be missing; totals, which alone are compared, always have theirs.
    return Estimate(score, error, low, high, values["visits"] or 0)


def change_of(now: Json, before: Json | None) -> Change | None:
    """Return the change between two shown measures; None when either is withheld or has no standard error."""
    if before is None:
        return None
    new, old = estimate_of(now), estimate_of(before)
    change = compare(new, old) if new and old else None
    if change is None or change.low is None or change.high is None:
        return None
    better = Direction.BETTER if change.difference > 0 else Direction.WORSE
    direction = better if change.distinguishable else Direction.NOT_DISTINGUISHABLE
    return Change(change.difference, change.low, change.high, direction)


@dataclass(frozen=True, slots=True)
class ReleaseCard:
    """A release at the desk: how far it is, who approved, and how much it shows and withholds."""

    ref: str
    wave_ref: str
    run_ref: str
    state: ReleaseState
    snapshot_sha256: str
    prepared_at: datetime
    prepared_by: str
    approved_by: tuple[str, ...]
    published_at: datetime | None
    shown: dict[str, int]
    withheld: dict[str, int]

    @property
    def few_visits(self) -> int:
        """Units withheld for too few visits."""
        return self.withheld.get(Withheld.TOO_FEW_VISITS, 0)

    @property
    def few_shoppers(self) -> int:
        """Units withheld for too few shoppers."""
        return self.withheld.get(Withheld.TOO_FEW_SHOPPERS, 0)

    @property
    def would_reveal(self) -> int:
        """Units withheld because they would give away another."""
        return self.withheld.get(Withheld.WOULD_REVEAL_ANOTHER, 0)

    @property
    def not_visited(self) -> int:
        """Units without an accepted visit."""
        return self.withheld.get(Withheld.NOT_VISITED, 0)


def release_cards(wave: str) -> tuple[ReleaseCard, ...]:
    """Return the releases of a cycle, newest first; empty before the first."""
    releases = (
        Release.objects.filter(wave__ref=wave)
        .select_related("wave", "run")
        .defer("run__inputs", "run__model")
        .order_by("-pk")
    )
    approvals: dict[int, list[str]] = {}
    for release_id, by in (
        Approval.objects.filter(release__in=releases).order_by("pk").values_list("release_id", "approved_by")
    ):
        approvals.setdefault(release_id, []).append(by)
    return tuple(release_card_of(release, approvals.get(release.pk, [])) for release in releases)


def releases_under_way() -> dict[str, tuple[ReleaseState, tuple[str, ...]]]:
    """Return, by the cycle's ref, the newest release on its way to publication, and who approved it. Two queries."""
    rows = (
        Release.objects.filter(state__in=[ReleaseState.PREPARED, ReleaseState.APPROVED])
        .order_by("wave_id", "-pk")
        .distinct("wave_id")
        .values_list("pk", "wave__ref", "state")
    )
    found = {pk: (wave, ReleaseState(state)) for pk, wave, state in rows}
    approvals: dict[int, tuple[str, ...]] = {}
    for pk, by in (
        Approval.objects.filter(release__in=list(found)).order_by("pk").values_list("release_id", "approved_by")
    ):
        approvals[pk] = (*approvals.get(pk, ()), by)
    return {wave: (state, approvals.get(pk, ())) for pk, (wave, state) in found.items()}


def release_card_of(release: Release, approvals: list[str]) -> ReleaseCard:
    """Return a release as plain values."""
    shown: dict[str, int] = {}
    withheld: dict[str, int] = {}
    for unit in units_of(release.snapshot).values():
        reason = unit["measure"].get("withheld")
        counts, key = (withheld, reason) if reason else (shown, unit["level"])
        counts[key] = counts.get(key, 0) + 1
    return ReleaseCard(
        release.ref,
        release.wave.ref,
        release.run.ref,
        ReleaseState(release.state),
        release.snapshot_sha256,
        release.prepared_at,
        release.prepared_by,
        tuple(approvals),
        release.published_at,
        shown,
        withheld,
    )
