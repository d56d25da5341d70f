"""Who acts in a request: the signed-in account with its roles, or nobody."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from basira.core.kernel.actor import Actor, ActorKind
from basira.programme.people import queries

NOBODY = Actor(ActorKind.ACCOUNT, "nobody")
"""Not signed in: holds no role, so the permission table refuses everything."""


class StaffRequest(HttpRequest):
    """A request that passed `ActorMiddleware`."""

    actor: Actor
    received_at: datetime


class ActorMiddleware:
    """Puts `request.actor` on each request, looked up when first asked, so that a revoked role acts at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: find_actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def find_actor(request: HttpRequest) -> Actor:
    """Return who acts in this request; `NOBODY` when nobody is signed in."""
    if not request.user.is_authenticated:
        return NOBODY
    return queries.actor_of(int(request.user.pk)) or NOBODY
