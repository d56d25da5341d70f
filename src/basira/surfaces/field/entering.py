"""Coming in with the key of a phone, and leaving."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from basira.surfaces.field import door
from basira.surfaces.field.door import KeyWithdrawn

MAX_TOKEN = 200


@require_GET
@never_cache
def opening(request: HttpRequest) -> HttpResponse:
    """Show the page whose script hands the key over; the key stands behind "#" and is not in this request."""
    return render(request, "field/open.html")


@require_POST
@never_cache
@sensitive_post_parameters("token")
def enter(request: HttpRequest) -> HttpResponse:
    """Let a phone in whose key is good. Its pages then speak the language that the key was given for."""
    token, project = request.POST.get("token", ""), request.POST.get("project", "")
    known = len(token) <= MAX_TOKEN and project.isascii() and project.isdigit() and len(project) < 10
    sender = door.sender_of(token, int(project)) if known else None
    if sender is None:
        return door.refused(KeyWithdrawn())
    answer = JsonResponse({})
    door.let_in(answer, token, int(project))
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, sender.language, samesite="Lax", secure=settings.TLS)
    return answer


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Take the phone's key back from the browser; its script forgets the drafts."""
    answer = JsonResponse({})
    door.let_out(answer)
    return answer
