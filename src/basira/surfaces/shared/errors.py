"""The pages for 403, 404, 422 and 500, in the house's style and in the reader's language."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from basira.core.kernel.actor import PROGRAMME_ROLES
from basira.surfaces.shared.actor import NOBODY
from basira.surfaces.shared.homes import own_home


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for what a role does not include; it does not say whether the thing exists."""
    return answer(request, 403, words=str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for an address that leads nowhere."""
    return answer(request, 404)


def refused(request: HttpRequest, words: str, code: str) -> HttpResponse:
    """Return the page for a refusal, in words."""
    return answer(request, 422, words=words, code=code)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for our own fault, without asking the database for anything."""
    return HttpResponse(loader.get_template("errors/500.html").render({}), status=500)


def answer(request: HttpRequest, status: int, **said: str) -> HttpResponse:
    """Return one of the pages; who works for the programme keeps the desk's sections round it."""
    actor = getattr(request, "actor", NOBODY)
    shell = "shared/console.html" if actor.roles & PROGRAMME_ROLES else "shared/plain.html"
    context = {"shell": shell, "back": back_of(request), "home": own_home(actor), **said}
    return render(request, f"errors/{status}.html", context, status=status)


def back_of(request: HttpRequest) -> str:
    """Return the page of ours that the reader came from; "" where the browser does not say, or came from elsewhere."""
    came = urlsplit(request.META.get("HTTP_REFERER", ""))
    if came.netloc != request.get_host() or not came.path.startswith("/") or came.path.startswith("//"):
        return ""
    back = f"{came.path}?{came.query}" if came.query else came.path
    return "" if back == request.get_full_path() else back
