"""The demo's life event, simulated: a birth over four bodies, with two breaks in the newest closed cycle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from basira.core.imports.life_events import LifeEventRow, StepRow
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MissionState, VisitState
from basira.core.kernel.registry import Channel
from basira.core.simulation.demo_plan import COVERAGE
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.fieldwork.verbs import ImportedVisit
from basira.programme.instruments import verbs as instruments
from basira.programme.journeys import queries
from basira.programme.journeys.verbs import StepOrder, plan_case, write_life_events
from basira.programme.registry.verbs.importing import free_code
from basira.programme.review import verbs as review
from basira.surfaces.cli.demo_way_form import WAY_FILENAME, way_workbook

CASES = 8
DAYS_BETWEEN = 4
OPENING = time(8)
WAY_SERVICES = {
    "primary-care": ("إشعار ولادة", "Birth notification"),
    "notary": ("شهادة ميلاد", "Birth certificate"),
    "coast-municipality": ("تسجيل مولود في سجل السكن", "Newborn in the housing record"),
    "passports": ("جواز سفر لمولود", "Passport for a newborn"),
}
"""What each body on the way gives, in the order of the way."""
TAKEN: dict[str, tuple[str, str, str, str, int]] = {
    "primary-care": ("هوية الوالدين", "The parents' identity cards", "إشعار الولادة", "The birth notification", 1),
    "notary": ("إشعار الولادة", "The birth notification", "شهادة الميلاد", "The birth certificate", 3),
    "coast-municipality": ("شهادة الميلاد", "The birth certificate", "قيد السكن", "The housing record", 3),
    "passports": ("شهادة الميلاد وقيد السكن", "Certificate and housing record", "جواز السفر", "The passport", 10),
}
"""What the citizen brings and what is handed on, in both languages, and the promised days."""
SAID = {
    "primary-care": {"asked_again": "na", "typed_again": "na", "handed_over": "yes", "inside": "35", "result_days": "1"},
    "notary": {"asked_again": "yes", "typed_again": "no", "handed_over": "yes", "inside": "50", "result_days": "3"},
    "coast-municipality": {
        "asked_again": "no", "typed_again": "no", "handed_over": "yes", "inside": "40", "result_days": "9",
    },
    "passports": {"asked_again": "no", "typed_again": "no", "handed_over": "na", "inside": "25", "result_days": "7"},
}  # fmt: skip
"""What the visits of most cases told: the second body asks again for what the first had issued, the third is late."""
SMOOTH = {"asked_again": "no", "result_days": "1"}
"""What the one case without a break told of these two."""


@dataclass(frozen=True, slots=True)
class Way:
    """The life event, its questionnaire and its scenario, by refs."""

    event: str
    version: str
    scenario: str


def extra_services(entity: str) -> tuple[str, ...]:
    """Return the services that a body has beside the one that is tried, as a list of centres spells them."""
    return (" / ".join(WAY_SERVICES[entity]),) if entity in WAY_SERVICES else ()


def write_way(scenario: str, people: tuple[Actor, Actor], at: datetime) -> Way:
    """Write the birth and publish its questionnaire, as the planner and the director."""
    planner, director = people
    steps = tuple(step_row(number, entity) for number, entity in enumerate(WAY_SERVICES, 2))
    birth = LifeEventRow(2, "demo-birth", "ولادة طفل (محاكاة)", "The birth of a child (simulated)", steps)
    write_life_events(rows=[birth], file_sha256=birth.sha256, by=planner, at=at)
    uploaded = instruments.upload_questionnaire(content=way_workbook(), filename=WAY_FILENAME, by=director, at=at)
    instruments.publish_questionnaire(ref=uploaded.ref, by=director, at=at)
    return Way(queries.life_event_cards()[0].ref, uploaded.ref, scenario)


def step_row(number: int, entity: str) -> StepRow:
    """Return one step of the birth."""
    name_ar, name_en = WAY_SERVICES[entity]
    brings_ar, brings_en, hands_ar, hands_en, days = TAKEN[entity]
    service = free_code(f"{entity[:18]} {name_en}", set())
    return StepRow(
        number, service, "", Channel.COUNTER, name_ar, name_en, brings_ar, brings_en, hands_ar, hands_en, days
    )


def run_cases(
    wave: str,
    way: Way,
    places: tuple[Mapping[str, str], Sequence[str], date],
    people: tuple[Actor, Actor, Actor],
    moments: tuple[datetime, datetime],
) -> None:
    """Plan the cases at the first moment, each by another number; at the second their visits are filed and accepted."""
    centres, numbers, start = places
    planner, director, reviewer = people
    planned, at = moments
    visits: list[ImportedVisit] = []
    for place, number in enumerate(numbers[:CASES]):
        orders = [order_of(way, at_step, (place, number), (centres, start)) for at_step in enumerate(WAY_SERVICES)]
        case = plan_case(wave=wave, life_event=way.event, orders=orders, by=planner, at=planned)
        sent = next(card for card in queries.case_cards(wave) if card.ref == case.ref)
        visits += [
            ImportedVisit(mission, answers_of(entity, place), start + timedelta(days=day_of(step, place)))
            for step, (entity, (mission, _state)) in enumerate(zip(WAY_SERVICES, sent.missions, strict=True))
        ]
    refs = fieldwork.import_visits(visits=visits, by=director, at=at)
    review.settle_in_bulk(to=VisitState.ACCEPTED, reason="إجابات الرحلة مكتملة.", visits=refs, by=reviewer, at=at)


def order_of(
    way: Way, step: tuple[int, str], case: tuple[int, str], where: tuple[Mapping[str, str], date]
) -> StepOrder:
    """Return the mission of one step: the cases go to the body's well-visited centres in turn."""
    (place, entity), (count, number), (centres, start) = step, case, where
    own = sorted(code for code in centres if code.startswith(f"{entity}-") and code not in COVERAGE)
    begins = timezone.make_aware(datetime.combine(start + timedelta(days=day_of(place, count)), OPENING))
    return StepOrder(
        cycle_number=number,
        centre=centres[own[count % len(own)]],
        scenario=way.scenario,
        questionnaire_version=way.version,
        window_start=begins,
        window_end=begins + timedelta(days=3),
        state=MissionState.DONE,
    )


def day_of(step: int, case: int) -> int:
    """Return the day of the cycle on which a step of a case is visited."""
    return case + DAYS_BETWEEN * step


def answers_of(entity: str, case: int) -> dict[str, str]:
    """Return what a visit filed; the first case of all met no break."""
    said = SAID[entity] | ({} if case or entity in ("primary-care", "passports") else SMOOTH)
    return {f"/data/{name}": text for name, text in said.items()}
