"""Takes the simulated world through the real verbs: registry, questionnaire, panel, cycles, visits, review, results."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby

from django.utils import timezone

from basira.core.imports.centre_row import CentreRow
from basira.core.imports.geo import Point
from basira.core.kernel.actor import Actor
from basira.core.kernel.field_keys import KeyKind
from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.core.kernel.registry import Channel, EntityKind
from basira.core.kernel.scenarios import ScenarioPoint
from basira.core.simulation import (
    CyclePlan,
    ProgrammePlan,
    SimulatedMission,
    SimulatedOutcome,
    SimulatedVisit,
    World,
)
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.fieldwork.verbs import ImportedVisit
from basira.programme.findings import verbs as findings
from basira.programme.instruments import verbs as instruments
from basira.programme.panel import verbs as panel
from basira.programme.publishing import verbs as publishing
from basira.programme.registry import verbs as registry
from basira.programme.registry.verbs import ImportDefaults
from basira.programme.registry.verbs.importing import free_code
from basira.programme.results import verbs as results
from basira.programme.review import verbs as review
from basira.programme.waves import verbs as waves
from basira.programme.waves.verbs import MissionPlan
from basira.surfaces.cli.demo_form import FILENAME, demo_workbook
from basira.surfaces.cli.demo_noted import note_bodies
from basira.surfaces.cli.demo_review import settle_visits
from basira.surfaces.cli.demo_scope import Scope
from basira.surfaces.cli.demo_ways import extra_services, run_cases, write_way

WINDOW_DAYS = 7
DAYS_BETWEEN_CYCLES = 60
RUNNING_FOR_DAYS = 30
SET_UP_DAYS = 45
TOLD_AGO = timedelta(days=5)
"""Since the bodies were informed of the newest closed cycle, so that there is something left to answer."""
OPENING = time(8)
"""When the window of a mission opens, by the clock of the place."""
"""Between the set-up of the programme and the first day of its first cycle."""
OPEN_STATES = (MissionState.ACCEPTED, MissionState.ACCEPTED, MissionState.OFFERED, MissionState.PLANNED)
"""Open missions of the running cycle, in turn."""

ENDED_AS = {
    SimulatedOutcome.DONE: MissionState.DONE,
    SimulatedOutcome.DECLINED: MissionState.DECLINED,
    SimulatedOutcome.NOT_DONE: MissionState.NOT_DONE,
}
SCENARIOS = {
    Channel.COUNTER: ("demo-counter", "مراجع عند النافذة", "A customer at the counter"),
    Channel.PHONE: ("demo-phone", "متصل يستفسر", "A caller with a question"),
    Channel.WEBSITE: ("demo-website", "متعامل عبر الموقع", "A customer on the website"),
    Channel.EVENT: ("demo-event", "زائر عند الجناح", "A visitor at the stand"),
}
STORY = {
    "story_ar": "تحتاج إلى الخدمة لنفسك وتسأل عن المستندات والرسوم ومدة الإنجاز.",
    "story_en": "You need the service for yourself, and ask about documents, fees and how long it takes.",
    "must_ar": "اسأل عن المستندات والرسوم والمدة، ولاحظ الانتظار والتعامل.",
    "must_en": "Ask about documents, fees and time; note the wait and the manner.",
    "may_ar": "يمكنك الانصراف قبل إتمام المعاملة.",
    "may_en": "You may leave before the transaction is complete.",
    "never_ar": "لا تستفز أحدًا، ولا تدفع رسومًا، ولا تصوّر الأشخاص.",
    "never_en": "Never provoke anybody, pay a fee, or photograph people.",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who does what in the demo."""

    director: Actor
    planner: Actor
    panel_officer: Actor
    reviewers: tuple[Actor, Actor]
    analyst: Actor
    publishers: tuple[Actor, Actor]
    approver: Actor
    """Who confirms what the planner wrote."""


@dataclass(frozen=True, slots=True)
class Places:
    """What plans need to know of the registry, the questionnaire and the scenarios, by the world's codes."""

    centres: Mapping[str, str]
    scenarios: Mapping[Channel, str]
    version: str
    paths: Mapping[str, str]
    services: Mapping[str, str]
    """The code of the service that is tried, by the centre's code."""


@dataclass(frozen=True, slots=True)
class OpenMission:
    """The mission that is kept for whoever tries the demo with a phone."""

    token: str
    wave_number: int


def load_world(world: World, desk: Desk, scope: Scope, at: datetime) -> OpenMission:
    """Load everything; the last cycle is running on the day of `at`. Every step is journalled at its own time."""
    starts = first_days(world.plan.cycles, at.date())
    begun = datetime.combine(min(starts.values()), at.timetz()) - timedelta(days=SET_UP_DAYS)
    places = load_places(world, desk, begun)
    shoppers = scope.enrol(len(world.shoppers) + 1, desk.panel_officer, begun)
    missions = {
        cycle: list(own)
        for cycle, own in groupby(sorted(world.missions, key=lambda one: one.cycle), key=lambda one: one.cycle)
    }
    newest = [cycle for cycle in world.plan.cycles if cycle.closed][-1]
    scenario = places.scenarios[Channel.COUNTER]
    way = write_way(scenario, (desk.planner, desk.director), begun) if scope.has_ways else None
    for cycle in world.plan.cycles:
        start = starts[cycle.code]
        opened = datetime.combine(start, at.timetz()) - timedelta(days=14)
        settled = opened + timedelta(days=cycle.days + 28) if cycle.closed else at
        wave = waves.open_wave(
            name_ar=f"{cycle.name_ar} {start.year}",
            name_en=f"{cycle.name_en} {start.year}",
            starts_on=start,
            ends_on=start + timedelta(days=cycle.days),
            by=desk.planner,
            at=opened,
        )
        numbers = panel.number_for_cycle(cycle=wave.ref, shoppers=shoppers, by=desk.panel_officer, at=opened)
        # The vault does not say whose a number is: within a cycle, any shopper of the simulation may carry any.
        refs = dict(zip((*world.shoppers, "guest"), (number.ref for number in numbers), strict=True))
        for state in (WaveState.COMMITTED, WaveState.IN_FIELD):
            waves.move_wave(wave=wave.ref, to=state, by=desk.planner, at=opened)
        load_missions(wave.ref, missions[cycle.code], (places, refs, start), desk, (opened, settled))
        if cycle == newest and way:
            where = (places.centres, [refs[one] for one in world.shoppers], start)
            run_cases(wave.ref, way, where, (desk.planner, desk.director, desk.reviewers[0]), (opened, settled))
        if cycle.closed:
            finish_cycle(wave.ref, desk, scope, at - TOLD_AGO if cycle == newest else settled)
    token = guest_mission((wave.ref, refs["guest"]), places, desk, at)
    return OpenMission(token, wave.number)


def first_days(cycles: Sequence[CyclePlan], today: date) -> dict[str, date]:
    """Return the first day of each cycle; the last one is half over today."""
    start = today - timedelta(days=RUNNING_FOR_DAYS)
    found = {}
    for cycle in reversed(cycles):
        found[cycle.code] = start
        start -= timedelta(days=cycle.days + DAYS_BETWEEN_CYCLES)
    return found


def load_places(world: World, desk: Desk, at: datetime) -> Places:
    """Load sectors, entities and centres, publish the questionnaire, write the scenarios."""
    plan, by = world.plan, desk.director
    for sector in plan.sectors:
        registry.add_sector(code=sector.code, name_ar=sector.name_ar, name_en=sector.name_en, by=by, at=at)
    for entity in plan.entities:
        registry.add_entity(
            code=entity.code,
            kind=EntityKind(entity.kind),
            sector=entity.sector,
            name_ar=entity.name_ar,
            name_en=entity.name_en,
            by=by,
            at=at,
        )
    centres = load_centres(plan, by, at)
    uploaded = instruments.upload_questionnaire(content=demo_workbook(plan), filename=FILENAME, by=by, at=at)
    instruments.publish_questionnaire(ref=uploaded.ref, by=by, at=at)
    scenarios = {
        channel: waves.write_scenario(
            code=code, texts={"name_ar": name_ar, "name_en": name_en} | STORY, by=desk.planner, at=at
        ).ref
        for channel, (code, name_ar, name_en) in SCENARIOS.items()
        if any(channel in centre.channels for centre in plan.centres)
    }
    for ref in scenarios.values():
        waves.approve_scenario(scenario=ref, revision=1, points=tuple(ScenarioPoint), by=desk.approver, at=at)
    paths = {criterion.code: f"/data/{criterion.dimension}/{criterion.code}" for criterion in plan.criteria}
    tried = {entity.code: free_code(f"{entity.code[:18]} {entity.service_en}", set()) for entity in plan.entities}
    services = {centre.code: tried[centre.entity] for centre in plan.centres}
    return Places(centres, scenarios, uploaded.ref, paths, services)


def load_centres(plan: ProgrammePlan, by: Actor, at: datetime) -> Mapping[str, str]:
    """Bring the centres in as a list, as a ministry would, and return their refs by code."""
    towns = {town.code: town for town in plan.towns}
    entities = {entity.code: entity for entity in plan.entities}
    rows = [
        CentreRow(
            number=number,
            code=centre.code,
            name_ar=centre.name_ar,
            name_en=centre.name_en,
            entity=centre.entity,
            region=f"{towns[centre.town].region_ar} / {towns[centre.town].region_en}",
            town=f"{towns[centre.town].name_ar} / {towns[centre.town].name_en}",
            site_type=centre.site_type,
            point=Point(float(centre.latitude), float(centre.longitude)),
            services=(
                f"{entities[centre.entity].service_ar} / {entities[centre.entity].service_en}",
                *extra_services(centre.entity),
            ),
            channels=centre.channels,
        )
        for number, centre in enumerate(plan.centres, 2)
    ]
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    return registry.import_centres(rows=rows, defaults=ImportDefaults(), file_sha256=digest, by=by, at=at).centres


def load_missions(
    wave: str,
    simulated: Sequence[SimulatedMission],
    known: tuple[Places, Mapping[str, str], date],
    desk: Desk,
    moments: tuple[datetime, datetime],
) -> None:
    """Plan the missions of a cycle at the first moment; at the second its visits are filed and settled."""
    places, numbers, start = known
    planned, at = moments
    plans = [mission_plan(place, one, places, (numbers[one.shopper], start, at)) for place, one in enumerate(simulated)]
    missions = waves.plan_missions(wave=wave, plans=plans, by=desk.planner, at=planned)
    visited = [(one, mission) for one, mission in zip(simulated, missions, strict=True) if one.visit]
    visits = [
        ImportedVisit(
            mission=mission.ref,
            answers=answers_of(one.visit, places.paths),
            visited_on=start + timedelta(days=one.day),
        )
        for one, mission in visited
        if one.visit
    ]
    refs = fieldwork.import_visits(visits=visits, by=desk.director, at=at)
    settled = [(ref, one.visit) for ref, (one, _mission) in zip(refs, visited, strict=True) if one.visit]
    settle_visits(settled, desk.reviewers, at)


def mission_plan(place: int, one: SimulatedMission, places: Places, when: tuple[str, date, datetime]) -> MissionPlan:
    """Return the plan of one mission, in the state where the simulation left it."""
    number, start, at = when
    begins = timezone.make_aware(datetime.combine(start + timedelta(days=one.day), OPENING))
    is_open = one.outcome is SimulatedOutcome.OPEN
    if is_open:
        begins = at - timedelta(days=1)
    return MissionPlan(
        cycle_number=number,
        centre=places.centres[one.centre],
        service=places.services[one.centre],
        channel=one.channel,
        scenario=places.scenarios[one.channel],
        questionnaire_version=places.version,
        window_start=begins,
        window_end=begins + timedelta(days=2 * WINDOW_DAYS if is_open else WINDOW_DAYS),
        state=OPEN_STATES[place % len(OPEN_STATES)] if is_open else ENDED_AS[one.outcome],
        answer_by=begins + timedelta(days=2 * WINDOW_DAYS),
    )


WORDS = {Decimal(1): "yes", Decimal("0.5"): "partly", Decimal(0): "no", None: "na"}


def answers_of(visit: SimulatedVisit, paths: Mapping[str, str]) -> dict[str, str]:
    """Return the answers of a visit as a phone would have filed them."""
    answers = {paths[code]: WORDS[share] for code, share in visit.answers.items()}
    return answers | {
        "/data/waiting": str(visit.waiting_minutes),
        "/data/serving": str(visit.service_minutes),
        "/data/remark": visit.note_ar,
    }


def finish_cycle(wave: str, desk: Desk, scope: Scope, at: datetime) -> None:
    """Close and score a cycle, inform its bodies, and publish it where the demo publishes."""
    waves.move_wave(wave=wave, to=WaveState.CLOSED, by=desk.planner, at=at)
    review.end_review(wave=wave, by=desk.planner, at=at)
    results.score_wave(wave=wave, by=desk.analyst, at=at)
    note_bodies(wave, scope.noted, (desk.analyst, desk.director), at)
    findings.inform_bodies(wave=wave, by=desk.director, at=at)
    if not scope.publishes:
        return
    release = publishing.prepare_release(wave=wave, by=desk.analyst, at=at)
    for publisher in desk.publishers:
        publishing.approve_release(release=release.ref, by=publisher, at=at)
    publishing.publish_release(release=release.ref, by=desk.publishers[0], at=at)


def guest_mission(who: tuple[str, str], places: Places, desk: Desk, at: datetime) -> str:
    """Give one shopper (cycle, number) of the running cycle a single open mission, and return an OpenRosa client's key."""
    wave, guest = who
    centre = sorted(places.centres)[0]
    plan = MissionPlan(
        cycle_number=guest,
        centre=places.centres[centre],
        service=places.services[centre],
        channel=Channel.COUNTER,
        scenario=places.scenarios[Channel.COUNTER],
        questionnaire_version=places.version,
        window_start=at - timedelta(days=1),
        window_end=at + timedelta(days=2 * WINDOW_DAYS),
        state=MissionState.ACCEPTED,
    )
    waves.plan_missions(wave=wave, plans=[plan], by=desk.planner, at=at)
    return panel.give_field_key(cycle_number=guest, kind=KeyKind.OPENROSA, language="ar", by=desk.panel_officer, at=at)
