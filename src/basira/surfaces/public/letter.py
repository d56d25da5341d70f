"""
The page on which a guard checks a letter of authority. It knows no account and names nobody.

The code stands behind "#" in a scanned address, which browsers never send, and travels in the body of a post. Whatever
stands for nobody (wrong, spent, withdrawn) is answered alike, after the same time.
"""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from basira.programme.safety.verbs import letters
from basira.surfaces.shared.even_time import in_even_time

EVEN_S = 0.4
"""Seconds that every check takes: longer than either way needs."""
MAX_LETTERS = 100
PAGE = "public/letter.html"


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("code")
def letter(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and say whether its bearer is on an authorised task here now."""
    if request.method == "GET":
        return render(request, PAGE)
    if not ratelimit.consume(request, action="letter", key="everybody"):
        return render(request, PAGE, {"is_busy": True}, status=429)
    code = request.POST.get("code", "").replace("\x00", "")[:MAX_LETTERS]
    with in_even_time(EVEN_S):
        checked = letters.check_letter(text=code, at=timezone.now())
    context = {"checked": checked, "is_wrong": checked is None, "now": timezone.now()}
    return render(request, PAGE, context, status=422 if checked is None else 200)
