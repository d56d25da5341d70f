"""Single visits: the list of orders, one order, and what is done with it."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basira.core.kernel.actor import Actor
from basira.core.kernel.commissions import Addressee
from basira.core.kernel.problem import Problem
from basira.programme.commissions import file_queries, queries, verbs
from basira.programme.people import reporting
from basira.programme.people.permissions import Act, NotPermitted, can
from basira.programme.waves import queries as waves
from basira.surfaces.console.answers import carried_out, form_page, found, page_of, posted
from basira.surfaces.console.commissions.forms import ADDRESSEES, OrderForm
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.single_words import met_lines
from basira.surfaces.shared.words import words_of


def trail() -> list[dict[str, str]]:
    """Return the way here."""
    return [{"url": reverse("console:commissions"), "label": _("Single visits")}]


@require_safe
@allowed_to(Act.VIEW_COMMISSIONS)
def commissions(request: StaffRequest) -> HttpResponse:
    """Every order, the newest first."""
    context = {"page": page_of(request, queries.commission_cards()), "is_internal": queries.is_internal()}
    return render(request, "console/commissions/commissions.html", context)


@allowed_to(Act.ORDER_COMMISSION)
@require_http_methods(["GET", "POST"])
def order(request: StaffRequest, mission: str) -> HttpResponse:
    """Order that a mission's visit be reported by itself."""
    card = found(waves.mission_card(mission))
    form = OrderForm(posted(request))
    ref = carried_out(
        form,
        lambda: verbs.order_commission(
            mission=mission,
            addressee=Addressee(form.cleaned_data["addressee"]),
            why=form.cleaned_data["why"],
            by=request.actor,
            at=timezone.now(),
        ),
    )
    if ref is None:
        return form_page(request, "console/commissions/order.html", form, mission=card, trail=trail())
    messages.success(request, _("The order stands. Its report can be released once a reviewer has accepted the visit."))
    return redirect("console:commission", ref)


@require_safe
@allowed_to(Act.VIEW_COMMISSIONS)
def commission(request: StaffRequest, ref: str) -> HttpResponse:
    """One order with its report."""
    card = found(queries.commission_page(ref))
    context = {
        "card": card,
        "addressee": ADDRESSEES[card.addressee],
        "report": card.report,
        "lines": met_lines(card.report) if card.report else (),
        "is_open": card.step in (queries.CommissionStep.ORDERED, queries.CommissionStep.ACCEPTED),
        "may_withdraw": can(request.actor, Act.ORDER_COMMISSION),
        "may_release": can(request.actor, Act.RELEASE_COMMISSION) and card.step is queries.CommissionStep.ACCEPTED,
        "file": file_queries.file_of(card.report.ref) if card.report else "",
        "may_open_file": bool(card.report)
        and card.addressee is Addressee.UNIT
        and reporting.keeps_accountability_files()
        and can(request.actor, Act.OPEN_ACCOUNTABILITY),
        "trail": trail(),
    }
    return render(request, "console/commissions/commission.html", context)


@require_POST
@allowed_to(Act.ORDER_COMMISSION)
def withdraw(request: StaffRequest, ref: str) -> HttpResponse:
    """Take an order back."""
    return done(
        request, ref, verbs.withdraw_commission, _("The order was withdrawn. The mission goes on in its cycle.")
    )


@require_POST
@allowed_to(Act.RELEASE_COMMISSION)
def release(request: StaffRequest, ref: str) -> HttpResponse:
    """Give the report to its addressee."""
    return done(request, ref, verbs.release_single_report, _("The report was released to its reader."))


def done(request: StaffRequest, ref: str, verb: Callable[..., object], words: str) -> HttpResponse:
    """Do one thing with an order, and say what came of it."""
    found(queries.commission_page(ref))
    by: Actor = request.actor
    at: datetime = timezone.now()
    try:
        verb(commission=ref, by=by, at=at)
        messages.success(request, words)
    except NotPermitted:
        raise
    except Problem as refusal:
        messages.error(request, words_of(refusal))
    return redirect("console:commission", ref)
