"""Bringing life events in: upload, dry run with every problem by its place, confirmation."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from basira.core.imports.life_events import LIFE_EVENT_TARGETS, LifeEventCheck, check_life_events
from basira.core.imports.tables import MAX_BYTES
from basira.core.kernel.problem import FileRefused, Problem
from basira.programme.journeys import queries, verbs
from basira.programme.people.permissions import Act
from basira.surfaces.console.journeys.views import journeys_step, trail
from basira.surfaces.console.lists import encoding_field, faults_shown, file_field, read_list, shelf
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.words import words_of


class LifeEventsFileForm(forms.Form):
    """A list of life events, one step a row."""

    file = file_field()
    mapping = forms.CharField(
        label=gettext_lazy("Columns"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=gettext_lazy(
            "One line for each column that is not found by its name: target=column, such as service=Code."
        ),
    )
    encoding = encoding_field()


class LifeEventsConfirmForm(LifeEventsFileForm):
    """The same choices at the confirmation; the file itself stays on the server."""

    file = None  # type: ignore[assignment]


@allowed_to(Act.WRITE_LIFE_EVENTS)
def upload(request: StaffRequest) -> HttpResponse:
    """The form, and the dry run of what it brought."""
    if request.method != "POST":
        return upload_page(request, LifeEventsFileForm())
    form = LifeEventsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return upload_page(request, form)
    uploaded = form.cleaned_data["file"]
    content = uploaded.read(MAX_BYTES + 1)
    check = dry_run(content, uploaded.name, form.cleaned_data)
    digest = shelf().keep(content, owner=request.actor.ref, now_s=timezone.now().timestamp()) if check.ok else ""
    return dry_run_page(request, check, form, digest)


@require_POST
@allowed_to(Act.WRITE_LIFE_EVENTS)
def confirm(request: StaffRequest, digest: str) -> HttpResponse:
    """Check the kept file once more and write it, all or nothing."""
    form = LifeEventsConfirmForm(request.POST)
    content = shelf().take(digest, owner=request.actor.ref)
    if content is None or not form.is_valid():
        messages.error(request, _("The file is no longer here. Please choose it again."))
        return redirect("console:journeys_import")
    check = dry_run(content, "list.csv", form.cleaned_data)
    if not check.ok:
        return dry_run_page(request, check, form, "")
    file_sha256 = hashlib.sha256(content).hexdigest()
    try:
        written = verbs.write_life_events(
            rows=check.events, file_sha256=file_sha256, by=request.actor, at=timezone.now()
        )
    except Problem as refusal:
        form.add_error(None, words_of(refusal))
        return dry_run_page(request, check, form, "")
    shelf().remove(digest, owner=request.actor.ref)
    words = ngettext("%(count)s life event was written.", "%(count)s life events were written.", written.added)
    messages.success(request, words % {"count": written.added})
    return redirect("console:journeys")


def dry_run(content: bytes, filename: str, said: dict[str, Any]) -> LifeEventCheck:
    """Return the check of a file; a refused file is a check that is not ok."""
    try:
        table, pairs = read_list(content, filename, said)
    except FileRefused as refusal:
        return LifeEventCheck(False, 0, (), {}, (), refusal.faults)
    return check_life_events(table, pairs, queries.known_places())


def upload_page(request: StaffRequest, form: LifeEventsFileForm) -> HttpResponse:
    """Return the form: 200 when it is shown, 422 when it came back with errors."""
    targets = [target.name for target in LIFE_EVENT_TARGETS]
    context = {"form": form, "trail": trail(journeys_step()), "targets": targets}
    return render(request, "console/journeys/import.html", context, status=422 if form.errors else 200)


def dry_run_page(request: StaffRequest, check: LifeEventCheck, form: LifeEventsFileForm, digest: str) -> HttpResponse:
    """Return what the dry run found; 422 when the file cannot be taken as it is."""
    context = {
        "check": check,
        "form": form,
        "digest": digest,
        "said": form.cleaned_data,
        "trail": trail(journeys_step()),
        **faults_shown(check.faults),
    }
    status = 200 if check.ok and not form.errors else 422
    return render(request, "console/journeys/dry_run.html", context, status=status)
