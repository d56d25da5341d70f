"""
The door of the shopper's pages: a signed cookie that only these pages get, holding the key of the phone.

No session and no account is looked at, and nothing that tells of the phone is kept or logged. The key comes in the part
of the link that browsers never send (after "#"), so that no server log and no Referer can hold it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import queries
from basira.programme.fieldwork.queries import Sender
from basira.programme.panel.verbs import token_digest
from basira.surfaces.shared.filing import STATUSES
from basira.surfaces.shared.words import words_of

COOKIE = "basira_notes"
PATH = "/notes/"
SALT = "basira.field"
A_CYCLE_S = 120 * 24 * 3600
"""Seconds that a phone stays let in; a withdrawn key ends it at once."""

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Sender, P], HttpResponse]


class KeyWithdrawn(Problem):
    """This phone carries no key, or one that stands for nobody any more; which of the two is not told."""

    code = "field.key-withdrawn"


def sender_in(request: HttpRequest) -> Sender | None:
    """Return who this phone stands for; None without a cookie of ours, and for a key that is withdrawn."""
    try:
        key = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=A_CYCLE_S)
    except signing.BadSignature:
        return None
    return sender_of(key["token"], key["project"])


def sender_of(token: str, project: int) -> Sender | None:
    """Return who a key stands for in the cycle of this number; None for nobody."""
    return queries.sender_of(token_digest(token), project=project)


def let_in(response: HttpResponse, token: str, project: int) -> None:
    """Give the phone its cookie: for these pages alone, out of reach of scripts, never sent from elsewhere."""
    value = signing.dumps({"token": token, "project": project}, salt=SALT)
    response.set_cookie(
        COOKIE, value, max_age=A_CYCLE_S, path=PATH, secure=settings.TLS, httponly=True, samesite="Strict"
    )


def let_out(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")


form_policy = csp_update(
    {
        # The engine of the form reads its expressions with a compiled grammar; pages of others stay without.
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "img-src": [SELF, "data:", "blob:"],
    }
)
"""The policy of the page that draws a form."""


def field_page(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a page be reached with a phone's key alone; without one it says what to do."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        sender = sender_in(request)
        if sender is None:
            return render(request, "field/closed.html", {"words": words_of(KeyWithdrawn())}, status=401)
        return view(request, sender, *args, **kwargs)

    return guarded


def field_answer(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The same for what the form's script asks: refusals are JSON in the shopper's words, with their code."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            sender = sender_in(request)
            if sender is None:
                raise KeyWithdrawn()
            return view(request, sender, *args, **kwargs)
        except Problem as problem:
            return refused(problem)

    return guarded


def refused(problem: Problem) -> JsonResponse:
    """Return a refusal for the form's script to show."""
    status = 401 if isinstance(problem, KeyWithdrawn) else STATUSES.get(problem.code, 422)
    return JsonResponse({"code": problem.code, "message": words_of(problem)}, status=status)
