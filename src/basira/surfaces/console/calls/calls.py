"""Calls: the list with the ways into the panel, writing one, and moving it on."""

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from basira.core.kernel.classes import Route
from basira.core.kernel.lifecycles import CALL_MOVES, ApplicationState, CallState
from basira.programme.blueprints.changing import set_gaps_between_cycles
from basira.programme.panel import terms
from basira.programme.people import permissions
from basira.programme.people.blueprints import said_now
from basira.programme.people.permissions import Act
from basira.programme.recruiting import queries
from basira.programme.recruiting.eligible import Eligible, eligible_now
from basira.programme.recruiting.verbs import calls as verbs
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.calls.forms import CallForm, GapsForm, MoveForm, RouteForm, asked_of_applicants, initial_of
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.recruiting_words import CRITERIA, ROUTES, rule_words


@allowed_to(Act.VIEW_CALLS)
@require_GET
def calls(request: StaffRequest) -> HttpResponse:
    """List the calls, and the ways into the panel."""
    is_open, gaps = queries.open_routes(), terms.gaps_now()
    is_drawn = Route.DRAW in is_open
    context = {
        "calls": queries.call_cards(),
        "routes": [(str(route), ROUTES[route], route in is_open) for route in Route],
        "may_write": permissions.can(request.actor, Act.MAINTAIN_CALLS) and is_drawn,
        "may_set": permissions.can(request.actor, Act.SET_ROUTES),
        "is_drawn": is_drawn,
        "may_see_papers": permissions.can(request.actor, Act.SEE_PAPERS),
        "may_compare": permissions.can(request.actor, Act.COMPARE_PROVIDERS),
        "gaps": gaps,
        "gaps_form": GapsForm(initial=asdict(gaps)),
    }
    return render(request, "console/calls/calls.html", context)


@allowed_to(Act.SET_ROUTES)
@require_POST
def set_route(request: StaffRequest) -> HttpResponse:
    """Open or close a way into the panel."""
    form = RouteForm(request.POST)
    if not form.is_valid():
        raise Http404
    route, is_open = Route(form.cleaned_data["route"]), form.cleaned_data["is_open"]
    verbs.set_route(route=route, is_open=is_open, by=request.actor, at=timezone.now())
    messages.success(request, _("This way in is open now.") if is_open else _("This way in is closed now."))
    return redirect("console:calls")


@allowed_to(Act.SET_ROUTES)
@require_POST
def set_gaps(request: StaffRequest) -> HttpResponse:
    """Set the days before somebody returns to a place."""
    form = GapsForm(request.POST)
    if not form.is_valid():
        raise terms.GapOutOfRange(most=terms.MOST_GAP_DAYS)
    set_gaps_between_cycles(gaps=form.gaps(), by=request.actor, at=timezone.now())
    messages.success(request, _("The gaps hold for missions that are planned from now on."))
    return redirect("console:calls")


@allowed_to(Act.MAINTAIN_CALLS)
@require_http_methods(["GET", "POST"])
def write_call(request: StaffRequest) -> HttpResponse:
    """Write a call."""
    programme = eligible_now()
    initial = asked_of_applicants(programme.rules, programme.criteria) | {"capacity": said_now("panel.size", 50)}
    form = CallForm(posted(request), initial=initial)
    ref = carried_out(form, lambda: verbs.write_call(text=form.text(), by=request.actor, at=timezone.now()))
    if ref is None:
        return form_page(request, "console/calls/write.html", form, floor=said_of_floor(programme))
    messages.success(request, _("The call is written. Nobody sees it before you open it."))
    return redirect("console:call", ref)


def said_of_floor(programme: Eligible) -> list[str]:
    """Return what the programme itself asks of applicants, as conditions; empty where it asks for nothing."""
    return [rule_words(rule) for rule in programme.floor] + [str(CRITERIA[each]) for each in programme.asked]


@allowed_to(Act.MAINTAIN_CALLS)
@require_http_methods(["GET", "POST"])
def edit_call(request: StaffRequest, ref: str) -> HttpResponse:
    """Change a call that is a draft."""
    card = found(queries.call_card(ref))
    form = CallForm(posted(request), initial=initial_of(card))
    done = carried_out(form, lambda: verbs.write_call(text=form.text(), ref=ref, by=request.actor, at=timezone.now()))
    if done is None:
        return form_page(request, "console/calls/write.html", form, call=card, floor=said_of_floor(eligible_now()))
    messages.success(request, _("The call is changed."))
    return redirect("console:call", ref)


@allowed_to(Act.VIEW_CALLS)
@require_GET
def call(request: StaffRequest, ref: str) -> HttpResponse:
    """Show a call: its text, how many stand where, and what comes next."""
    card = found(queries.call_card(ref))
    may_move = permissions.can(request.actor, Act.MAINTAIN_CALLS)
    moves = [state for state in CallState if state in CALL_MOVES[card.state] and state is not CallState.CHOSEN]
    context = {
        "call": card,
        "rules": [rule_words(rule) for rule in card.rules],
        "criteria": [CRITERIA[each] for each in card.criteria],
        "moves": moves if may_move else [],
        "may_edit": may_move and card.state is CallState.DRAFT,
        "counts": [(state, card.counts[state]) for state in ApplicationState if state in card.counts],
        "may_assess": permissions.can(request.actor, Act.ASSESS_APPLICATION),
        "may_vet": permissions.can(request.actor, Act.VET_APPLICATION),
    }
    return render(request, "console/calls/call.html", context)


@allowed_to(Act.MAINTAIN_CALLS)
@require_POST
def move_call(request: StaffRequest, ref: str) -> HttpResponse:
    """Open, close or end a call."""
    found(queries.call_card(ref))
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    verbs.move_call(ref=ref, to=CallState(form.cleaned_data["to"]), by=request.actor, at=timezone.now())
    messages.success(request, _("The call was moved on."))
    return redirect("console:call", ref)
