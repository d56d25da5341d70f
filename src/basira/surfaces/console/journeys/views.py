"""Pages of life events: all of them, and one version with its steps, its other versions and its cycles."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from basira.programme.journeys import queries
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import found
from basira.surfaces.console.vocabulary import CHANNEL_NAMES
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.way_words import promised_words


def trail(*steps: dict[str, str]) -> list[dict[str, str]]:
    """Return the way here, through the registry."""
    return [{"url": reverse("console:registry"), "label": _("Registry")}, *steps]


def journeys_step() -> dict[str, str]:
    """Return the step of the way that leads to all life events."""
    return {"url": reverse("console:journeys"), "label": _("Life events")}


@require_safe
@allowed_to(Act.VIEW_JOURNEYS)
def life_events(request: StaffRequest) -> HttpResponse:
    """The newest version of every life event."""
    context = {
        "cards": queries.life_event_cards(),
        "may_write": permissions.can(request.actor, Act.WRITE_LIFE_EVENTS),
        "trail": trail(),
    }
    return render(request, "console/journeys/journeys.html", context)


@require_safe
@allowed_to(Act.VIEW_JOURNEYS)
def life_event(request: StaffRequest, event: str) -> HttpResponse:
    """One version with its steps; the maps of its cycles for who may see them."""
    card, steps, others = found(queries.life_event_page(event))
    is_arabic = (get_language() or "en").startswith("ar")
    context = {
        "card": card,
        "steps": [(step, CHANNEL_NAMES[step.channel], promised_words(step.promised_days)) for step in steps],
        "others": others,
        "cycles": [
            (ref, arabic if is_arabic else english, cases) for ref, arabic, english, cases in queries.cycles_of(event)
        ],
        "may_write": permissions.can(request.actor, Act.WRITE_LIFE_EVENTS),
        "may_map": permissions.can(request.actor, Act.VIEW_BENCH),
        "trail": trail(journeys_step()),
    }
    return render(request, "console/journeys/event.html", context)
