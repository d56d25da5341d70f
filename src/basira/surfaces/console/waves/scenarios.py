"""Scenarios: what shoppers play, and the second person who confirms that it is safe and fair."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from basira.core.kernel.lifecycles import ScenarioState
from basira.core.kernel.scenarios import ScenarioPoint
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act, can
from basira.programme.waves import scenario_cards, verbs
from basira.programme.waves.scenario_cards import ScenarioApproval, ScenarioTexts
from basira.surfaces.console.answers import carried_out, form_page, found, posted
from basira.surfaces.console.vocabulary import POINT_WORDS
from basira.surfaces.console.waves.forms import ApprovalForm, NewScenarioForm, ScenarioForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@allowed_to(Act.VIEW_SCENARIOS)
@require_GET
def scenarios(request: StaffRequest) -> HttpResponse:
    """List the scenarios."""
    context = {"cards": scenario_cards.scenario_cards(), "may_plan": can(request.actor, Act.PLAN_MISSIONS)}
    context["sees_missions"] = can(request.actor, Act.VIEW_MISSIONS)
    return render(request, "console/scenarios/scenarios.html", context)


@allowed_to(Act.PLAN_MISSIONS)
@require_http_methods(["GET", "POST"])
def write_scenario(request: StaffRequest) -> HttpResponse:
    """Write a scenario."""
    form = NewScenarioForm(posted(request))
    written = carried_out(form, lambda: written_by(request, form))
    if written is None:
        return form_page(request, "console/scenarios/write.html", form)
    messages.success(request, _("The scenario is written. A second person approves it before it is used."))
    return redirect("console:scenario", written.ref)


@allowed_to(Act.VIEW_SCENARIOS)
@require_GET
def scenario(request: StaffRequest, ref: str) -> HttpResponse:
    """Show a scenario as its shopper reads it, with its approval or the way to it."""
    return scenario_page(request, ref)


@allowed_to(Act.PLAN_MISSIONS)
@require_http_methods(["GET", "POST"])
def edit_scenario(request: StaffRequest, ref: str) -> HttpResponse:
    """Change the texts of a scenario."""
    card = found(scenario_cards.scenario_texts(ref))
    form = ScenarioForm(posted(request), initial={name: getattr(card, name) for name in card.__slots__})
    if not form.is_valid():
        return form_page(request, "console/scenarios/edit.html", form, scenario=card)
    verbs.edit_scenario(scenario=ref, texts=form.cleaned_data, by=request.actor, at=timezone.now())
    messages.success(request, _("The scenario was changed. A second person approves it before it is used."))
    return redirect("console:scenario", ref)


@allowed_to(Act.APPROVE_SCENARIO)
@require_POST
def approve_scenario(request: StaffRequest, ref: str) -> HttpResponse:
    """Confirm as a second person that a scenario is safe and fair."""
    found(scenario_cards.scenario_approval(ref))
    form = ApprovalForm(request.POST)
    if not carried_out(form, lambda: approved_by(request, ref, form)):
        return scenario_page(request, ref, form)
    messages.success(request, _("The scenario is approved. Missions can be planned with it."))
    return redirect("console:scenario", ref)


def approved_by(request: StaffRequest, ref: str, form: ApprovalForm) -> bool:
    """Approve what a sound form confirms."""
    points = [ScenarioPoint(point) for point in form.cleaned_data["points"]]
    verbs.approve_scenario(
        scenario=ref, revision=form.cleaned_data["revision"], points=points, by=request.actor, at=timezone.now()
    )
    return True


def scenario_page(request: StaffRequest, ref: str, form: ApprovalForm | None = None) -> HttpResponse:
    """Return the page of a scenario: 422 when an approval was refused."""
    texts, approval = found(scenario_cards.scenario_texts(ref)), found(scenario_cards.scenario_approval(ref))
    context: dict[str, Any] = {"scenario": texts, "approval": approval}
    context |= {"may_plan": can(request.actor, Act.PLAN_MISSIONS), "points": confirmed(approval)}
    context["parts"] = parts_of(texts)
    if approval.state is ScenarioState.DRAFT:
        may = [card for card in people.accounts_that_may(Act.APPROVE_SCENARIO) if card.ref != approval.written_by]
        context["others"] = may
        context["may_invite"] = can(request.actor, Act.MAINTAIN_ACCOUNTS)
        if can(request.actor, Act.APPROVE_SCENARIO) and request.actor.ref != approval.written_by:
            context["form"] = form or ApprovalForm(initial={"revision": approval.revision})
        elif form:
            context["refused"] = form
    else:
        context["approver"] = people.account_card(str(approval.approved_by))
    return render(request, "console/scenarios/scenario.html", context, status=422 if form else 200)


def parts_of(texts: ScenarioTexts) -> list[tuple[str, str, str]]:
    """Return what a scenario says in both languages, by part: who approves it answers for both."""
    parts = {"name": _("Name"), "story": _("Story"), "must": _("Must"), "may": _("May"), "never": _("Never")}
    said = [(words, getattr(texts, f"{part}_ar"), getattr(texts, f"{part}_en")) for part, words in parts.items()]
    return [part for part in said if part[1] or part[2]]


def confirmed(approval: ScenarioApproval) -> list[object]:
    """Return the points of the checklist: those that were confirmed once approved, all of them before."""
    return [words for point, words in POINT_WORDS.items() if not approval.approved_at or point in approval.points]


def written_by(request: StaffRequest, form: NewScenarioForm) -> Any:
    """Write the scenario that a sound form says."""
    texts = dict(form.cleaned_data)
    code = texts.pop("code")
    return verbs.write_scenario(code=code, texts=texts, by=request.actor, at=timezone.now())
