"""Languages in which people apply beside those of the whole site: chosen in the address, kept in no cookie and no session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

APPLYING_LANGUAGES = {"ur": "اردو"}
"""By code, each in its own script. Its words are `locale/ur`: those of applying alone (tests/house/test_urdu.py)."""
ASKED = "language"
View = Callable[..., HttpResponse]


def in_applying_language(view: View) -> View:
    """Answer in the language that the address asks for, where it is one of applying; else as the whole site does."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = request.GET.get(ASKED, "")
        if language not in APPLYING_LANGUAGES:
            return view(request, *args, **kwargs)
        with translation.override(language):
            found = view(request, *args, **kwargs)
            found.headers["Content-Language"] = language
            return found

    return answer


def kept_language() -> str:
    """Return the query by which links and forms keep the language of applying; empty in a language of the whole site."""
    language = translation.get_language() or ""
    return "" if language in dict(settings.LANGUAGES) else f"?{ASKED}={language}"
