"""The pages for 403, 404 and 500, in the house's style and in the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for what a role does not include; it does not say whether the thing exists."""
    return render(request, "errors/403.html", {"words": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for an address that leads nowhere."""
    return render(request, "errors/404.html", {}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for our own fault, without asking the database for anything."""
    return HttpResponse(loader.get_template("errors/500.html").render({}), status=500)
