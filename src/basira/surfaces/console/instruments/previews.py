"""
A questionnaire as a shopper meets it, before anybody fills it: a version's, or a working copy's as it stands.

The page at the desk holds a frame. What the frame shows is a page of its own with the phone's form in it, and its policy is the
promise: an origin that is nobody's (so no store and no cookie of this site is reachable), and no connection to anywhere.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from basira.core.instrument.pace import promised_minutes
from basira.core.instrument.tree import Questionnaire
from basira.programme.instruments import queries, trials
from basira.programme.instruments.copy_cards import checked
from basira.programme.instruments.trials import TrialForm
from basira.programme.people.permissions import Act
from basira.surfaces.console.answers import found
from basira.surfaces.console.instruments.editing.forms import ordered, script
from basira.surfaces.console.instruments.editing.showing import shown_questions
from basira.surfaces.console.instruments.editing.views import open_copy
from basira.surfaces.console.instruments.editing.views import trail as copy_trail
from basira.surfaces.console.instruments.views import trail
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.asking import asked_number
from basira.surfaces.shared.sheet_words import sheet_words

View = TypeVar("View", bound=Callable[..., HttpResponse])

CAN_NEITHER_KEEP_NOR_SEND = {
    "sandbox": ["allow-scripts", "allow-forms"],
    # The engine of the form reads its expressions with a compiled grammar.
    "script-src": [SELF, "'wasm-unsafe-eval'"],
    "img-src": [SELF, "data:", "blob:"],
    "connect-src": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
}


def framing(view: View) -> View:
    """Give a page the policy of one that holds the frame."""
    return cast("View", csp_update({"frame-src": [SELF]})(view))


def framed(view: View) -> View:
    """Give a page the policy of the one in the frame, which only a page of this site may hold."""
    return cast("View", never_cache(xframe_options_sameorigin(csp_replace(CAN_NEITHER_KEEP_NOR_SEND)(view))))


@allowed_to(Act.MAINTAIN_INSTRUMENTS)
@require_GET
@framing
def copy_preview(request: StaffRequest, ref: str) -> HttpResponse:
    """A working copy on a phone, and its questions as a list; only its faults' place where it has any."""
    card = open_copy(ref)
    said = found(checked(ref))
    context = {
        "trail": copy_trail(card),
        "phone_url": reverse("console:instruments-edit-preview-phone", args=[ref]),
        "check_url": reverse("console:instruments-edit-check", args=[ref]),
        "remarks": len(said.problems),
    }
    return preview_page(request, said.tree, context)


@allowed_to(Act.MAINTAIN_INSTRUMENTS)
@require_GET
@framed
def copy_phone(request: StaffRequest, ref: str) -> HttpResponse:
    """What the frame of a working copy shows. 404 where the copy has errors."""
    open_copy(ref)
    return phone_page(request, found(trials.copy_form(ref)))


@allowed_to(Act.VIEW_INSTRUMENTS)
@require_GET
@framing
def version_preview(request: StaffRequest, ref: str) -> HttpResponse:
    """A version on a phone, and its questions as a list."""
    shown = found(queries.version_page(ref))
    page = reverse("console:instruments-version", args=[ref])
    title = shown.card.title_ar if get_language() == "ar" else shown.card.title_en
    context = {
        "trail": [*trail(), {"url": page, "label": title or shown.card.form_id}],
        "phone_url": reverse("console:instruments-preview-phone", args=[ref]),
        "check_url": page,
        "remarks": len(shown.faults),
    }
    return preview_page(request, shown.tree, context)


@allowed_to(Act.VIEW_INSTRUMENTS)
@require_GET
@framed
def version_phone(request: StaffRequest, ref: str) -> HttpResponse:
    """What the frame of a version shows."""
    return phone_page(request, found(trials.version_form(ref)))


def preview_page(request: StaffRequest, tree: Questionnaire | None, context: dict[str, Any]) -> HttpResponse:
    """Return the page with the frame and, for browsers without scripts, the list; `tree` is None where there are errors."""
    languages = ordered(tree.languages) if tree else ()
    chosen = asked_number(request, "language", most=max(len(languages) - 1, 0)) or 0
    language = languages[chosen] if languages else ""
    shown = {
        "is_sound": tree is not None,
        "fill_minutes": promised_minutes(tree) if tree else None,
        "languages": [(number, each, number == chosen) for number, each in enumerate(languages)],
        "questions": shown_questions(tree, language) if tree else [],
        "is_list_asked": "language" in request.GET,
        "script": script(language),
    }
    return render(request, "console/instruments/editing/preview.html", context | shown)


def phone_page(request: HttpRequest, form: TrialForm) -> HttpResponse:
    """Return the page that the frame shows: the form, its files and the phone's words, and nothing else of the programme."""
    page = {
        "language": "ar" if get_language() == "ar" else "en",
        "words": {language: words_in(language) for language in ("ar", "en")},
        "form": form.xform,
        "hidden": form.tree.roles.get("mission", ""),
        "files": {name: b64encode(content).decode() for name, content in form.files.items()},
    }
    return render(request, "console/instruments/editing/phone.html", {"page": page})


def words_in(language: str) -> dict[str, str]:
    """Return every word of the form in a language, and those of trying it."""
    with translation.override(language):
        return sheet_words() | {
            "keptNowhere": _("A preview: nothing here is kept or sent."),
            "beginAgain": _("Begin again"),
            "takenNowhere": _(
                "Taken on a phone at the visit. The preview takes no picture, no sound, no file and no place."
            ),
            "wouldBeSent": _("Here a shopper's visit would be sent"),
            "wentNowhere": _("Every answer fits. Nothing was kept or sent."),
            "previewBroken": _("The form could not be opened. Look at what the check remarks."),
        }
