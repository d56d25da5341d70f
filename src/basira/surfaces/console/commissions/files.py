"""Accountability files at the desk: the list, opening one, one file, and its end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from basira.programme.commissions import file_queries, file_verbs, queries
from basira.programme.people.permissions import Act, can
from basira.surfaces.console.answers import carried_out, form_page, found, page_of, posted
from basira.surfaces.console.commissions.forms import EndForm, FileForm
from basira.surfaces.console.commissions.views import trail
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.single_words import end_lines, met_lines
from basira.surfaces.shared.taking import taken


def files_trail() -> list[dict[str, str]]:
    """Return the way here."""
    return [*trail(), {"url": reverse("console:accountability"), "label": _("Accountability files")}]


@require_safe
@allowed_to(Act.VIEW_COMMISSIONS)
def files(request: StaffRequest) -> HttpResponse:
    """Every file, the newest first."""
    context = {"page": page_of(request, file_queries.file_cards(timezone.now())), "trail": trail()}
    return render(request, "console/commissions/files.html", context)


@allowed_to(Act.OPEN_ACCOUNTABILITY)
@require_http_methods(["GET", "POST"])
def open_file(request: StaffRequest, ref: str) -> HttpResponse:
    """Open a file for what an order's report found."""
    card = found(queries.commission_page(ref))
    report = found(card.report)
    form = FileForm(posted(request))
    made = carried_out(
        form,
        lambda: file_verbs.open_file(
            report=report.ref,
            post=form.cleaned_data["post"],
            concern=form.cleaned_data["concern"],
            by=request.actor,
            at=timezone.now(),
        ),
    )
    if made is None:
        return form_page(request, "console/commissions/open_file.html", form, card=card, trail=files_trail())
    messages.success(request, _("The file is open. The unit reads it, and hands in what the holder of the post says."))
    return redirect("console:accountability-file", made)


@allowed_to(Act.VIEW_COMMISSIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: StaffRequest, ref: str) -> HttpResponse:
    """One file; a post ends it, for whoever may."""
    card = found(file_queries.file_page(ref, timezone.now()))
    may_end = can(request.actor, Act.END_ACCOUNTABILITY) and card.end is None and card.opened_by != request.actor.ref
    form = EndForm(posted(request))
    if form.is_bound:

        def run() -> None:
            file_verbs.end_file(file=ref, decision=form.decision(), by=request.actor, at=timezone.now())

        if taken(form, run):
            messages.success(request, _("The file has ended. The unit reads how."))
            return redirect("console:accountability-file", ref)
    context = {
        "card": card,
        "may_end": may_end,
        "is_own": card.opened_by == request.actor.ref,
        "end": end_lines(card.end),
        "report": card.report,
        "lines": met_lines(card.report),
        "trail": files_trail(),
    }
    return form_page(request, "console/commissions/file.html", form, **context)
