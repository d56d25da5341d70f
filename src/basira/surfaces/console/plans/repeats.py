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
from basira.surfaces.console.answers import carried_out, found
from basira.surfaces.console.plans.forms import RepeatForm
from basira.surfaces.console.plans.views import plan_page
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.figures import number
from basira.surfaces.shared.words import words_of


@require_POST
@allowed_to(Act.ORDER_REPEAT)
def order(request: StaffRequest, ref: str) -> HttpResponse:
    """Order a repeat; who makes it, the vault draws."""
    found(queries.desk_plan(ref, timezone.now()))
    origin = queries.origin_card(ref)
    form = RepeatForm(request.POST, personas=origin.personas if origin else ())

    def run() -> bool:
        said = form.cleaned_data
        days = (said["first_day"], said["last_day"])
        repeating.order_repeat(plan=ref, scenario=said["scenario"], days=days, by=request.actor, at=timezone.now())
        return True

    if carried_out(form, run) is None:
        return plan_page(request, ref, repeat=form, refused="; ".join(map(str, form.non_field_errors())))
    messages.success(request, _("The repeat is planned. Offer its mission as you offer every other one."))
    return redirect("console:plan", ref)


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
