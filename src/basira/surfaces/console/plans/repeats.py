"""Ordering a covert repeat, and telling all bodies at one moment what the repeats of a cycle saw."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from basira.core.kernel.problem import Problem
from basira.programme.people.permissions import Act, NotPermitted
from basira.programme.plans import queries, repeating
from basira.programme.waves.house_rules import RULE_FAULTS
from basira.programme.waves.phases import NOT_BEGUN
from basira.programme.waves.verbs import PlanRefused
from basira.surfaces.console.answers import carried_out, found
from basira.surfaces.console.plans.forms import RepeatForm
from basira.surfaces.console.plans.views import plan_page
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.figures import number
from basira.surfaces.shared.training_words import PLAN_FAULTS
from basira.surfaces.shared.words import words_of

RULES = {*RULE_FAULTS, NOT_BEGUN}
"""What the programme's file may forbid of a repeat, whoever makes it."""


@require_POST
@allowed_to(Act.ORDER_REPEAT)
def order(request: StaffRequest, ref: str) -> HttpResponse:
    """Order a repeat; who makes it, the vault draws."""
    found(queries.desk_plan(ref, timezone.now()))
    origin = queries.origin_card(ref)
    form = RepeatForm(request.POST, personas=origin.personas if origin else ())

    if carried_out(form, lambda: ordered(request, ref, form)) is None:
        return plan_page(request, ref, repeat=form, refused="; ".join(map(str, form.non_field_errors())))
    messages.success(request, _("The repeat is planned. Offer its mission as you offer every other one."))
    return redirect("console:plan", ref)


def ordered(request: StaffRequest, ref: str, form: RepeatForm) -> bool | None:
    """Order the repeat of a form, and tell that it is; None where the programme's file forbids it, which the form then says."""
    said = form.cleaned_data
    days = (said["first_day"], said["last_day"])
    try:
        repeating.order_repeat(plan=ref, scenario=said["scenario"], days=days, by=request.actor, at=timezone.now())
    except PlanRefused as refusal:
        why = {fault.partition(": ")[2] for fault in refusal.params["faults"]} & RULES
        if not why:  # it would be about whom the vault drew
            raise
        for name in sorted(why):
            form.add_error(None, PLAN_FAULTS[name])
        return None
    return True


@require_POST
@allowed_to(Act.RELEASE_VERDICTS)
def tell(request: StaffRequest, wave: str) -> HttpResponse:
    """Tell every body at one moment what the repeats of a cycle saw."""
    try:
        count = repeating.release_verdicts(wave=wave, by=request.actor, at=timezone.now())
    except NotPermitted:
        raise
    except Problem as refusal:
        messages.error(request, words_of(refusal))
        return redirect("console:plans")
    words = ngettext(
        "Told. It moved %(count)s plan, and its body reads it now.",
        "Told. It moved %(count)s plans, and their bodies read it now, all at the same moment.",
        count,
    )
    messages.success(request, words % {"count": number(count)})
    return redirect("console:plans")
