"""What OpenRosa clients ask: the forms of the shopper's missions, their files, and to file a visit."""

import hashlib
import logging
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch

from basira.core.instrument import openrosa
from basira.core.instrument.openrosa import ListedFile, ListedForm
from basira.programme.fieldwork import queries
from basira.programme.fieldwork.queries import MISSIONS_FILE, OfferedForm, Sender
from basira.surfaces.openrosa.door import XML, NotHere, address_of, openrosa_view, told
from basira.surfaces.shared.filing import file_received, words_for

log = logging.getLogger(__name__)


@openrosa_view("GET")
def form_list(request: HttpRequest, sender: Sender) -> HttpResponse:
    """The forms of the shopper's missions; one that no address can name is left out, and the others are there."""
    forms = []
    for offer in queries.offered_forms(sender):
        try:
            forms.append(listed(request, sender, offer))
        except NoReverseMatch:
            log.error("Form %r cannot be listed: its form_id does not fit into an address", offer.form_id)
    return HttpResponse(openrosa.form_list(forms), content_type=XML)


@openrosa_view("GET")
def form(request: HttpRequest, sender: Sender, form_id: str) -> HttpResponse:
    """One form."""
    return HttpResponse(queries.xform_of(offered(sender, form_id).version_id), content_type=XML)


@openrosa_view("GET")
def manifest(request: HttpRequest, sender: Sender, form_id: str) -> HttpResponse:
    """The files that go with a form: its own, and the shopper's missions when it asks for them."""
    wanted = offered(sender, form_id)
    hashes = dict(wanted.media)
    if wanted.asks_missions:
        hashes[MISSIONS_FILE] = hashlib.md5(queries.missions_csv(sender), usedforsecurity=False).hexdigest()
    return HttpResponse(
        openrosa.manifest(
            ListedFile(name, f"md5:{md5}", address_of(request, "media", form_id=form_id, filename=name))
            for name, md5 in sorted(hashes.items())
        ),
        content_type=XML,
    )


@openrosa_view("GET")
def media(request: HttpRequest, sender: Sender, form_id: str, filename: str) -> HttpResponse:
    """One file that goes with a form."""
    wanted = offered(sender, form_id)
    if filename == MISSIONS_FILE and wanted.asks_missions:
        content: bytes | None = queries.missions_csv(sender)
    else:
        content = queries.media_of(wanted.version_id, filename)
    if content is None:
        raise NotHere(name=filename)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return answer


@openrosa_view("POST", "HEAD")
def submission(request: HttpRequest, sender: Sender) -> HttpResponse:
    """File a visit; HEAD asks whether the key is good and how much a post may hold."""
    if request.method == "HEAD":
        return HttpResponse(status=204)
    return told(words_for(file_received(request, sender, source="openrosa")), status=201)


def offered(sender: Sender, form_id: str) -> OfferedForm:
    """Return an offered form. Raises NotHere when the shopper has no mission with it."""
    found = queries.offered_form(sender, form_id)
    if found is None:
        raise NotHere(name=form_id)
    return found


def listed(request: HttpRequest, sender: Sender, form: OfferedForm) -> ListedForm:
    """Return a form as the form list names it."""
    has_media = bool(form.media) or form.asks_missions
    return ListedForm(
        form.form_id,
        form.title_ar if sender.language == "ar" else form.title_en,
        form.version,
        f"md5:{form.md5}",
        address_of(request, "form", form_id=form.form_id),
        address_of(request, "manifest", form_id=form.form_id) if has_media else None,
    )
