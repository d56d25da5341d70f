"""Missions: planning one, looking at one, and what the planner says of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from basira.core.kernel.commissions import SINGLE_KINDS
from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.registry import Channel, MissionKind
from basira.programme.commissions import queries as commissions
from basira.programme.people.permissions import Act, can
from basira.programme.safety.queries.letters import letters_of_mission
from basira.programme.waves import queries, verbs
from basira.programme.waves.phases import NOT_BEGUN
from basira.programme.waves.planning import LACK_FAULTS, OPEN_MISSIONS
from basira.programme.waves.verbs import MissionPlan
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.vocabulary import CHANNEL_NAMES
from basira.surfaces.console.waves.answering import said_of
from basira.surfaces.console.waves.forms import MissionForm, MissionMoveForm, MissionsMoveForm
from basira.surfaces.console.waves.moves import moves_of
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.training_words import PLAN_FAULTS

FIELD_OF = {"kind-not-planned": "kind", "closed-hours": "window_start", NOT_BEGUN: "centre"}
"""At which field a refusal is told that is not about the shopper."""


@allowed_to(Act.PLAN_MISSIONS)
@require_http_methods(["GET", "POST"])
def plan_mission(request: StaffRequest, ref: str) -> HttpResponse:
    """Plan one mission of a cycle."""
    card = found(queries.wave_card(ref))
    form = MissionForm(posted(request), wave=ref, language=(get_language() or "en")[:2])
    if carried_out(form, lambda: planned(request, ref, form)) is None:
        zone = timezone.get_current_timezone_name()
        centres = queries.centre_choices()
        return form_page(request, "console/missions/plan.html", form, wave=card, centres=centres, zone=zone)
    messages.success(request, _("The mission is planned."))
    return redirect("console:wave", ref)


def planned(request: StaffRequest, wave: str, form: MissionForm) -> bool | None:
    """
    Plan the mission of a form, and tell that it is; None where its shopper is not sent there, which the form then says.

    Raises what the verb raises; where only its shopper is not ready, ShoppersNotReady says so.
    """
    try:
        verbs.plan_missions(wave=wave, plans=[plan_of(form)], by=request.actor, at=timezone.now())
    except verbs.PlanRefused as refusal:
        faults = refusal.params["faults"]
        if all(fault.endswith(tuple(LACK_FAULTS.values())) for fault in faults):
            raise verbs.ShoppersNotReady(numbers=[request.POST.get("number", "")]) from None
        said = {fault.partition(": ")[2] for fault in faults} & set(PLAN_FAULTS)
        if not said:
            raise
        for name in sorted(said):
            form.add_error(FIELD_OF.get(name, "number"), PLAN_FAULTS[name])
        return None
    return True


@allowed_to(Act.VIEW_MISSIONS)
@require_GET
def mission(request: StaffRequest, ref: str) -> HttpResponse:
    """Show one mission, and what may be said of it."""
    card = found(queries.mission_card(ref))
    wave = found(queries.wave_card(card.wave_ref))
    moves = moves_of(card.state) if can(request.actor, Act.PLAN_MISSIONS) else []
    context = {"mission": card, "wave": wave, "moves": moves, "channel": CHANNEL_NAMES[Channel(card.channel)]}
    context["answers"] = said_of(request, [ref]).get(ref, ())
    if can(request.actor, Act.PREPARE_LETTERS):
        letters = letters_of_mission(ref, at=timezone.now())
        is_to_come = card.state in OPEN_MISSIONS
        context |= {"sees_letters": is_to_come or letters, "letters": letters, "may_prepare": is_to_come}
    if (
        can(request.actor, Act.VIEW_COMMISSIONS)
        and MissionKind(card.kind) in SINGLE_KINDS
        and commissions.is_internal()
    ):
        may_order = can(request.actor, Act.ORDER_COMMISSION) and commissions.may_be_ordered(ref)
        context |= {"sees_commission": True, "commission": commissions.commission_of(ref), "may_order": may_order}
    return render(request, "console/missions/mission.html", context)


@allowed_to(Act.PLAN_MISSIONS)
@require_POST
def move_mission(request: StaffRequest, ref: str) -> HttpResponse:
    """Say what came of a mission."""
    card = found(queries.mission_card(ref))
    form = MissionMoveForm(request.POST)
    if not form.is_valid():
        wave = found(queries.wave_card(card.wave_ref))
        return render(
            request, "console/missions/mission.html", {"mission": card, "wave": wave, "form": form}, status=422
        )
    to = MissionState(form.cleaned_data["to"])
    verbs.move_mission(mission=ref, to=to, by=request.actor, at=timezone.now())
    messages.success(request, _("The mission was changed."))
    return redirect("console:mission", ref)


@allowed_to(Act.PLAN_MISSIONS)
@require_POST
def move_missions(request: StaffRequest, ref: str) -> HttpResponse:
    """Move all missions of one state."""
    found(queries.wave_card(ref))
    form = MissionsMoveForm(request.POST)
    if not form.is_valid():
        return redirect("console:wave", ref)
    start, to = MissionState(form.cleaned_data["start"]), MissionState(form.cleaned_data["to"])
    count = verbs.move_missions(wave=ref, start=start, to=to, by=request.actor, at=timezone.now())
    messages.success(request, _("Missions changed: %(count)s.") % {"count": count})
    return redirect("console:wave", ref)


def plan_of(form: MissionForm) -> MissionPlan:
    """Return the plan that a sound form says."""
    said = form.cleaned_data
    return MissionPlan(
        cycle_number=said["number"],
        centre=said["centre"],
        channel=said["channel"],
        scenario=said["scenario"],
        questionnaire_version=said["questionnaire_version"],
        window_start=said["window_start"],
        window_end=said["window_end"],
        kind=said["kind"],
        is_known_to_body=said["is_known_to_body"],
    )
