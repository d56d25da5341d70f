"""Pages of corrective plans: the list, one plan with what the reader may do, opening one, and the programme's rules."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from basira.core.kernel.lifecycles import PlanState
from basira.core.kernel.problem import Problem
from basira.programme.findings.cards import FileCard
from basira.programme.people.permissions import Act, NotPermitted, can
from basira.programme.plans import agreeing, opening, queries
from basira.programme.plans.cards import DeskPlan
from basira.programme.plans.rules import FIELDS, repeats_fixes, rules_card
from basira.surfaces.console.answers import carried_out, form_page, found, page_of, posted
from basira.surfaces.console.plans.forms import ReasonForm, RepeatForm, RulesForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.plan_lines import plan_lines
from basira.surfaces.shared.plan_words import OUTCOMES
from basira.surfaces.shared.words import words_of


def trail(*steps: dict[str, str]) -> list[dict[str, str]]:
    """Return the way here, from the list of plans on."""
    return [{"url": reverse("console:plans"), "label": _("Corrective plans")}, *steps]


def seen_state(request: StaffRequest, plan: DeskPlan) -> PlanState:
    """Return where a plan stands for this reader: few know of repeats, and for others it settles."""
    return plan.state if can(request.actor, Act.SEE_REPEATS) else plan.card.state


@require_safe
@allowed_to(Act.VIEW_PLANS)
def plans(request: StaffRequest) -> HttpResponse:
    """Every plan: what is owed by its day, then what waits for others, then what ended."""
    at = timezone.now()
    listed = queries.listed_plans(at)
    page = page_of(request, listed.refs)
    shown = queries.desk_plans(at, list(page))
    sees = can(request.actor, Act.SEE_REPEATS)
    context = {
        "page": page,
        "rows": [(plan_lines(one.card), seen_state(request, one)) for one in shown],
        "late": listed.late,
        "top": listed.top,
        "facts": queries.public_facts(),
        "verdicts": queries.verdicts_waiting() if sees else (),
        "may_tell": can(request.actor, Act.RELEASE_VERDICTS),
        "may_set": can(request.actor, Act.SET_PLAN_RULES),
        "may_see_contacts": can(request.actor, Act.VIEW_CONTACTS),
    }
    return render(request, "console/plans/plans.html", context)


@require_safe
@allowed_to(Act.VIEW_PLANS)
def plan(request: StaffRequest, ref: str) -> HttpResponse:
    """One plan."""
    return plan_page(request, ref)


@require_POST
@allowed_to(Act.AGREE_PLAN)
def agree(request: StaffRequest, ref: str) -> HttpResponse:
    """Agree to the proposed steps."""
    found(queries.desk_plan(ref, timezone.now()))
    try:
        agreeing.agree_plan(plan=ref, by=request.actor, at=timezone.now())
    except NotPermitted:
        raise
    except Problem as refusal:
        return plan_page(request, ref, refused=words_of(refusal))
    messages.success(request, _("Agreed. The body carries the steps out."))
    return redirect("console:plan", ref)


@require_POST
@allowed_to(Act.AGREE_PLAN)
def give_back(request: StaffRequest, ref: str) -> HttpResponse:
    """Send the proposed steps back with reasons."""
    found(queries.desk_plan(ref, timezone.now()))
    form = ReasonForm(request.POST)

    def run() -> bool:
        agreeing.return_plan(plan=ref, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())
        return True

    if carried_out(form, run) is None:
        return plan_page(request, ref, reason=form)
    messages.success(request, _("Sent back. The body proposes other steps."))
    return redirect("console:plan", ref)


@allowed_to(Act.OPEN_PLAN)
def open_one(request: StaffRequest, finding: str) -> HttpResponse:
    """Open a plan for a finding that no rule asked for."""
    form = ReasonForm(posted(request))

    def run() -> str:
        words = form.cleaned_data["words"]
        return opening.open_plan(finding=finding, reason=words, by=request.actor, at=timezone.now()).ref

    card = queries.finding_to_mend(finding, timezone.now())
    if card is None:
        raise Http404
    opened = carried_out(form, run)
    if opened:
        messages.success(request, _("The plan is open. The body reads the reason."))
        return redirect("console:plan", opened)
    return form_page(request, "console/plans/open.html", form, finding=card, trail=trail())


@allowed_to(Act.SET_PLAN_RULES)
def rules(request: StaffRequest) -> HttpResponse:
    """When plans are opened by themselves, and their clocks."""
    card = rules_card()
    form = RulesForm(posted(request), initial={name: getattr(card, name) for name in FIELDS})

    def run() -> bool:
        opening.set_rules(rules=form.rules(), by=request.actor, at=timezone.now())
        return True

    if carried_out(form, run):
        messages.success(request, _("The rules are set. Plans that are open keep the clocks of their day."))
        return redirect("console:plans")
    return form_page(request, "console/plans/rules.html", form, trail=trail())


def proofs_of(plan: DeskPlan) -> list[FileCard]:
    """Return every file by which the body showed a fix, the newest declaration first."""
    return [file for move in reversed(plan.card.moves) for file in move.files]


def plan_page(
    request: StaffRequest, ref: str, *, reason: Form | None = None, repeat: Form | None = None, refused: str = ""
) -> HttpResponse:
    """Return the page of one plan: 422 with a form that was refused."""
    card = found(queries.desk_plan(ref, timezone.now()))
    sees = can(request.actor, Act.SEE_REPEATS)
    context: dict[str, Any] = {
        "line": plan_lines(card.card),
        "card": card.card,
        "stands": seen_state(request, card),
        "refused": refused,
        "may_agree": card.state is PlanState.PROPOSED and can(request.actor, Act.AGREE_PLAN),
        "reason": reason or ReasonForm(),
        "repeats": [(one, OUTCOMES[one.outcome] if one.outcome else "") for one in card.repeats] if sees else [],
        "may_order": False,
        "is_never_repeated": card.state is PlanState.GRACE and not repeats_fixes(),
        "proofs": proofs_of(card) if can(request.actor, Act.OPEN_PLAN_PROOF) else (),
        "trail": trail(),
    }
    if sees and card.state is PlanState.REPEAT_DUE and can(request.actor, Act.ORDER_REPEAT):
        origin = queries.origin_card(ref)
        personas = origin.personas if origin else ()
        context |= {"may_order": True, "origin": origin, "repeat": repeat or RepeatForm(personas=personas)}
    return render(request, "console/plans/plan.html", context, status=422 if reason or repeat or refused else 200)
