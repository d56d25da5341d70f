"""What a reader may set without an account: the digits. (The language has Django's own view; the colours are a cookie.)"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from basira.surfaces.shared.language import DIGITS_COOKIE, Digits

YEAR_S = 365 * 24 * 3600


@require_POST
def set_digits(request: HttpRequest) -> HttpResponse:
    """Remember the reader's digits ("latn" or "arab") and go back to the page; anything else changes nothing."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    if (asked := request.POST.get("digits", "")) in set(Digits):
        secure = bool(settings.LANGUAGE_COOKIE_SECURE)
        answer.set_cookie(DIGITS_COOKIE, asked, max_age=YEAR_S, samesite="Lax", secure=secure, httponly=True)
    return answer
