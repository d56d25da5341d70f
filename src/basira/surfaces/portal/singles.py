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
from django.views.decorators.http import require_http_methods, require_safe

from basira.core.kernel.problem import Problem
from basira.programme.commissions import file_queries, file_verbs, queries, verbs
from basira.programme.commissions.models import MAX_WORDS
from basira.programme.findings.own_rows import PortalNotSetUp
from basira.programme.people.permissions import Act, NotPermitted
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.single_words import end_lines, met_lines
from basira.surfaces.shared.words import words_of


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
    mine = request.actor.entity_ref
    files = file_queries.own_files(entity_ref=mine, at=timezone.now())
    return render(request, "portal/singles.html", {"rows": queries.own_single_reports(entity_ref=mine), "files": files})


@never_cache
@allowed_to(Act.VIEW_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
def single(request: StaffRequest, ref: str) -> HttpResponse:
    """One single report; a post replies to it, once."""
    card = queries.own_single_report(entity_ref=request.actor.entity_ref, ref=ref)
    if card is None:
        raise Http404
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            verbs.reply_to_report(report=ref, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())
            messages.success(request, _("Thank you: your reply is kept, and the programme reads it."))
            return redirect("portal:single", ref)
        except (NotPermitted, PortalNotSetUp):
            raise
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
    trail = [{"url": reverse("portal:singles"), "label": _("Single visits")}]
    context = {"report": card, "lines": met_lines(card), "form": form, "trail": trail}
    return render(request, "portal/single.html", context, status=422 if form.is_bound else 200)


class StatementForm(forms.Form):
    """What the holder of a post says."""

    words = forms.CharField(
        label=gettext_lazy("What the holder of the post says"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


@never_cache
@allowed_to(Act.VIEW_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: StaffRequest, ref: str) -> HttpResponse:
    """One accountability file of our unit; a post hands in the statement, once."""
    mine = file_queries.own_files(entity_ref=request.actor.entity_ref, at=timezone.now())
    card = next((one for one in mine if one.ref == ref), None)
    if card is None:
        raise Http404
    form = StatementForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            file_verbs.state_for_file(file=ref, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())
            messages.success(request, _("Thank you: the statement is kept, and the programme reads it."))
            return redirect("portal:file", ref)
        except (NotPermitted, PortalNotSetUp):
            raise
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
    trail = [{"url": reverse("portal:singles"), "label": _("Single visits")}]
    context = {"card": card, "end": end_lines(card.end), "report": card.report, "lines": met_lines(card.report)}
    status = 422 if form.is_bound else 200
    return render(request, "portal/file.html", context | {"form": form, "trail": trail}, status=status)
