"""Pages of the questionnaires: list, upload, one version, downloads, publishing and retiring."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from basira.core.instrument.pace import promised_minutes
from basira.core.instrument.template import FILENAME, template_workbook
from basira.core.kernel.lifecycles import QuestionnaireState
from basira.core.kernel.problem import Fault, Problem
from basira.programme.instruments import queries, verbs
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.surfaces.console.instruments.cards import (
    check_lines,
    criterion_lines,
    fault_lines,
    question_lines,
    role_lines,
)
from basira.surfaces.console.instruments.forms import UploadForm
from basira.surfaces.shared import states
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_page, asked_text
from basira.surfaces.shared.words import words_of

SHOWN_FAULTS = 200


def trail() -> list[dict[str, str]]:
    """Return the way here, from the list on."""
    return [{"url": reverse("console:instruments"), "label": _("Questionnaires")}]


@allowed_to(Act.VIEW_INSTRUMENTS)
def versions(request: StaffRequest) -> HttpResponse:
    """The list of versions, searched and filtered."""
    search, state = asked_text(request), asked_text(request, "state", limit=20)
    found = queries.version_list(search=search, state=state, page=asked_page(request))
    context = {
        "found": found,
        "page": Paginator(range(found.total), queries.PAGE).get_page(found.page),
        "search": search,
        "state": state,
        "states": [(str(each), states.look(str(each))[2]) for each in QuestionnaireState],
        "may_edit": permissions.can(request.actor, Act.MAINTAIN_INSTRUMENTS),
    }
    return render(request, "console/instruments/versions.html", context)


@allowed_to(Act.MAINTAIN_INSTRUMENTS)
def upload(request: StaffRequest) -> HttpResponse:
    """The form, and every fault by place when the workbook is refused."""
    if request.method != "POST":
        return upload_page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return upload_page(request, form)
    try:
        kept = keep(request, form)
    except verbs.FormRefused as refusal:
        return upload_page(request, form, refusal.faults)
    except Problem as refusal:
        form.add_error(None, words_of(refusal))
        return upload_page(request, form)
    messages.success(
        request, _("The questionnaire is kept as a draft.") if kept.is_new else _("This workbook is here already.")
    )
    return redirect("console:instruments-version", kept.ref)


def keep(request: StaffRequest, form: UploadForm) -> verbs.Uploaded:
    """Call the verb with what was uploaded."""
    name = str(form.cleaned_data["workbook"].name)
    return verbs.upload_questionnaire(
        content=form.workbook_content(), filename=name, media=form.media_content(), by=request.actor, at=timezone.now()
    )


def upload_page(request: StaffRequest, form: UploadForm, faults: tuple[Fault, ...] = ()) -> HttpResponse:
    """Return the form: 200 when it is shown, 422 when something was refused."""
    lines = fault_lines(faults)
    context = {
        "form": form,
        "trail": trail(),
        "faults": lines[:SHOWN_FAULTS],
        "more_faults": max(0, len(lines) - SHOWN_FAULTS),
        "errors": sum(line.severity == "error" for line in lines),
    }
    return render(request, "console/instruments/upload.html", context, status=422 if faults or form.errors else 200)


@allowed_to(Act.VIEW_INSTRUMENTS)
def version(request: StaffRequest, ref: str) -> HttpResponse:
    """One version: what it asks, what it measures, what the check remarked."""
    found = queries.version_page(ref)
    if found is None:
        raise Http404
    may_publish = permissions.can(request.actor, Act.PUBLISH_INSTRUMENT)
    context = {
        "found": found,
        "card": found.card,
        "fill_minutes": promised_minutes(found.tree),
        "criteria": criterion_lines(found.tree),
        "questions": question_lines(found.tree),
        "roles": role_lines(found.tree),
        "checks": check_lines(found.tree),
        "faults": fault_lines(found.faults),
        "may_edit": permissions.can(request.actor, Act.MAINTAIN_INSTRUMENTS),
        "may_publish": may_publish and QuestionnaireState.PUBLISHED in found.moves,
        "may_retire": may_publish and QuestionnaireState.RETIRED in found.moves,
        "trail": trail(),
    }
    return render(request, "console/instruments/version.html", context)


@require_POST
@allowed_to(Act.PUBLISH_INSTRUMENT)
def publish(request: StaffRequest, ref: str) -> HttpResponse:
    """Publish a draft."""
    try:
        verbs.publish_questionnaire(ref=ref, by=request.actor, at=timezone.now())
        messages.success(request, _("The questionnaire is published. It never changes from now on."))
    except verbs.VersionNotFound as gone:
        raise Http404 from gone
    return redirect("console:instruments-version", ref)


@require_POST
@allowed_to(Act.PUBLISH_INSTRUMENT)
def retire(request: StaffRequest, ref: str) -> HttpResponse:
    """Take a version out of use."""
    try:
        verbs.retire_questionnaire(ref=ref, by=request.actor, at=timezone.now())
        messages.success(request, _("The questionnaire is retired."))
    except verbs.VersionNotFound as gone:
        raise Http404 from gone
    return redirect("console:instruments-version", ref)


@allowed_to(Act.VIEW_INSTRUMENTS)
def workbook(request: StaffRequest, ref: str) -> HttpResponse:
    """The workbook, byte for byte as it was uploaded."""
    return attachment(queries.workbook_of(ref))


@allowed_to(Act.VIEW_INSTRUMENTS)
def xform(request: StaffRequest, ref: str) -> HttpResponse:
    """The XForm as phones get it."""
    return attachment(queries.xform_of(ref))


@allowed_to(Act.VIEW_INSTRUMENTS)
def media(request: StaffRequest, ref: str, filename: str) -> HttpResponse:
    """A file that goes out with the form."""
    return attachment(queries.media_file(ref, filename))


@allowed_to(Act.VIEW_INSTRUMENTS)
def template(request: StaffRequest) -> HttpResponse:
    """The template workbook."""
    return attachment(queries.Download(FILENAME, template_workbook()))


def attachment(found: queries.Download | None) -> HttpResponse:
    """Return a file to keep, never to be shown in the browser: it came from somebody's computer."""
    if found is None:
        raise Http404
    # Content-Disposition with a name in any script (RFC 6266) is built by Django.
    response = HttpResponse(found.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, found.filename) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
