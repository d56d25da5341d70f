"""The half hour of idleness counts from the last page, without writing the session at each of them."""

import time
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

TOUCH_AFTER_S = 300
"""Seconds between two writes of a session that is in use; the idle limit is that much shorter at worst."""


class IdlenessMiddleware:
    """Touches the session of somebody signed in who is at work; a visitor's is never made by this."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if session.accessed and SESSION_KEY in session and time.time() - session.get("touched_at", 0) > TOUCH_AFTER_S:
            session["touched_at"] = int(time.time())
        return response
