"""
No address reads more of a body than it has a use for.

The check of a form's token reads the whole post first, files to the disk in clear, whoever sent it; so this stands
before it and goes by the length that the sender names. The lanes of visits, of their sealed parts and of a danger's
photo have limits of their own, and seal what they read while it streams.
"""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from basira.core.kernel.problem import Problem
from basira.surfaces.shared.words import words_of

MEGABYTE = 1024 * 1024
ANYBODY = 2 * MEGABYTE
"""Bytes of a body from somebody who is not signed in: every form that they can fill in is far smaller."""
SIGNED_IN = {"/console/panel/staff/": 2 * MEGABYTE, "/console/": 25 * MEGABYTE, "/portal/": 11 * MEGABYTE}
"""
Bytes of a body from somebody signed in, by where it goes: a staff list, which never lies on the disk (what is larger than
FILE_UPLOAD_MAX_MEMORY_SIZE would); workbooks and lists; an answer with its files.
"""


class BodyTooLarge(Problem):
    """The body is larger than this address takes: `limit` is in MB."""

    code = "post.too-large"


class LengthMissing(Problem):
    """The sender does not say how long the body is."""

    code = "post.length-missing"


class PostLimits:
    """Answers 413 to a body that is too large and 411 to one of unknown length, before anything of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_lane(request):
            return self.get_response(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if "HTTP_TRANSFER_ENCODING" in request.META or not (length.isascii() and length.isdigit()):
            return refused(request, LengthMissing(), 411)
        if int(length) > ANYBODY and int(length) > (limit := limit_of(request)):
            return refused(request, BodyTooLarge(limit=limit // MEGABYTE), 413)
        return self.get_response(request)


def is_lane(request: HttpRequest) -> bool:
    """Tell whether a phone streams a visit, a part of one or a photo: of a PUT nothing is read before its view does."""
    path = request.path_info
    is_stream = path.endswith(("/submission", "/photo")) or "/sealed/" in path
    return request.method == "PUT" and path.startswith("/notes/") and is_stream


def limit_of(request: HttpRequest) -> int:
    """Return how many bytes this sender may send to this address."""
    wanted = next((limit for start, limit in SIGNED_IN.items() if request.path_info.startswith(start)), ANYBODY)
    return wanted if wanted == ANYBODY or SESSION_KEY in request.session else ANYBODY


def refused(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    """Return the page that says so."""
    return render(request, "errors/413.html", {"words": words_of(problem), "number": status}, status=status)
