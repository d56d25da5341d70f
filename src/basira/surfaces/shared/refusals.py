"""A `Problem` that a view let through becomes an answer in words, once, here."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from basira.core.kernel.problem import Problem
from basira.programme.people.permissions import NotPermitted
from basira.surfaces.shared.errors import forbidden, refused
from basira.surfaces.shared.words import words_of


class RefusalMiddleware:
    """Answers a refusal with 403 (not permitted) or 422 (everything else), in the house's style."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer to a refusal; None lets Django go on with other exceptions."""
        if isinstance(exception, NotPermitted):
            return forbidden(request, PermissionDenied(words_of(exception)))
        if isinstance(exception, Problem):
            return refused(request, words_of(exception), exception.code)
        return None
