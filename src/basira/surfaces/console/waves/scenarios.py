"""Scenarios: what shoppers play."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from basira.programme.people.permissions import Act, can
from basira.programme.waves import queries, verbs
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.waves.forms import NewScenarioForm, ScenarioForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@allowed_to(Act.VIEW_MISSIONS)
@require_GET
def scenarios(request: StaffRequest) -> HttpResponse:
    """List the scenarios."""
    may_plan = can(request.actor, Act.PLAN_MISSIONS)
    return render(
        request, "console/scenarios/scenarios.html", {"cards": queries.scenario_cards(), "may_plan": may_plan}
    )


@allowed_to(Act.PLAN_MISSIONS)
@require_http_methods(["GET", "POST"])
def write_scenario(request: StaffRequest) -> HttpResponse:
    """Write a scenario."""
    form = NewScenarioForm(posted(request))
    written = carried_out(form, lambda: written_by(request, form))
    if written is None:
        return form_page(request, "console/scenarios/write.html", form)
    messages.success(request, _("The scenario is written."))
    return redirect("console:scenarios")


@allowed_to(Act.PLAN_MISSIONS)
@require_http_methods(["GET", "POST"])
def scenario(request: StaffRequest, ref: str) -> HttpResponse:
    """Change the texts of a scenario."""
    card = found(queries.scenario_texts(ref))
    form = ScenarioForm(posted(request), initial={name: getattr(card, name) for name in card.__slots__})
    if not form.is_valid():
        return form_page(request, "console/scenarios/scenario.html", form, scenario=card)
    verbs.edit_scenario(scenario=ref, texts=form.cleaned_data, by=request.actor, at=timezone.now())
    messages.success(request, _("The scenario was changed."))
    return redirect("console:scenarios")


def written_by(request: StaffRequest, form: NewScenarioForm) -> object:
    """Write the scenario that a sound form says."""
    texts = dict(form.cleaned_data)
    code = texts.pop("code")
    return verbs.write_scenario(code=code, texts=texts, by=request.actor, at=timezone.now())
