"""What a shopper's phone is told of her missions: everything it needs for days without a line, and nothing beside."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.registry import Channel, MissionKind, SiteType
from basira.core.kernel.shopper_moves import MOST_RESCHEDULES, ShopperMove, moves_from
from basira.programme.registry.models import Centre
from basira.programme.waves.models import Mission, Wave
from basira.programme.waves.scenario_cards import ScenarioTexts, scenario_as_approved

TO_BE_DONE = frozenset({MissionState.OFFERED, MissionState.ACCEPTED})
"""Where a phone needs the card and the form."""

TOLD = frozenset(MissionState) - {MissionState.PLANNED}
"""What a phone hears of; what is planned may still change or go to somebody else."""


@dataclass(frozen=True, slots=True)
class PhoneCentre:
    """Where a mission is made; `latitude` and `longitude` are degrees, both None where the place is not known."""

    ref: str
    name_ar: str
    name_en: str
    town_ar: str
    town_en: str
    region_ar: str
    region_en: str
    site_type: SiteType
    latitude: Decimal | None
    longitude: Decimal | None


@dataclass(frozen=True, slots=True)
class PhoneMission:
    """
    A mission as a phone keeps it; `planned_start` and `planned_end` once she has had another time.

    `scenario` and `version_id` are None once nothing is left to do.
    """

    ref: str
    kind: MissionKind
    state: MissionState
    channel: Channel
    is_known_to_body: bool
    window_start: datetime
    window_end: datetime
    planned_start: datetime | None
    planned_end: datetime | None
    answer_by: datetime | None
    reschedules_left: int
    moves: tuple[ShopperMove, ...]
    centre: PhoneCentre
    service_code: str
    service_ar: str
    service_en: str
    scenario: ScenarioTexts | None
    version_id: int | None


@dataclass(frozen=True, slots=True)
class PhoneCycle:
    """The cycle that a phone's key is for."""

    number: int
    starts_on: date
    ends_on: date


def phone_cycle(wave_id: int) -> PhoneCycle:
    """Return the cycle with this id."""
    wave = Wave.objects.get(pk=wave_id)
    return PhoneCycle(wave.number, wave.starts_on, wave.ends_on)


def phone_missions(cycle_number_id: int) -> tuple[PhoneMission, ...]:
    """Return what a phone is told of the missions of a cycle number, by the end of their window; one query."""
    found = Mission.objects.filter(cycle_number_id=cycle_number_id, state__in=TOLD)
    rows = found.order_by("window_end", "ref").select_related("centre", "service", "scenario")
    return tuple(phone_mission_of(mission) for mission in rows)


def phone_mission_of(mission: Mission) -> PhoneMission:
    """Return a mission as plain values; the card and the form only while there is something to do."""
    state = MissionState(mission.state)
    has_card = state in TO_BE_DONE
    return PhoneMission(
        ref=mission.ref,
        kind=MissionKind(mission.kind),
        state=state,
        channel=Channel(mission.channel),
        is_known_to_body=mission.is_known_to_body,
        window_start=mission.window_start,
        window_end=mission.window_end,
        planned_start=mission.planned_start,
        planned_end=mission.planned_end,
        answer_by=(mission.answer_by or mission.window_end) if state is MissionState.OFFERED else None,
        reschedules_left=MOST_RESCHEDULES - mission.reschedules if has_card else 0,
        moves=moves_from(state, mission.reschedules),
        centre=phone_centre_of(mission.centre),
        service_code=mission.service.code if mission.service else "",
        service_ar=mission.service.name_ar if mission.service else "",
        service_en=mission.service.name_en if mission.service else "",
        scenario=scenario_as_approved(mission.scenario) if has_card else None,
        version_id=mission.questionnaire_version_id if has_card else None,
    )


def phone_centre_of(centre: Centre) -> PhoneCentre:
    """Return a centre as plain values."""
    return PhoneCentre(
        centre.ref,
        centre.name_ar,
        centre.name_en,
        centre.town_ar,
        centre.town_en,
        centre.region_ar,
        centre.region_en,
        SiteType(centre.site_type),
        centre.latitude,
        centre.longitude,
    )
