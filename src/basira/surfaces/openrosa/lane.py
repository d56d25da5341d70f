"""Phones' posts go straight to their door: nothing of what pages need (sessions, forms' tokens, languages) is asked."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

PHONES = "/v1/key/"


class PhonesLane:
    """
    Leads OpenRosa addresses past every middleware below it.

    The door (`openrosa_view`) answers every refusal and fault by itself and sets its own headers; it looks at no cookie.
    A tenth of the CPU time of a post went into middleware that found nothing to do.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith(PHONES) or "\x00" in path:
            return self.get_response(request)
        request.get_host()  # answers 400 to a host that is not ours, as Django's own middleware does
        try:
            match = resolve(path)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer
