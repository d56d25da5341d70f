"""
The page, the worker and the card of the shopper's notes: the same for every phone, so that they may be kept on it.

Nothing here knows a key or a mission. Everything a shopper sees comes from `state.json` and is sealed on the phone.
"""

import hashlib
import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from basira.core.kernel.cover import LOCK_MINUTES, Accent, Cover, Sign
from basira.gateways.signs import GROUNDS, drawn_sign
from basira.programme.safety.queries.cover import cover_card
from basira.surfaces.field.door import form_policy
from basira.surfaces.field.form_words import form_words

FILES = (
    "dist/field.css",
    "dist/field.js",
    "dist/words.js",
    "dist/note.js",
    "dist/fonts/ibm-plex-sans-arabic-arabic-400-normal.woff2",
    "dist/fonts/ibm-plex-sans-arabic-arabic-600-normal.woff2",
    "dist/fonts/ibm-plex-sans-latin-400-normal.woff2",
    "dist/fonts/ibm-plex-sans-latin-600-normal.woff2",
)
"""What a phone keeps beside the page. tests/house proves that the scripts here are all that the notes import."""

WORKER = "dist/field-worker.js"


SIGN_SIZES = (64, 180, 192, 512)
"""Points of the signs that are asked for: a tab's, and what phones install by."""


@require_GET
@never_cache
@ensure_csrf_cookie
@form_policy
def notes(request: HttpRequest) -> HttpResponse:
    """Show the notes: a page without anything of anybody, whose script asks for the rest."""
    cover = cover_card()
    words = {language: words_in(language, cover) for language in ("ar", "en")}
    page = {
        "language": request.LANGUAGE_CODE,
        "words": words,
        "locks": [minutes for minutes in LOCK_MINUTES if minutes <= cover.lock_minutes],
        "state": reverse("field:state"),
        "home": reverse("field:home"),
        "enter": reverse("field:enter"),
        "exchange": reverse("field:exchange"),
        "worker": reverse("field:worker"),
    }
    signs = {"tab": sign_address(cover, 64), "home": sign_address(cover, 180)}
    look = {"name": words[request.LANGUAGE_CODE]["name"], "accent": cover.accent, "signs": signs}
    return render(request, "field/notes.html", {"page": page, "look": look})


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker, told what to keep; another release or another look is another version."""
    cover = cover_card()
    shell = {
        "version": version(cover),
        "pages": [reverse("field:home"), reverse("field:open")],
        "files": [*(static(name) for name in FILES), *(sign_address(cover, size) for size in SIGN_SIZES)],
    }
    script = f"const SHELL={json.dumps(shell)};\n{found(WORKER).read_text()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_GET
@never_cache
def card(request: HttpRequest) -> JsonResponse:
    """Answer with what a phone shows of the app when it is installed: a name and a sign that say nothing."""
    cover = cover_card()
    name = words_in(request.LANGUAGE_CODE, cover)["name"]
    told = {
        "name": name,
        "short_name": name,
        "lang": request.LANGUAGE_CODE,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "start_url": reverse("field:home"),
        "scope": reverse("field:home"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": GROUNDS[cover.accent],
        "icons": [
            {"src": sign_address(cover, size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in (192, 512)
            for purpose in ("any", "maskable")
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_GET
@cache_control(public=True, max_age=31536000, immutable=True)
def sign(request: HttpRequest, name: str, accent: str, size: int) -> HttpResponse:
    """Answer with a drawn sign as PNG. The address names what is drawn, so that it never changes."""
    if name not in list(Sign) or accent not in list(Accent) or size not in SIGN_SIZES:
        raise Http404
    return HttpResponse(drawn_sign(Sign(name), Accent(accent), size), content_type="image/png")


def sign_address(cover: Cover, size: int) -> str:
    """Return where the sign of a cover is had in one size."""
    return reverse("field:sign", args=[cover.sign, cover.accent, size])


def words_in(language: str, cover: Cover) -> dict[str, str]:
    """Return every word of the notes in a language, its names those of the cover."""
    with translation.override(language):
        words = form_words()
    arabic = language == "ar"
    chosen = {
        "name": cover.name_ar if arabic else cover.name_en,
        "coverName": cover.list_ar if arabic else cover.list_en,
    }
    return words | chosen


@lru_cache(maxsize=8)
def version(cover: Cover) -> str:
    """Return a digest of everything that a phone keeps: the files, the page's own script, its look, and the words."""
    told = hashlib.sha256()
    for name in (*FILES, WORKER):
        told.update(found(name).read_bytes())
    told.update(json.dumps([words_in("ar", cover), words_in("en", cover), asdict(cover)], sort_keys=True).encode())
    return told.hexdigest()[:16]


def found(name: str) -> Path:
    """Return where a static file lies. Raises FileNotFoundError for one that the release lacks."""
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(name)
    return Path(path)
