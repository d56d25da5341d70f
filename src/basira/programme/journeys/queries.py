"""What the desk reads of life events and cases: frozen cards. Who ran a case is read by the planner alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from basira.core.imports.life_events import KnownPlaces
from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.registry import Channel
from basira.programme.journeys.models import Case, CaseStep, LifeEvent, LifeEventStep
from basira.programme.registry.models import Centre, Service


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step with its body; `centre_ref` is "" where any centre of the body will do."""

    ref: str
    place: int
    name_ar: str
    name_en: str
    entity_ref: str
    entity_name_ar: str
    entity_name_en: str
    service_code: str
    service_name_ar: str
    service_name_en: str
    centre_ref: str
    centre_name_ar: str
    centre_name_en: str
    channel: Channel
    brings_ar: str
    brings_en: str
    hands_ar: str
    hands_en: str
    promised_days: int | None


@dataclass(frozen=True, slots=True)
class LifeEventCard:
    """One version of a life event. `is_newest` tells that new cases may be planned by it."""

    ref: str
    code: str
    version: int
    name_ar: str
    name_en: str
    steps: int
    cases: int
    is_newest: bool


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case for the planner: the number that runs it, and the state of each step's mission in the order of the way."""

    ref: str
    number: str
    event_ref: str
    event_name_ar: str
    event_name_en: str
    is_split: bool
    missions: tuple[tuple[str, MissionState], ...]


def life_event_cards() -> tuple[LifeEventCard, ...]:
    """Return the newest version of every life event, by code. One query."""
    newest = LifeEvent.objects.filter(code=OuterRef("code")).order_by("-version").values("pk")[:1]
    rows = counted_events().filter(pk=Subquery(newest)).order_by("code")
    return tuple(event_card(row, is_newest=True) for row in rows)


def counted_events() -> QuerySet[LifeEvent]:
    """Return life events with how many steps and cases they have."""
    return LifeEvent.objects.annotate(own_steps=Count("steps", distinct=True), own_cases=Count("cases", distinct=True))


def event_card(row: LifeEvent, *, is_newest: bool) -> LifeEventCard:
    """Return a version as a card."""
    steps, cases = getattr(row, "own_steps", 0), getattr(row, "own_cases", 0)
    return LifeEventCard(row.ref, row.code, row.version, row.name_ar, row.name_en, steps, cases, is_newest)


def life_event_page(ref: str) -> tuple[LifeEventCard, tuple[StepCard, ...], tuple[LifeEventCard, ...]] | None:
    """Return a version, its steps, and the other versions, newest first; None without such a version. Three queries."""
    row = counted_events().filter(ref=ref).first()
    if row is None:
        return None
    every = list(counted_events().filter(code=row.code).order_by("-version"))
    card = event_card(row, is_newest=every[0].pk == row.pk)
    others = tuple(event_card(one, is_newest=one.pk == every[0].pk) for one in every if one.pk != row.pk)
    return card, step_cards([row.pk])[row.pk], others


def step_cards(events: Iterable[int]) -> dict[int, tuple[StepCard, ...]]:
    """Return the steps of life events in the order of the way, by the event's key. One query."""
    rows = LifeEventStep.objects.filter(life_event__in=list(events)).select_related("entity", "service", "centre")
    found: dict[int, list[StepCard]] = {}
    for row in rows.order_by("life_event_id", "place"):
        found.setdefault(row.life_event_id, []).append(step_card(row))
    return {event: tuple(steps) for event, steps in found.items()}


def step_card(row: LifeEventStep) -> StepCard:
    """Return a step as a card."""
    return StepCard(
        row.ref,
        row.place,
        row.name_ar,
        row.name_en,
        row.entity.ref,
        row.entity.name_ar,
        row.entity.name_en,
        row.service.code,
        row.service.name_ar,
        row.service.name_en,
        row.centre.ref if row.centre else "",
        row.centre.name_ar if row.centre else "",
        row.centre.name_en if row.centre else "",
        Channel(row.channel),
        row.brings_ar,
        row.brings_en,
        row.hands_ar,
        row.hands_en,
        row.promised_days,
    )


def step_named(ref: str) -> StepCard | None:
    """Return one step; None where the ref names none. One query at most."""
    row = LifeEventStep.objects.filter(ref=ref).select_related("entity", "service", "centre").first() if ref else None
    return step_card(row) if row else None


def centres_for(steps: Sequence[StepCard]) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return the active centres of each step's body as (ref, Arabic, English), by the body's ref. One query."""
    rows = Centre.objects.filter(entity__ref__in={step.entity_ref for step in steps}, is_active=True).order_by("code")
    found: dict[str, list[tuple[str, str, str]]] = {}
    for entity, ref, arabic, english in rows.values_list("entity__ref", "ref", "name_ar", "name_en"):
        found.setdefault(entity, []).append((ref, arabic or english, english or arabic))
    return {entity: tuple(centres) for entity, centres in found.items()}


def case_cards(wave: str) -> tuple[CaseCard, ...]:
    """Return the cases of a cycle in the order in which they were planned, for who may see missions. Two queries."""
    rows = Case.objects.filter(wave__ref=wave).select_related("life_event", "cycle_number").order_by("pk")
    sent: dict[int, list[tuple[str, MissionState]]] = {}
    steps = CaseStep.objects.filter(case__wave__ref=wave).order_by("case_id", "step__place")
    for case, mission, state in steps.values_list("case_id", "mission__ref", "mission__state"):
        sent.setdefault(case, []).append((mission, MissionState(state)))
    return tuple(
        CaseCard(
            row.ref,
            row.cycle_number.number,
            row.life_event.ref,
            row.life_event.name_ar,
            row.life_event.name_en,
            row.is_split,
            tuple(sent.get(row.pk, ())),
        )
        for row in rows
    )


def cycles_of(event: str) -> tuple[tuple[str, str, str, int], ...]:
    """Return the cycles in which cases ran through a version, newest first: (ref, Arabic, English, cases). One query."""
    rows = Case.objects.filter(life_event__ref=event).values("wave__ref", "wave__name_ar", "wave__name_en")
    found = rows.annotate(cases=Count("pk"), starts=Max("wave__starts_on")).order_by("-starts")
    return tuple((row["wave__ref"], row["wave__name_ar"], row["wave__name_en"], row["cases"]) for row in found)


def service_choices(language: str) -> list[tuple[str, str]]:
    """Return every service as (code, "body: service") in a language ("ar", else English), by body. One query."""
    end = "ar" if language == "ar" else "en"
    rows = Service.objects.order_by(f"entity__name_{end}", f"name_{end}")
    return [
        (code, f"{body}: {name}") for code, body, name in rows.values_list("code", f"entity__name_{end}", f"name_{end}")
    ]


def known_places() -> KnownPlaces:
    """Return the body of each service and of each active centre, by codes. Two queries."""
    return KnownPlaces(
        dict(Service.objects.values_list("code", "entity__code")),
        dict(Centre.objects.filter(is_active=True).values_list("code", "entity__code")),
    )
