"""The door of a console view: signed in first, then permitted, by the same table that the verbs ask."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.surfaces.shared.actor import NOBODY, StaffRequest

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


def allowed_to(act: Act) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let a view be reached only by people who may do `act`; others sign in, or meet the 403 page."""

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            staff: StaffRequest = request  # type: ignore[assignment]
            if staff.actor == NOBODY:
                return redirect_to_login(request.get_full_path())
            permissions.check(staff.actor, act)
            return view(staff, *args, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]  # the access matrix test reads it
        return guarded

    return decorate
