"""The pages of a body's corrective plans. What a repeat saw is read here once its cycle is told, and nothing of it before."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from basira.core.kernel.lifecycles import PlanState
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork.stores import originals
from basira.programme.findings.own_rows import PortalNotSetUp
from basira.programme.people import permissions
from basira.programme.people.permissions import Act, NotPermitted
from basira.programme.plans import answering, queries, tasks
from basira.programme.plans.answering import StepsRefused
from basira.programme.plans.cards import PlanCard
from basira.surfaces.portal.filing import sealed
from basira.surfaces.portal.plan_forms import DeclareForm, ReturnForm, StepsBase, steps_form
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.plan_lines import plan_lines
from basira.surfaces.shared.taking import taken
from basira.surfaces.shared.words import words_of

STEPS_RUN = (PlanState.AGREED, PlanState.UNDER_WAY)


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def plans(request: StaffRequest) -> HttpResponse:
    """Our plans: what we owe by its day, then what waits for others, then what ended."""
    cards = queries.own_plans(entity_ref=request.actor.whole_body, at=timezone.now())
    return render(request, "portal/plans.html", {"rows": [plan_lines(card) for card in cards]})


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def plan(request: StaffRequest, ref: str) -> HttpResponse:
    """One plan: where it stands, its steps, and what is ours to do."""
    return plan_page(request, find(request, ref))


@never_cache
@require_POST
@allowed_to(Act.WRITE_PLAN)
def propose(request: StaffRequest, ref: str) -> HttpResponse:
    """Take the proposed steps, all or none; a fault is told at its step."""
    card, form = find(request, ref), steps_form(request.POST)
    refused = ""
    if form.is_valid():
        try:
            answering.propose_plan(plan=ref, steps=form.steps(), by=request.actor, at=timezone.now())
            messages.success(request, _("Thank you: the steps are kept, and the programme looks at them."))
            return redirect("portal:plan", ref)
        except (NotPermitted, PortalNotSetUp):
            raise
        except Problem as refusal:
            refused = words_of(refusal)
            if isinstance(refusal, StepsRefused):
                form.mark(refusal.params["faults"])
    return plan_page(request, card, steps=form, refused=refused or _("Please correct what is marked at the steps."))


@never_cache
@require_POST
@allowed_to(Act.WRITE_PLAN)
def finish(request: StaffRequest, ref: str, step: str) -> HttpResponse:
    """Mark a step as done."""
    find(request, ref)

    def run() -> None:
        answering.finish_step(plan=ref, step=step, by=request.actor, at=timezone.now())

    return carried_out(request, ref, run, _("The step is marked as done."))


@never_cache
@require_POST
@allowed_to(Act.WRITE_PLAN)
def declare(request: StaffRequest, ref: str) -> HttpResponse:
    """Take the declaration that the fault is mended, with its files."""
    card, form = find(request, ref), DeclareForm(request.POST, request.FILES)

    def run() -> None:
        words, store = form.cleaned_data["words"], originals()
        with sealed(form.cleaned_data["attached"], store) as files:
            answering.declare_fixed(
                plan=ref, words=words, files=files, store=store, by=request.actor, at=timezone.now()
            )
        tasks.show_proofs()

    if taken(form, run):
        messages.success(request, _("The declaration is kept. The head of your body signs it off."))
        return redirect("portal:plan", ref)
    return plan_page(request, card, declaration=form)


@never_cache
@require_POST
@allowed_to(Act.SIGN_FIX)
def sign(request: StaffRequest, ref: str) -> HttpResponse:
    """Sign off, as the head of the body, what a colleague declared."""
    find(request, ref)

    def run() -> None:
        answering.sign_off(plan=ref, by=request.actor, at=timezone.now())

    return carried_out(request, ref, run, _("Signed off. The fix now has time to settle."))


@never_cache
@require_POST
@allowed_to(Act.SIGN_FIX)
def give_back(request: StaffRequest, ref: str) -> HttpResponse:
    """Send a declaration back to our own people, with what is missing."""
    card, form = find(request, ref), ReturnForm(request.POST)

    def run() -> None:
        answering.return_fix(plan=ref, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())

    if taken(form, run):
        messages.success(request, _("Sent back. The plan is under way again."))
        return redirect("portal:plan", ref)
    return plan_page(request, card, returning=form)


def carried_out(request: StaffRequest, ref: str, run: Callable[[], None], said: str) -> HttpResponse:
    """Run a verb that needs no form and lead back to the plan; 422 with the refusal in words."""
    try:
        run()
    except (NotPermitted, PortalNotSetUp):
        raise
    except Problem as refusal:
        return plan_page(request, find(request, ref), refused=words_of(refusal))
    messages.success(request, said)
    return redirect("portal:plan", ref)


def find(request: StaffRequest, ref: str) -> PlanCard:
    """Return one of our own plans, or answer 404: another body's is not there for us."""
    found = queries.own_plan(entity_ref=request.actor.whole_body, ref=ref, at=timezone.now())
    if found is None:
        raise Http404
    return found


def plan_page(  # noqa: PLR0913  a page has these forms
    request: StaffRequest,
    card: PlanCard,
    *,
    steps: StepsBase | None = None,
    declaration: Form | None = None,
    returning: Form | None = None,
    refused: str = "",
) -> HttpResponse:
    """Answer with the page of one plan: 422 with a form that was refused."""
    may_write = permissions.can(request.actor, Act.WRITE_PLAN)
    may_sign = permissions.can(request.actor, Act.SIGN_FIX)
    steps_run = may_write and card.state in STEPS_RUN
    context = {
        "line": plan_lines(card),
        "card": card,
        "steps_form": steps or steps_form(),
        "declaration": declaration or DeclareForm(),
        "returning": returning or ReturnForm(),
        "refused": refused,
        "may_propose": may_write and card.state in (PlanState.OPEN, PlanState.NOT_FIXED),
        "may_finish": steps_run,
        "may_declare": may_write and card.state is PlanState.UNDER_WAY and not card.steps_open,
        "may_sign": may_sign and card.state is PlanState.DECLARED,
        "trail": [{"url": reverse("portal:plans"), "label": _("Our plans")}],
    }
    is_refused = bool(refused or steps or declaration or returning)
    return render(request, "portal/plan.html", context, status=422 if is_refused else 200)
