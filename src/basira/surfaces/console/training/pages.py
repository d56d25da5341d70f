"""Reading training at the desk: what there is, the bank, one example, and who of a cycle lacks what."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from basira.core.kernel.registry import Channel
from basira.gateways.vault import VaultNotReachable
from basira.programme.panel.own import leaving_numbers
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.training import queries
from basira.programme.training.gate import demand_now, held_by_numbers, held_here
from basira.programme.waves import queries as waves
from basira.surfaces.console.answers import found, page_of
from basira.surfaces.console.training.forms import KINDS, DemandForm, RecogniseForm
from basira.surfaces.console.vocabulary import CHANNEL_NAMES
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@allowed_to(Act.VIEW_TRAINING)
@require_GET
def training(request: StaffRequest) -> HttpResponse:
    """Show what is demanded, and everything that shoppers learn and sign."""
    demand, today = demand_now(), timezone.localdate()
    context = {
        "demand": demand,
        "demand_form": DemandForm(initial={"certificate": demand.certificate, "pledge": demand.pledge}),
        "may_set": permissions.can(request.actor, Act.SET_TRAINING),
        "may_see_roster": permissions.can(request.actor, Act.VIEW_ROSTER),
        "certificates": [(card, channel_words(card.channel)) for card in queries.qualification_cards()],
        "courses": [
            (card, KINDS[card.kind], timezone.localdate(card.starts_at) < today)
            for card in queries.course_cards(today=today)
        ],
        "examples": queries.example_cards(),
        "pledge": queries.pledge_now(),
        "waves": waves.wave_cards(),
    }
    return render(request, "console/training/training.html", context)


@allowed_to(Act.VIEW_TRAINING)
@require_GET
def questions(request: StaffRequest) -> HttpResponse:
    """List the bank."""
    page = page_of(request, [(card, channel_words(card.channel)) for card in queries.question_cards()])
    return render(request, "console/training/questions.html", {"page": page})


@allowed_to(Act.VIEW_ROSTER)
@require_GET
def example(request: StaffRequest, ref: str) -> HttpResponse:
    """Show how each number marked an example, against its key and against the others."""
    observers = found(queries.observers_of(ref))
    card = next(each for each in queries.example_cards() if each.ref == ref)
    return render(request, "console/training/example.html", {"example": card, "observers": observers})


@allowed_to(Act.VIEW_ROSTER)
@require_GET
def roster(request: StaffRequest, wave: str) -> HttpResponse:
    """Show the numbers of a cycle with what each of them has and lacks."""
    return roster_page(request, wave, None)


def roster_page(request: StaffRequest, wave: str, form: RecogniseForm | None) -> HttpResponse:
    """
    Show a roster with the form that recognises training had elsewhere; 422 where that is refused.

    First come those who want to stop and whose notice nobody noted, then who lacks something.
    """
    card = found(waves.wave_card(wave))
    refs, today, is_whole = queries.number_refs(wave), timezone.localdate(), True
    try:
        held = held_by_numbers(refs, on=today, by="desk")
    except VaultNotReachable:
        held, is_whole = held_here(set(refs), today), False
    rows, pledge = queries.roster(wave, held), queries.pledge_now()
    certificates = [each for each in queries.qualification_cards() if each.is_open]
    leaving = leaving_numbers(wave)
    wanted = {each.ref for each in certificates} | ({pledge.ref} if pledge else set())
    first = sorted(rows, key=lambda row: (leaving.get(row.ref, True), wanted <= row.held))  # stable: by number within
    context = {
        "wave": card,
        "page": page_of(request, first),
        "certificates": certificates,
        "pledge": pledge,
        "leaving": leaving,
        "is_whole": is_whole,
        "form": form or RecogniseForm(numbers=[(row.ref, row.number) for row in rows]),
        "lacking": sum(any(each.ref not in row.held for each in certificates) for row in rows),
        "unsigned": sum(pledge.ref not in row.held for row in rows) if pledge else 0,
    }
    return render(request, "console/training/roster.html", context, status=422 if form and form.errors else 200)


def channel_words(channel: str) -> object:
    """Return the name of a channel; "" for all of them."""
    return CHANNEL_NAMES[Channel(channel)] if channel else ""
