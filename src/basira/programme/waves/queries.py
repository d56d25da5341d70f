"""Cycles, scenarios and missions, for pages and for the intake."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.db.models import Count, Q, QuerySet

from basira.core.blueprint.values import Blueprint
from basira.core.imports.missions import MissionRow
from basira.core.kernel.lifecycles import MissionState, QuestionnaireState, WaveState
from basira.core.kernel.problem import Fault
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.registry.models import Centre
from basira.programme.waves.house_rules import AT_A_PLACE, mission_rules, ruled_out, ruled_row
from basira.programme.waves.models import Mission, Wave
from basira.programme.waves.phases import check_stands, not_begun
from basira.programme.waves.planning import (
    KnownCodes,
    MissionPlan,
    away_places,
    away_row,
    not_begun_row,
    repeated,
    repeated_places,
    unready_places,
    unready_row,
)


@dataclass(frozen=True, slots=True)
class WaveCard:
    """A cycle with how far its missions are."""

    ref: str
    number: int
    name_ar: str
    name_en: str
    state: WaveState
    starts_on: date
    ends_on: date
    missions: int
    done: int
    phase: str = ""
    is_for_the_public: bool = False


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A published questionnaire version that a mission may carry."""

    ref: str
    form_id: str
    version: str
    title_ar: str
    title_en: str


@dataclass(frozen=True, slots=True)
class CentreChoice:
    """A centre that a mission may go to."""

    ref: str
    code: str
    name_ar: str
    name_en: str


@dataclass(frozen=True, slots=True)
class MissionFilter:
    """Which missions of a cycle: `search` looks at number and centre; empty fields do not filter."""

    wave: str
    search: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class MissionCard:
    """A mission as the planner sees it: the shopper is a cycle number."""

    ref: str
    wave_ref: str
    number: str
    centre_ref: str
    centre_ar: str
    centre_en: str
    entity_ar: str
    entity_en: str
    channel: str
    kind: str
    is_known_to_body: bool
    planned_start: datetime | None
    planned_end: datetime | None
    answer_by: datetime | None
    scenario_ar: str
    scenario_en: str
    form_id: str
    window_start: datetime
    window_end: datetime
    state: MissionState


@dataclass(frozen=True, slots=True)
class OpenMission:
    """What the intake needs of a mission that is still to be done."""

    id: int
    ref: str
    questionnaire_version_id: int
    form_id: str
    centre_ar: str
    centre_en: str
    scenario_ar: str
    scenario_en: str
    state: MissionState


def wave_cards() -> tuple[WaveCard, ...]:
    """Return every cycle, the newest by its first day first (then by number); empty before the first."""
    waves = Wave.objects.order_by("-starts_on", "-number")
    counts: dict[int, dict[str, int]] = {}
    by_state = (
        Mission.objects.order_by().values_list("wave_id", "state").annotate(n=Count("*"))
    )  # read off an index alone
    for wave_id, state, count in by_state:
        own = counts.setdefault(wave_id, {"missions": 0, "done": 0})
        own["missions"] += count
        own["done"] += count if state == MissionState.DONE else 0
    return tuple(wave_card_of(wave, counts.get(wave.pk, {})) for wave in waves)


def wave_card(ref: str) -> WaveCard | None:
    """Return one cycle by its ref; None when there is no such cycle."""
    return next((card for card in wave_cards() if card.ref == ref), None)


def wave_card_of(wave: Wave, counts: Mapping[str, Any]) -> WaveCard:
    """Return a cycle as plain values."""
    return WaveCard(
        wave.ref,
        wave.number,
        wave.name_ar,
        wave.name_en,
        WaveState(wave.state),
        wave.starts_on,
        wave.ends_on,
        counts.get("missions", 0),
        counts.get("done", 0),
        wave.phase,
        wave.is_for_the_public,
    )


MISSION_FIELDS: tuple[str, ...] = (
    "ref",
    "wave__ref",
    "cycle_number__number",
    "centre__ref",
    "centre__name_ar",
    "centre__name_en",
    "centre__entity__name_ar",
    "centre__entity__name_en",
    "channel",
    "kind",
    "is_known_to_body",
    "planned_start",
    "planned_end",
    "answer_by",
    "scenario__name_ar",
    "scenario__name_en",
    "questionnaire_version__questionnaire__form_id",
    "window_start",
    "window_end",
    "state",
)


def mission_cards(
    *, wave: str, search: str = "", state: str = "", offset: int = 0, size: int = 50
) -> tuple[MissionCard, ...]:
    """Return missions of a cycle whose number or centre holds `search`; empty when none does."""
    missions = filtered(MissionFilter(wave, search, state))
    rows = missions.order_by("window_start", "cycle_number__number", "ref").values_list(*MISSION_FIELDS)
    return tuple(mission_card_of(row) for row in rows[offset : offset + size])


def mission_card_of(row: Sequence[Any]) -> MissionCard:
    """Return the values of `MISSION_FIELDS` as a card."""
    names = [field.name for field in fields(MissionCard)]
    return MissionCard(**dict(zip(names, row, strict=True)) | {"state": MissionState(row[-1])})


def count_missions(wanted: MissionFilter) -> int:
    """Return how many missions fit; zero when none does."""
    return filtered(wanted).count()


def mission_card(ref: str) -> MissionCard | None:
    """Return one mission by its ref; None when there is none."""
    row = Mission.objects.filter(ref=ref).values_list(*MISSION_FIELDS).first()
    return mission_card_of(row) if row else None


def missions_by_state(wave: str) -> dict[MissionState, int]:
    """Return how many missions of a cycle are in each state; a state without any is missing."""
    rows = Mission.objects.filter(wave__ref=wave).order_by().values("state").annotate(count=Count("*"))
    return {MissionState(row["state"]): row["count"] for row in rows}


def missions_overdue(at: datetime, file: Blueprint | None = None) -> dict[str, int]:
    """
    Return, by the cycle's ref, how many accepted missions are past their window, and past the hours that the programme's file
    gives for a report after it; a cycle without any is missing.
    """
    hours = int(file.said("clocks.report_hours", 0)) if file else 0
    remote = int(file.said("clocks.report_hours_remote", hours)) if file else 0
    past = Q(channel__in=AT_A_PLACE, window_end__lt=at - timedelta(hours=hours))
    past |= ~Q(channel__in=AT_A_PLACE) & Q(window_end__lt=at - timedelta(hours=remote))
    late = Mission.objects.filter(past, state=MissionState.ACCEPTED, window_end__lt=at)
    rows = late.order_by().values("wave__ref").annotate(count=Count("*"))
    return {row["wave__ref"]: row["count"] for row in rows}


def mission_counts() -> dict[str, dict[MissionState, int]]:
    """Return, by the cycle's ref, how many missions are in each state; what there is none of is missing. One query."""
    counts: dict[str, dict[MissionState, int]] = {}
    for row in Mission.objects.order_by().values("wave__ref", "state").annotate(count=Count("*")):
        counts.setdefault(row["wave__ref"], {})[MissionState(row["state"])] = row["count"]
    return counts


def filtered(wanted: MissionFilter) -> QuerySet[Mission]:
    """Return the missions that fit, unordered."""
    missions = Mission.objects.filter(wave__ref=wanted.wave)
    if wanted.search:
        missions = missions.filter(
            Q(cycle_number__number__icontains=wanted.search)
            | Q(centre__name_ar__icontains=wanted.search)
            | Q(centre__name_en__icontains=wanted.search)
            | Q(centre__code__icontains=wanted.search)
        )
    return missions.filter(state=wanted.state) if wanted.state else missions


def form_choices() -> tuple[FormChoice, ...]:
    """Return the published questionnaire versions, newest of a form first; empty before the first."""
    versions = QuestionnaireVersion.objects.filter(state=QuestionnaireState.PUBLISHED)
    rows = versions.order_by("questionnaire__form_id", "-published_at")
    return tuple(
        FormChoice(*row) for row in rows.values_list("ref", "questionnaire__form_id", "version", "title_ar", "title_en")
    )


def centre_choices(*, search: str = "", size: int = 500) -> tuple[CentreChoice, ...]:
    """Return active centres whose code or name holds `search`, by code, at most `size`; empty when none does."""
    centres = Centre.objects.filter(is_active=True)
    if search:
        named = Q(name_ar__icontains=search) | Q(name_en__icontains=search) | Q(code__icontains=search)
        centres = centres.filter(named)
    rows = centres.order_by("code").values_list("ref", "code", "name_ar", "name_en")
    return tuple(CentreChoice(*row) for row in rows[:size])


def centre_named(text: str) -> tuple[CentreChoice, ...]:
    """Return the active centre with exactly this code, else those whose code or name holds the text (at most six)."""
    exact = tuple(card for card in centre_choices(search=text, size=50) if text.casefold() == card.code.casefold())
    return exact or centre_choices(search=text, size=6)


def plan_of_rows(
    *, wave: str, rows: Sequence[MissionRow], zone: tzinfo, at: datetime
) -> tuple[tuple[MissionPlan, ...], tuple[Fault, ...]]:
    """
    Return the plans of a checked mission list, or the faults of the codes that stand for nothing. Writes nothing.

    `zone` is where the list's local times are read. Plans are empty when any row has a fault.

    :raises PhaseGone: as `waves.plan_missions`
    """
    found = Wave.objects.get(ref=wave)
    check_stands(found)
    known = KnownCodes.of(wave, rows, zone)
    faults = tuple(fault for row in rows for fault in known.faults_of(row))
    plans = () if faults else tuple(known.plan(row, zone) for row in rows)
    faults += tuple(unready_row(rows[place - 1], fault) for place, fault in unready_places(plans, at))
    faults += tuple(ruled_row(rows[place - 1].row, fault) for place, fault in ruled_out(plans, mission_rules()))
    faults += tuple(away_row(rows[place - 1]) for place in away_places(plans))
    later = not_begun(found, (plan.centre for plan in plans))
    faults += tuple(not_begun_row(row) for row, plan in zip(rows, plans, strict=False) if plan.centre in later)
    faults += tuple(repeated(rows[place - 1].row) for place in repeated_places(wave, plans))
    return (() if faults else plans), faults


def missions_of_number(cycle_number_id: int) -> tuple[OpenMission, ...]:
    """Return the accepted and done missions of a cycle number, by ref; empty when it has none. One query."""
    rows = (
        Mission.objects.filter(cycle_number_id=cycle_number_id, state__in=[MissionState.ACCEPTED, MissionState.DONE])
        .order_by("ref")
        .values_list(
            "id",
            "ref",
            "questionnaire_version_id",
            "questionnaire_version__questionnaire__form_id",
            "centre__name_ar",
            "centre__name_en",
            "scenario__name_ar",
            "scenario__name_en",
            "state",
        )
    )
    return tuple(OpenMission(*row[:-1], state=MissionState(row[-1])) for row in rows)


AGREED = frozenset({MissionState.ACCEPTED, MissionState.DONE})
"""What a shopper took on: the missions that she may file visits of."""

FETCHED = AGREED | {MissionState.OFFERED}
"""Whose forms a phone may fetch: an offered one too, so that she can say yes where there is no line, and go."""


def state_of_mission(cycle_number_id: int, ref: str) -> MissionState | None:
    """Return the state of a number's mission; None where there is no such mission, or it is another's. One query."""
    found = Mission.objects.filter(cycle_number_id=cycle_number_id, ref=ref).values_list("state", flat=True).first()
    return None if found is None else MissionState(found)


def version_of_mission(cycle_number_id: int, ref: str, *, states: Collection[MissionState] = AGREED) -> int | None:
    """Return the questionnaire version of a number's mission in one of these states; None for any other, and another's."""
    found = Mission.objects.filter(cycle_number_id=cycle_number_id, ref=ref, state__in=states)
    return found.values_list("questionnaire_version_id", flat=True).first()
