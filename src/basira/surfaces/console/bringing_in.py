"""Bringing a list in, whatever it lists: upload, dry run with every problem by its place, confirmation, all or nothing."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from basira.core.imports.tables import MAX_BYTES, Table
from basira.core.kernel.problem import Fault, FileRefused, Problem
from basira.programme.people.permissions import Act
from basira.surfaces.console.lists import faults_shown, read_list, shelf
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.words import words_of

Pairs = Sequence[tuple[str, str]]


class Checked(Protocol):
    """What a dry run found."""

    @property
    def ok(self) -> bool: ...
    @property
    def faults(self) -> tuple[Fault, ...]: ...
    @property
    def mapped(self) -> dict[str, str]: ...


Check = TypeVar("Check", bound=Checked)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A file that somebody confirmed: its digest and what the form says of it."""

    request: StaffRequest
    file_sha256: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ListToBringIn(Generic[Check]):
    """
    One kind of list.

    `app` names its pages (`console:<app>`, `console:<app>_import`, `…_import_confirm`) and where its `dry_run.html` lies. `check` reads
    a table, `refused` is the check of a file that is no table, `write` calls the verb and returns what is said afterwards,
    `shown` is what its dry run shows besides.
    """

    app: str
    title: str | Promise
    columns: str | Promise
    act: Act
    form: type[forms.Form]
    targets: tuple[str, ...]
    check: Callable[[Table, Pairs], Check]
    refused: Callable[[tuple[Fault, ...]], Check]
    write: Callable[[Check, Confirmed], str]
    trail: Callable[[], Sequence[Mapping[str, Any]]]
    shown: Callable[[Check], dict[str, Any]] = lambda _check: {}

    def dry_run(self, content: bytes, filename: str, said: dict[str, Any]) -> Check:
        """Return the check of a file; a refused file is a check that is not ok."""
        try:
            table, pairs = read_list(content, filename, said)
        except FileRefused as refusal:
            return self.refused(tuple(refusal.faults))
        return self.check(table, pairs)

    def upload_page(self, request: StaffRequest, form: forms.Form) -> HttpResponse:
        """Return the form: 200 when it is shown, 422 when it came back with errors."""
        context = {
            "title": self.title,
            "columns": self.columns,
            "form": form,
            "trail": self.trail(),
            "targets": self.targets,
            "cancel_url": reverse(f"console:{self.app}"),
        }
        return render(request, "console/lists/import.html", context, status=422 if form.errors else 200)

    def dry_run_page(self, request: StaffRequest, check: Check, form: forms.Form, digest: str) -> HttpResponse:
        """Return what the dry run found; 422 when the file cannot be taken as it is."""
        context = {
            "check": check,
            "form": form,
            "digest": digest,
            "said": form.cleaned_data,
            "mapped": tuple(check.mapped.items()),
            "import_url": f"console:{self.app}_import",
            "confirm_url": f"console:{self.app}_import_confirm",
            "trail": self.trail(),
            **faults_shown(check.faults),
            **self.shown(check),
        }
        status = 200 if check.ok and not form.errors else 422
        return render(request, f"console/{self.app}/dry_run.html", context, status=status)


def views_of(
    kind: ListToBringIn[Check],
) -> tuple[Callable[[HttpRequest], HttpResponseBase], Callable[[HttpRequest, str], HttpResponseBase]]:
    """Return the two views of a list: its upload with the dry run, and its confirmation."""

    @allowed_to(kind.act)
    def upload(request: StaffRequest) -> HttpResponse:
        if request.method != "POST":
            return kind.upload_page(request, kind.form())
        form = kind.form(request.POST, request.FILES)
        if not form.is_valid():
            return kind.upload_page(request, form)
        uploaded = form.cleaned_data["file"]
        content = uploaded.read(MAX_BYTES + 1)
        check = kind.dry_run(content, uploaded.name, form.cleaned_data)
        digest = shelf().keep(content, owner=request.actor.ref, now_s=timezone.now().timestamp()) if check.ok else ""
        return kind.dry_run_page(request, check, form, digest)

    @require_POST
    @allowed_to(kind.act)
    def confirm(request: StaffRequest, digest: str) -> HttpResponse:
        form = kind.form(request.POST)
        del form.fields["file"]  # it stayed on the shelf
        content = shelf().take(digest, owner=request.actor.ref)
        if content is None or not form.is_valid():
            messages.error(request, _("The file is no longer here. Please choose it again."))
            return redirect(f"console:{kind.app}_import")
        check = kind.dry_run(content, "list.csv", form.cleaned_data)
        if not check.ok:
            return kind.dry_run_page(request, check, form, "")
        confirmed = Confirmed(request, hashlib.sha256(content).hexdigest(), form.cleaned_data)
        try:
            words = kind.write(check, confirmed)
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
            return kind.dry_run_page(request, check, form, digest)
        shelf().remove(digest, owner=request.actor.ref)
        messages.success(request, words)
        return redirect(f"console:{kind.app}")

    return upload, confirm
