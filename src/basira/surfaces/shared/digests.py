"""The page on which somebody asks for digests by mail, and the link that ends them without signing in."""

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from basira.programme.people import digests
from basira.programme.people.digest_kinds import DigestKind
from basira.programme.people.permissions import Act
from basira.surfaces.shared.access import allowed_to
from basira.surfaces.shared.actor import StaffRequest

SIGNER = signing.Signer(salt="basira.digest-stop")
KINDS = {
    DigestKind.WEEKLY: _("Each week: what waits for me"),
    DigestKind.RELEASE: _("When results are told"),
    DigestKind.OVERDUE: _("When something is past its day, at most once a week"),
}


class DigestForm(forms.Form):
    """What somebody wants; no kind at all ends it."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Messages count what waits and hold no result and no name."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("When to write"),
        help_text=_("Choose none to get no messages."),
        choices=[(str(kind), words) for kind, words in KINDS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_kinds(self) -> list[DigestKind]:
        """Return the chosen kinds."""
        return [DigestKind(kind) for kind in self.cleaned_data["kinds"]]


def stop_path(wish: str) -> str:
    """Return the path that ends a wish: signed, and telling of nobody."""
    return reverse("digest_stop", args=[SIGNER.sign(wish)])


@never_cache
@require_http_methods(["GET", "POST"])
@allowed_to(Act.ASK_FOR_DIGEST)
def page(request: StaffRequest) -> HttpResponse:
    """Ask for digests, for others, or for none."""
    wish = digests.wish_of(request.actor.ref)
    initial = {"email": wish.email, "kinds": [str(kind) for kind in wish.kinds]} if wish else None
    form = DigestForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "GET" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "shared/digests.html", {"form": form, "wish": wish}, status=status)
    wanted, at = form.cleaned_data, timezone.now()
    if wanted["kinds"]:
        language = "ar" if (get_language() or "").startswith("ar") else "en"
        digests.ask_for_digest(email=wanted["email"], kinds=wanted["kinds"], language=language, by=request.actor, at=at)
        messages.success(request, _("Kept: you will be written to at this address."))
    else:
        digests.end_digest(by=request.actor, at=at)
        messages.success(request, _("Ended: you get no more messages."))
    return redirect("account_digests")


@csrf_exempt  # a mail program's own button posts without our form (RFC 8058); the signed link is what it takes
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End digests by their link: asked with GET it shows the button, so that a program which follows links ends nothing."""
    try:
        wish = SIGNER.unsign(token)
    except signing.BadSignature:
        raise Http404 from None
    if request.method == "POST":
        digests.end_digest_by_link(wish=wish, at=timezone.now())
    return render(request, "shared/digest_stop.html", {"is_ended": request.method == "POST"})
