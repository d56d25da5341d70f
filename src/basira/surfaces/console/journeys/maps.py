"""The map of a life event in a cycle, for the analyst: steps in order, days between, breaks, and whose a failure was."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from basira.core.journeys import Counted, HandOff, StepCounts
from basira.core.kernel.journeys import BreakKind
from basira.programme.findings import bench as benches
from basira.programme.journeys import maps
from basira.programme.journeys.queries import StepCard
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.results.disclosed import RULE
from basira.surfaces.console.answers import found
from basira.surfaces.console.journeys.views import journeys_step, trail
from basira.surfaces.console.results.views import find_cycle
from basira.surfaces.shared import figures
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.way_chart import Stop, way_picture
from basira.surfaces.shared.way_words import (
    BREAKS,
    WHOSE,
    days_words,
    likely_words,
    minutes_words,
    promised_words,
    seen_words,
)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a map in the reader's language."""

    event: str
    steps: dict[int, str]
    bodies: dict[int, str]


@require_safe
@allowed_to(Act.VIEW_BENCH)
def event_map(request: StaffRequest, event: str, wave: str) -> HttpResponse:
    """The map of one version in one cycle."""
    cycle = find_cycle(wave)
    own = found(maps.event_map(wave=wave, event=event))
    names, is_analyst = names_of(own), permissions.can(request.actor, Act.WRITE_FINDING)
    steps = {step.place: step for step in own.steps}
    breaks = [(place, kind) for place, kind in own.way.breaks]
    open_codes = codes_open(wave, own, breaks) if is_analyst else frozenset[tuple[str, str]]()
    context = {
        "cycle": cycle,
        "event": names.event,
        "cases": figures.number(own.way.cases),
        "whole": figures.number(own.way.whole) if own.way.whole >= RULE.min_visits else "",
        "count": own.way.cases,
        "picture": way_picture(stops(own, names), names.event),
        "breaks": [break_line(own, names, place, kind, wave, open_codes) for place, kind in breaks],
        "steps": [step_line(steps[one.place], one, names, is_analyst) for one in own.way.steps],
        "hand_offs": [hand_off_line(one, names, is_analyst) for one in own.way.hand_offs],
        "trail": trail(journeys_step(), {"url": reverse("console:journeys_event", args=[event]), "label": names.event}),
    }
    return render(request, "console/journeys/map.html", context)


def names_of(own: maps.EventMap) -> Names:
    """Return every name of a map in the reader's language."""
    arabic = (get_language() or "en").startswith("ar")
    return Names(
        own.name_ar if arabic else own.name_en,
        {step.place: step.name_ar if arabic else step.name_en for step in own.steps},
        {step.place: step.entity_name_ar if arabic else step.entity_name_en for step in own.steps},
    )


def stops(own: maps.EventMap, names: Names) -> list[Stop]:
    """Return the steps as the picture draws them; a break in words, the days to the next step where they may be told."""
    days = {one.giver: one.days for one in own.way.hand_offs if one.days.is_safe and one.days.value is not None}
    return [
        Stop(
            figures.number(one.place),
            names.steps[one.place],
            names.bodies[one.place],
            tuple(str(BREAKS[kind]) for kind in one.marked),
            days_words(days[one.place]) if one.place in days else "",
        )
        for one in own.way.steps
    ]


def codes_open(wave: str, own: maps.EventMap, breaks: list[tuple[int, BreakKind]]) -> frozenset[tuple[str, str]]:
    """Return the (body, code) of breaks of which a finding may be written now. A few queries for each body with a break."""
    bodies = {step.place: step.entity_ref for step in own.steps}
    wanted = {(bodies[place], own.codes[place, kind]) for place, kind in breaks if (place, kind) in own.codes}
    opened = {body: benches.bench_of(wave, body) for body, _code in wanted}
    return frozenset(
        (body, code) for body, code in wanted if (bench := opened[body]) and bench.is_open and bench.subject(code, "")
    )


def break_line(  # noqa: PLR0913  a line is made of these
    own: maps.EventMap,
    names: Names,
    place: int,
    kind: BreakKind,
    wave: str,
    open_codes: frozenset[tuple[str, str]],
) -> dict[str, Any]:
    """Return a marked break with the address at which a finding about it is written, "" where none can be."""
    step = next(one for one in own.steps if one.place == place)
    counts: Counted = own.way.steps[[one.place for one in own.way.steps].index(place)].breaks[kind]
    code = own.codes.get((place, kind), "")
    url = ""
    if (step.entity_ref, code) in open_codes:
        asked = urlencode({"about": code, "way": step.ref})
        url = f"{reverse('console:bench_write', args=[wave, step.entity_ref])}?{asked}"
    return {
        "words": BREAKS[kind],
        "step": names.steps[place],
        "body": names.bodies[place],
        "seen": seen_words(counts, is_analyst=False),
        "likely": likely_words(counts),
        "url": url,
    }


def step_line(step: StepCard, counts: StepCounts, names: Names, is_analyst: bool) -> dict[str, Any]:
    """Return a step in numbers, as far as they may be told."""
    return {
        "place": figures.number(step.place),
        "name": names.steps[step.place],
        "body": names.bodies[step.place],
        "card": step,
        "minutes": minutes_words(counts.minutes_inside),
        "promised": promised_words(step.promised_days),
        "took": days_words(counts.result_days),
        "seen": [
            (BREAKS[kind], seen_words(one, is_analyst=is_analyst), kind in counts.marked)
            for kind, one in counts.breaks.items()
            if one.seen
        ],
    }


def hand_off_line(one: HandOff, names: Names, is_analyst: bool) -> dict[str, Any]:
    """Return a hand-off: from whom to whom, the days between, how often it failed and whose that was."""
    return {
        "giver": names.steps[one.giver],
        "taker": names.steps[one.taker],
        "days": days_words(one.days),
        "failed": seen_words(one.failed, is_analyst=is_analyst),
        "whose": [
            (WHOSE[whose], seen_words(count, is_analyst=is_analyst)) for whose, count in one.whose.items() if count.seen
        ],
    }
