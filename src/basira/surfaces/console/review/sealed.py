"""Pages of visits that were given over sealed and could not be filed: the list, one of them, and what a person decides of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from basira.programme.fieldwork import sendings, tasks, verbs
from basira.programme.fieldwork.sending_pages import SendingPage, sending_page
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import carried_out, found
from basira.surfaces.console.review.forms import AgainForm, AsideForm
from basira.surfaces.console.review.kept_sealed import DECISIONS, kept_sealed, lines_of, why_in_words
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest


@require_safe
@allowed_to(Act.VIEW_REVIEWS)
def kept(request: StaffRequest) -> HttpResponse:
    """Everything that was given over and is not filed: what waits for a decision or for the worker, and what was set aside."""
    context = {
        "kept": kept_sealed(),
        "overdue": sendings.overdue_cards(now=timezone.now()),
        "aside": lines_of(sendings.aside_cards()),
        "trail": [{"url": reverse("console:review"), "label": _("Review")}],
    }
    return render(request, "console/review/sendings.html", context)


@require_safe
@allowed_to(Act.VIEW_REVIEWS)
def one(request: StaffRequest, ref: str) -> HttpResponse:
    """One of them, and what the reader may decide of it."""
    return kept_page(request, found(sending_page(ref, now=timezone.now())))


@require_POST
@allowed_to(Act.DECIDE_SENDINGS)
def again(request: StaffRequest, ref: str) -> HttpResponse:
    """Have it tried again, for its own mission or another one of its number."""
    page = found(sending_page(ref, now=timezone.now()))
    form = AgainForm(request.POST, others=page.others)

    def run() -> bool:
        said, ask = form.cleaned_data, tasks.open_sending.enqueue
        verbs.try_sending_again(sending=ref, ask_to_open=ask, by=request.actor, at=timezone.now(), **said)
        return True

    if carried_out(form, run) is None:
        return kept_page(request, page, again=form)
    told = _("It is opened again within moments. Where it cannot be filed, it stands here again, with the reason.")
    messages.success(request, told)
    return redirect("console:review-sendings")


@require_POST
@allowed_to(Act.DECIDE_SENDINGS)
def aside(request: StaffRequest, ref: str) -> HttpResponse:
    """Set it aside, with the reason."""
    page = found(sending_page(ref, now=timezone.now()))
    form = AsideForm(request.POST)

    def run() -> bool:
        verbs.set_sending_aside(sending=ref, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now())
        return True

    if carried_out(form, run) is None:
        return kept_page(request, page, aside=form)
    messages.success(request, _("Set aside. It stays sealed, and holds up the review no more."))
    return redirect("console:review-sendings")


def kept_page(
    request: StaffRequest, page: SendingPage, *, again: AgainForm | None = None, aside: AsideForm | None = None
) -> HttpResponse:
    """Return the page of one: 422 with a form that was refused."""
    may_decide, refused = permissions.can(request.actor, Act.DECIDE_SENDINGS), again or aside
    context = {
        "page": page,
        "why": why_in_words(page.card.why) if page.card.why else "",
        "decisions": [(DECISIONS[each.decision], each) for each in page.decisions],
        "again": (again or AgainForm(others=page.others)) if may_decide and page.may_try_again else None,
        "aside": (aside or AsideForm()) if may_decide and page.may_set_aside else None,
        "form": refused,
        "trail": [
            {"url": reverse("console:review"), "label": _("Review")},
            {"url": reverse("console:review-sendings"), "label": _("What phones gave over and is not filed")},
        ],
    }
    return render(request, "console/review/sending.html", context, status=422 if refused else 200)
