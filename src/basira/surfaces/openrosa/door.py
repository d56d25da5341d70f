"""
The door that every OpenRosa view stands behind: whose key it is, OpenRosa's headers, refusals in the shopper's words.

No session, cookie or account is looked at. Neither the token nor anything that tells of the phone is kept or logged.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from basira.core.instrument import openrosa
from basira.core.kernel.field_keys import CLIENTS_TAKE
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import queries
from basira.programme.fieldwork.queries import Sender
from basira.programme.panel.verbs import token_digest
from basira.surfaces.shared.filing import STATUSES
from basira.surfaces.shared.posts import MAX_POST_BYTES
from basira.surfaces.shared.words import words_of

FIRST_LANGUAGE = "ar"
RETRY_AFTER_S = 30
"""Seconds after which a phone may try again when we could take nothing: a restart takes less."""

log = logging.getLogger(__name__)

P = ParamSpec("P")


class KeyUnknown(Problem):
    """The key in the address stands for nobody in this cycle; which of the two is wrong is not told."""

    code = "openrosa.key-unknown"


class NotHere(Problem):
    """The shopper has no mission with this form, or the form has no such file."""

    code = "openrosa.not-here"


class MethodRefused(Problem):
    """The address does not do that."""

    code = "openrosa.method-refused"


class TryLater(Problem):
    """The database does not answer just now; nothing is wrong with what was sent."""

    code = "openrosa.try-later"


View = Callable[Concatenate[HttpRequest, Sender, P], HttpResponse]


def openrosa_view(*methods: str) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Stand a view behind the door; it gets the sender, and answers `methods` (HEAD as GET unless named)."""
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, token: str, project: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            language = FIRST_LANGUAGE
            try:
                sender = queries.sender_of(token_digest(token), project=project, kinds=CLIENTS_TAKE)
                if sender is None:
                    raise KeyUnknown()
                language = sender.language
                if request.method not in allowed:
                    raise MethodRefused(method=request.method or "")
                with translation.override(language):
                    response = view(request, sender, *args, **kwargs)
            except Exception as fault:
                response = refused(fault, language)
            return with_headers(response, request, language)

        return guarded

    return decorate


def refused(fault: Exception, language: str) -> HttpResponse:
    """Return a refusal, or our own fault, in OpenRosa's envelope: phones show its words."""
    if isinstance(fault, Problem):
        status, problem = STATUSES.get(fault.code, 422), fault
    elif isinstance(fault, OperationalError | InterfaceError):
        log.error("OpenRosa request without a database: %s", type(fault).__name__)
        status, problem = 503, TryLater()
    else:
        log.error("OpenRosa request failed", exc_info=fault)
        status, problem = 500, Problem()
    with translation.override(language):
        return told(words_of(problem), status=status, failed=True)


def told(message: str, *, status: int, failed: bool = False) -> HttpResponse:
    """Return a message for the phone to show."""
    return HttpResponse(openrosa.answer(message, failed=failed), status=status, content_type=XML)


XML = "text/xml; charset=utf-8"


def with_headers(response: HttpResponse, request: HttpRequest, language: str) -> HttpResponse:
    """Put on what OpenRosa wants on every answer, errors included."""
    response["X-OpenRosa-Version"] = "1.0"
    response["X-OpenRosa-Accept-Content-Length"] = str(MAX_POST_BYTES)
    response["Content-Language"] = language
    response["Date"] = http_date()
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'"
    if response.status_code in (503, 507):
        response["Retry-After"] = str(RETRY_AFTER_S)
    if request.path.endswith("/submission"):
        response["Location"] = request.build_absolute_uri(request.path)
    return response


def address_of(request: HttpRequest, view: str, **names: str) -> str:
    """Return an absolute address beside this request's, under the same key."""
    match = request.resolver_match
    assert match is not None  # noqa: S101 - a view runs, so an address matched
    beside = {"token": match.kwargs["token"], "project": match.kwargs["project"]}
    return request.build_absolute_uri(reverse(f"openrosa:{view}", kwargs=beside | names))
