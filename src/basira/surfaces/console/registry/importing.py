"""Bringing a list of centres in: upload, dry run with every problem by its place, confirmation."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from basira.core.imports.centres import CentreCheck, check_centres
from basira.core.imports.tables import MAX_BYTES
from basira.core.kernel.problem import FileRefused, Problem
from basira.programme.people.permissions import Act
from basira.programme.registry import queries, verbs
from basira.surfaces.console.lists import faults_shown, read_list, shelf
from basira.surfaces.console.registry.forms import ConfirmForm, UploadForm
from basira.surfaces.console.registry.views import trail
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.words import words_of


@allowed_to(Act.MAINTAIN_REGISTRY)
def upload(request: StaffRequest) -> HttpResponse:
    """The form, and the dry run of what it brought."""
    if request.method != "POST":
        return upload_page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return upload_page(request, form)
    uploaded = form.cleaned_data["file"]
    content = uploaded.read(MAX_BYTES + 1)
    check = dry_run(content, uploaded.name, form.cleaned_data)
    digest = shelf().keep(content, owner=request.actor.ref, now_s=timezone.now().timestamp()) if check.ok else ""
    return dry_run_page(request, check, form, digest)


@require_POST
@allowed_to(Act.MAINTAIN_REGISTRY)
def confirm(request: StaffRequest, digest: str) -> HttpResponse:
    """Check the kept file once more and write it, all or nothing."""
    form = ConfirmForm(request.POST)
    content = shelf().take(digest, owner=request.actor.ref)
    if content is None or not form.is_valid():
        messages.error(request, _("The file is no longer here. Please choose it again."))
        return redirect("console:registry_import")
    check = dry_run(content, "list.csv", form.cleaned_data)
    if not check.ok:
        return dry_run_page(request, check, form, "")
    try:
        written = write(request, content, check, form.cleaned_data)
    except Problem as refusal:
        form.add_error(None, words_of(refusal))
        return dry_run_page(request, check, form, digest)
    shelf().remove(digest, owner=request.actor.ref)
    count = written.added
    words = ngettext("%(count)s centre was added.", "%(count)s centres were added.", count) % {"count": count}
    messages.success(request, words)
    return redirect("console:registry")


def write(request: StaffRequest, content: bytes, check: CentreCheck, said: dict[str, Any]) -> verbs.Imported:
    """Call the verb with what was checked."""
    return verbs.import_centres(
        rows=check.centres,
        defaults=verbs.ImportDefaults(entity=said["entity"], sector=said["sector"]),
        file_sha256=hashlib.sha256(content).hexdigest(),
        by=request.actor,
        at=timezone.now(),
    )


def dry_run(content: bytes, filename: str, said: dict[str, Any]) -> CentreCheck:
    """Return the check of a file against the registry; a refused file is a check that is not ok."""
    try:
        table, pairs = read_list(content, filename, said)
    except FileRefused as refusal:
        return CentreCheck(False, 0, (), {}, (), refusal.faults)
    return check_centres(table, pairs, queries.known_centres())


def upload_page(request: StaffRequest, form: UploadForm) -> HttpResponse:
    """Return the form: 200 when it is shown, 422 when it came back with errors."""
    context = {"form": form, "trail": trail(), "targets": TARGET_NAMES}
    return render(request, "console/registry/import.html", context, status=422 if form.errors else 200)


def dry_run_page(request: StaffRequest, check: CentreCheck, form: UploadForm, digest: str) -> HttpResponse:
    """Return what the dry run found; 422 when the file cannot be taken as it is."""
    context = {
        "check": check,
        "form": form,
        "digest": digest,
        "said": form.cleaned_data,
        "new": sum(not centre.known for centre in check.centres),
        "mapped": tuple(check.mapped.items()),
        "sample": check.centres[:5],
        "trail": trail(),
        **faults_shown(check.faults),
    }
    status = 200 if check.ok and not form.errors else 422
    return render(request, "console/registry/dry_run.html", context, status=status)


TARGET_NAMES = (
    "name_ar", "name_en", "name", "code", "entity", "sector", "region", "town", "site_type", "latitude", "longitude",
    "services", "channels",
)  # fmt: skip
"""The targets that the import page names; all of them stand in docs/reference/registry-columns.md."""
