"""Which language and which digits a reader gets: by cookie, then by what the browser asks for, Arabic first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

FIRST_LANGUAGE = "ar"
"""What a reader gets who asks for nothing we speak. LANGUAGE_CODE stays "en": it is gettext's fallback catalogue."""

DIGITS_COOKIE = "basira_digits"


class Digits(StrEnum):
    """The numerals a reader sees. What is stored is always ASCII."""

    LATIN = "latn"
    ARABIC = "arab"


_digits: ContextVar[Digits] = ContextVar("digits", default=Digits.LATIN)


def current_digits() -> Digits:
    """Return the digits of the reader being answered; Latin outside a request, as the UAE writes Arabic."""
    return _digits.get()


@contextmanager
def digits(chosen: Digits) -> Iterator[None]:
    """Write numbers in `chosen` digits inside the block."""
    token = _digits.set(chosen)
    try:
        yield
    finally:
        _digits.reset(token)


def language_of(request: HttpRequest) -> str:
    """
    Return the reader's language: the cookie's, else the best match of Accept-Language, else Arabic.

    An empty, broken or foreign header gives Arabic; so does `*`.
    """
    spoken = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in spoken:
        return chosen
    for asked, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        if asked == "*":
            break
        # en-gb is answered in en.
        for candidate in (asked, asked.split("-")[0]):
            if candidate in spoken:
                return candidate
    return FIRST_LANGUAGE if FIRST_LANGUAGE in spoken else settings.LANGUAGE_CODE


def digits_of(request: HttpRequest) -> Digits:
    """Return the reader's digits by cookie; Latin where there is none or an unknown one."""
    asked = request.COOKIES.get(DIGITS_COOKIE, "")
    return Digits(asked) if asked in set(Digits) else Digits.LATIN


class LanguageMiddleware:
    """Middleware: speak the reader's language while answering, and tell caches that the page depends on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language), digits(digits_of(request)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response
