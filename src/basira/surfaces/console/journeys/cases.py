"""The cases of a cycle, and planning one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from basira.programme.journeys import queries, verbs
from basira.programme.people.permissions import Act, can
from basira.programme.waves import queries as waves
from basira.programme.waves.phases import NOT_BEGUN
from basira.programme.waves.queries import WaveCard
from basira.programme.waves.verbs.plans import OPEN_FOR_MISSIONS, PlanRefused
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.journeys.forms import CaseForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.way_words import CASE_FAULTS

FIELDS = {
    "elsewhere": "centre",
    "another-shopper": "number",
    "before-the-last": "from",
    "barred": "centre",
    "class": "number",
    NOT_BEGUN: "centre",
    "away": "number",
    "not-trained": "number",
    "pledge-not-signed": "number",
    "window": "until",
    "closed-hours": "from",
    "kind-not-planned": "centre",
}
"""At which field of a step its fault is told."""


def cases_trail(wave: WaveCard, *steps: dict[str, str]) -> list[dict[str, str]]:
    """Return the way here, through the cycle."""
    name = wave.name_ar if (get_language() or "en").startswith("ar") else wave.name_en
    own = {"url": reverse("console:wave", args=[wave.ref]), "label": name}
    return [{"url": reverse("console:waves"), "label": _("Cycles and missions")}, own, *steps]


@require_safe
@allowed_to(Act.VIEW_MISSIONS)
def cases(request: StaffRequest, wave: str) -> HttpResponse:
    """The cases of a cycle, by the numbers that run them, and the life events that a case may be planned by."""
    card = found(waves.wave_card(wave))
    context = {
        "wave": card,
        "cases": queries.case_cards(wave),
        "events": queries.life_event_cards(),
        "may_plan": can(request.actor, Act.PLAN_MISSIONS) and card.state in OPEN_FOR_MISSIONS,
        "trail": cases_trail(card),
    }
    return render(request, "console/journeys/cases.html", context)


@allowed_to(Act.PLAN_MISSIONS)
@require_http_methods(["GET", "POST"])
def plan(request: StaffRequest, wave: str, event: str) -> HttpResponse:
    """Plan one case: a mission for each step, all or none."""
    card = found(waves.wave_card(wave))
    life_event, steps, _others = found(queries.life_event_page(event))
    form = CaseForm(posted(request), wave=wave, steps=steps, language=(get_language() or "en")[:2])

    if carried_out(form, lambda: plan_steps(request, wave, event, form)) is None:
        step = {"url": reverse("console:wave_cases", args=[wave]), "label": _("Cases of life events")}
        context = {"wave": card, "event": life_event, "trail": cases_trail(card, step)}
        return form_page(request, "console/journeys/plan.html", form, **context)
    messages.success(request, _("The case is planned: one mission for each step."))
    return redirect("console:wave_cases", wave)


def plan_steps(request: StaffRequest, wave: str, event: str, form: CaseForm) -> object | None:
    """Plan the case of a sound form; what does not fit one step is told at that step's field, and None is returned."""
    said = {"orders": form.orders(), "is_split": form.cleaned_data["is_split"]}
    try:
        return verbs.plan_case(wave=wave, life_event=event, by=request.actor, at=timezone.now(), **said)
    except (verbs.CaseDoesNotFit, PlanRefused) as refusal:
        faults = [fault.split(": ") for fault in refusal.params["faults"]]
        if not all(len(fault) == 2 and fault[1] in FIELDS for fault in faults):
            raise
        for place, why in faults:
            form.add_error(f"{FIELDS[why]}-{place}", str(CASE_FAULTS[why]))
        return None
