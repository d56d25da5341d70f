"""Single visits in the portal of an internal programme: what was released to our unit, and our one reply."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from basira.programme.commissions import file_queries, file_verbs, queries, verbs
from basira.programme.commissions.file_queries import FileCard
from basira.programme.commissions.models import MAX_WORDS
from basira.programme.commissions.queries import SingleReportCard
from basira.programme.people.permissions import Act, can
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.reporting_words import line_words
from basira.surfaces.shared.single_words import end_lines, met_lines
from basira.surfaces.shared.taking import taken


class ReplyForm(forms.Form):
    """A unit's reply to a single report."""

    words = forms.CharField(
        label=gettext_lazy("Our reply"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=gettext_lazy("Please write of the service, not of a customer or an employee by name."),
    )


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def singles(request: StaffRequest) -> HttpResponse:
    """The single reports of our unit."""
    mine = request.actor.whole_body
    files = file_queries.own_files(entity_ref=mine, at=timezone.now())
    rows = queries.own_single_reports(entity_ref=mine)
    return render(request, "portal/singles.html", {"rows": rows, "files": files, "line": line_words()})


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def single(request: StaffRequest, ref: str) -> HttpResponse:
    """One single report, and its reply or the form for it."""
    return single_page(request, find_single(request, ref), ReplyForm())


@never_cache
@require_POST
@allowed_to(Act.ANSWER_FINDING)
def reply(request: StaffRequest, ref: str) -> HttpResponse:
    """Reply to a single report, once; a refusal is told beside what was typed."""
    card, form = find_single(request, ref), ReplyForm(request.POST)

    def run() -> None:
        verbs.reply_to_report(report=ref, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())

    if taken(form, run):
        messages.success(request, _("Thank you: your reply is kept, and the programme reads it."))
        return redirect("portal:single", ref)
    return single_page(request, card, form)


def find_single(request: StaffRequest, ref: str) -> SingleReportCard:
    """Return one of our own single reports, or answer 404: another unit's is not there for us."""
    card = queries.own_single_report(entity_ref=request.actor.whole_body, ref=ref)
    if card is None:
        raise Http404
    return card


def trail() -> list[dict[str, str]]:
    """Return the way here."""
    return [{"url": reverse("portal:singles"), "label": _("Single visits")}]


def single_page(request: StaffRequest, card: SingleReportCard, form: ReplyForm) -> HttpResponse:
    """Answer with the page of one single report."""
    context = {
        "report": card,
        "lines": met_lines(card),
        "form": form,
        "trail": trail(),
        "may_answer": may_answer(request),
    }
    return render(request, "portal/single.html", context, status=422 if form.is_bound else 200)


def may_answer(request: StaffRequest) -> bool:
    """Tell whether the reader speaks for the unit: its head reads, and leaves the words to the liaison."""
    return can(request.actor, Act.ANSWER_FINDING)


class StatementForm(forms.Form):
    """What the holder of a post says."""

    words = forms.CharField(
        label=gettext_lazy("What the holder of the post says"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


@never_cache
@require_safe
@allowed_to(Act.VIEW_PORTAL)
def file(request: StaffRequest, ref: str) -> HttpResponse:
    """One accountability file of our unit, and the form for the statement."""
    return file_page(request, find_file(request, ref), StatementForm())


@never_cache
@require_POST
@allowed_to(Act.ANSWER_FINDING)
def state(request: StaffRequest, ref: str) -> HttpResponse:
    """Hand in the statement, once; a refusal is told beside what was typed."""
    card, form = find_file(request, ref), StatementForm(request.POST)

    def run() -> None:
        file_verbs.state_for_file(file=ref, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())

    if taken(form, run):
        messages.success(request, _("Thank you: the statement is kept, and the programme reads it."))
        return redirect("portal:file", ref)
    return file_page(request, card, form)


def find_file(request: StaffRequest, ref: str) -> FileCard:
    """Return one of our own files, or answer 404."""
    mine = file_queries.own_files(entity_ref=request.actor.whole_body, at=timezone.now())
    card = next((one for one in mine if one.ref == ref), None)
    if card is None:
        raise Http404
    return card


def file_page(request: StaffRequest, card: FileCard, form: StatementForm) -> HttpResponse:
    """Answer with the page of one file."""
    context = {
        "card": card,
        "end": end_lines(card.end),
        "report": card.report,
        "lines": met_lines(card.report),
        "form": form,
        "trail": trail(),
        "may_answer": may_answer(request),
    }
    return render(request, "portal/file.html", context, status=422 if form.is_bound else 200)
