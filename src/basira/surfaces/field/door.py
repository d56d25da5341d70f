"""
The door of the shopper's notes: the key of a phone, which the phone keeps sealed under its own code and sends in a header.

No session, no account and no cookie: a phone that is locked holds nothing that opens this door. Nothing that tells of the
phone is kept or logged. A link opens nothing here: it is exchanged, once, for the key that the phone made for itself
(ADR-0028). It stands in the part of an address that browsers never send (after "#"), so that no server log and no Referer
can hold it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from basira.core.kernel.field_keys import NOTES_TAKE
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import queries
from basira.programme.fieldwork.queries import Sender
from basira.programme.panel.verbs import token_digest
from basira.surfaces.shared.filing import STATUSES
from basira.surfaces.shared.words import words_of

KEY_HEADER = "X-Notes-Key"
MAX_KEY = 220

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Sender, P], HttpResponse]


class KeyWithdrawn(Problem):
    """This phone carries no key, or one that stands for nobody any more; which of the two is not told."""

    code = "field.key-withdrawn"


def sender_in(request: HttpRequest) -> Sender | None:
    """Return who this phone stands for; None without a key of a phone, and for one that is withdrawn."""
    named = named_in(request.headers.get(KEY_HEADER, ""))
    return queries.sender_of(named.sha256, project=named.project, kinds=NOTES_TAKE) if named else None


@dataclass(frozen=True, slots=True)
class Named:
    """What a phone carries, by its SHA-256, and the number of the cycle that it names beside it."""

    sha256: str
    project: int


def named_in(key: str) -> Named | None:
    """Read a key or a link ("token/number of the cycle"); None for what cannot be one."""
    token, _, project = key.rpartition("/")
    if len(key) > MAX_KEY or not token.isascii() or not (project.isascii() and project.isdigit() and len(project) < 10):
        return None
    return Named(token_digest(token), int(project))


form_policy = csp_update(
    {
        # The engine of the form reads its expressions with a compiled grammar; pages of others stay without.
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "img-src": [SELF, "data:", "blob:"],
    }
)
"""The policy of the page of the notes, which draws forms."""


def field_answer(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let an answer be had with a phone's key alone; refusals are JSON in the shopper's words, with their code."""

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
