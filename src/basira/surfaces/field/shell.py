"""
The page, the worker and the card of the shopper's notes: the same for every phone, so that they may be kept on it.

Nothing here knows a key or a mission. Everything a shopper sees comes from `state.json` and is sealed on the phone.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from basira.surfaces.field.door import form_policy
from basira.surfaces.field.form_words import form_words

FILES = (
    "dist/basira.css",
    "dist/field.js",
    "dist/words.js",
    "dist/rolldown-runtime.js",
    "dist/MissionNote.js",
    "dist/fonts/ibm-plex-sans-arabic-arabic-400-normal.woff2",
    "dist/fonts/ibm-plex-sans-arabic-arabic-600-normal.woff2",
    "dist/fonts/ibm-plex-sans-latin-400-normal.woff2",
    "dist/fonts/ibm-plex-sans-latin-600-normal.woff2",
    "notes.svg",
)
"""What a phone keeps beside the page. tests/house proves that the scripts here are all that the notes import."""

WORKER = "dist/field-worker.js"


@require_GET
@never_cache
@ensure_csrf_cookie
@form_policy
def notes(request: HttpRequest) -> HttpResponse:
    """Show the notes: a page without anything of anybody, whose script asks for the rest."""
    page = {
        "language": request.LANGUAGE_CODE,
        "words": {language: words_in(language) for language in ("ar", "en")},
        "state": reverse("field:state"),
        "home": reverse("field:home"),
        "enter": reverse("field:enter"),
        "worker": reverse("field:worker"),
    }
    return render(request, "field/notes.html", {"page": page})


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker, told what to keep; another release is another version."""
    shell = {
        "version": version(),
        "pages": [reverse("field:home"), reverse("field:open")],
        "files": [static(name) for name in FILES],
    }
    script = f"const SHELL={json.dumps(shell)};\n{found(WORKER).read_text()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_GET
def card(request: HttpRequest) -> JsonResponse:
    """Answer with what a phone shows of the app when it is installed: a name and a sign that say nothing."""
    name = _("Notes")
    told = {
        "name": name,
        "short_name": name,
        "lang": request.LANGUAGE_CODE,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "start_url": reverse("field:home"),
        "scope": reverse("field:home"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [{"src": static("notes.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def words_in(language: str) -> dict[str, str]:
    """Return every word of the notes in a language."""
    with translation.override(language):
        return form_words()


@lru_cache(maxsize=1)
def version() -> str:
    """Return a digest of everything that a phone keeps: the files, the page's own script, and the words."""
    told = hashlib.sha256()
    for name in (*FILES, WORKER):
        told.update(found(name).read_bytes())
    told.update(json.dumps([words_in("ar"), words_in("en")], sort_keys=True).encode())
    return told.hexdigest()[:16]


def found(name: str) -> Path:
    """Return where a static file lies. Raises FileNotFoundError for one that the release lacks."""
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(name)
    return Path(path)
