"""Bringing a list of standards in: upload, dry run with every problem by its place, confirmation."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from basira.core.imports.standards import STANDARD_TARGETS, StandardCheck, check_standards
from basira.core.imports.tables import MAX_BYTES
from basira.core.kernel.problem import FileRefused, Problem
from basira.programme.people.permissions import Act
from basira.programme.registry import queries as registry
from basira.programme.standards import verbs
from basira.surfaces.console.lists import faults_shown, read_list, shelf
from basira.surfaces.console.standards.forms import StandardsConfirmForm, StandardsFileForm
from basira.surfaces.console.standards.views import trail
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.words import words_of


@allowed_to(Act.MAINTAIN_STANDARDS)
def upload(request: StaffRequest) -> HttpResponse:
    """The form, and the dry run of what it brought."""
    if request.method != "POST":
        return upload_page(request, StandardsFileForm())
    form = StandardsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return upload_page(request, form)
    uploaded = form.cleaned_data["file"]
    content = uploaded.read(MAX_BYTES + 1)
    check = dry_run(content, uploaded.name, form.cleaned_data)
    digest = shelf().keep(content, owner=request.actor.ref, now_s=timezone.now().timestamp()) if check.ok else ""
    return dry_run_page(request, check, form, digest)


@require_POST
@allowed_to(Act.MAINTAIN_STANDARDS)
def confirm(request: StaffRequest, digest: str) -> HttpResponse:
    """Check the kept file once more and write it, all or nothing."""
    form = StandardsConfirmForm(request.POST)
    content = shelf().take(digest, owner=request.actor.ref)
    if content is None or not form.is_valid():
        messages.error(request, _("The file is no longer here. Please choose it again."))
        return redirect("console:standards_import")
    check = dry_run(content, "list.csv", form.cleaned_data)
    if not check.ok:
        return dry_run_page(request, check, form, "")
    digest_of_file = hashlib.sha256(content).hexdigest()
    try:
        written = verbs.import_standards(
            rows=check.standards, file_sha256=digest_of_file, by=request.actor, at=timezone.now()
        )
    except Problem as refusal:
        form.add_error(None, words_of(refusal))
        return dry_run_page(request, check, form, "")
    shelf().remove(digest, owner=request.actor.ref)
    words = ngettext("%(count)s document was added.", "%(count)s documents were added.", written.added)
    messages.success(request, words % {"count": written.added})
    return redirect("console:standards")


def dry_run(content: bytes, filename: str, said: dict[str, Any]) -> StandardCheck:
    """Return the check of a file; a refused file is a check that is not ok."""
    try:
        table, pairs = read_list(content, filename, said)
    except FileRefused as refusal:
        return StandardCheck(False, 0, (), {}, (), refusal.faults)
    return check_standards(table, pairs, frozenset(card.code for card in registry.entity_cards()))


def steps() -> list[dict[str, str]]:
    """Return the way to the import."""
    return trail({"url": reverse("console:standards"), "label": _("Laws and standards")})


def upload_page(request: StaffRequest, form: StandardsFileForm) -> HttpResponse:
    """Return the form: 200 when it is shown, 422 when it came back with errors."""
    context = {"form": form, "trail": steps(), "targets": [target.name for target in STANDARD_TARGETS]}
    return render(request, "console/standards/import.html", context, status=422 if form.errors else 200)


def dry_run_page(request: StaffRequest, check: StandardCheck, form: StandardsFileForm, digest: str) -> HttpResponse:
    """Return what the dry run found; 422 when the file cannot be taken as it is."""
    context = {
        "check": check,
        "form": form,
        "digest": digest,
        "said": form.cleaned_data,
        "articles": sum(len(one.articles) for one in check.standards),
        "mapped": tuple(check.mapped.items()),
        "sample": check.standards[:5],
        "trail": steps(),
        **faults_shown(check.faults),
    }
    status = 200 if check.ok and not form.errors else 422
    return render(request, "console/standards/dry_run.html", context, status=status)
