"""The first page of the desk: what needs me now, then how far the cycles are and whom they wait for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from basira.programme.people.permissions import Act, can
from basira.programme.waves import queries as waves
from basira.surfaces.console.home.needs import needs_of
from basira.surfaces.console.waves.progress import progress_of
from basira.surfaces.console.waves.standing import standings
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@allowed_to(Act.VIEW_DESK)
@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """What needs me now."""
    now = timezone.now()
    cards = waves.wave_cards()
    found = standings(cards)
    cycles = [progress_of(card, found[card.ref], request.actor) for card in cards]
    running = [progress for progress in cycles if not progress.is_over]
    context = {"needs": needs_of(request.actor, now, found.values()), "running": running, "now": now}
    return render(request, "console/home/home.html", context | {"sees_missions": can(request.actor, Act.VIEW_MISSIONS)})
