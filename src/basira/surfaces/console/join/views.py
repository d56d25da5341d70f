"""Joining by invitation: the link, the account, its second factor."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.programme.people import inviting
from basira.programme.people.setting_up import digest_of
from basira.surfaces.console.answers import carried_out, form_page, posted
from basira.surfaces.shared import enrolment
from basira.surfaces.shared.words import words_of

KEY = "join"


class TokenForm(forms.Form):
    """What stands in the link behind its #, filled in by the page or by hand."""

    token = forms.CharField(
        label=_("Invitation"),
        help_text=_("What stands behind the # of the link that you were given."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "data-from-fragment": ""}),
    )

    def clean_token(self) -> str:
        """Return the token, also where the whole link was pasted."""
        return str(self.cleaned_data["token"]).rpartition("#")[2]


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Take the link's token, in the body of a post, so that no log and no referrer ever holds it."""
    form = TokenForm(posted(request))
    if form.is_valid():
        digest = digest_of(form.cleaned_data["token"])
        if carried_out(form, lambda: opens(digest)):
            request.session[KEY] = {"digest": digest, "ref": new_ref(), "secret": enrolment.new_secret()}
            return redirect("join:account")
    return form_page(request, "console/join/join.html", form)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Ask who signs in, and how."""
    draft: dict[str, Any] | None = request.session.get(KEY)
    if draft is None:
        return redirect("join:join")
    form = enrolment.NewcomerForm(posted(request), initial=draft, kept=draft.get("password_hash", ""))
    if form.is_valid():
        request.session[KEY] = draft | form.cleaned_data
        return redirect("join:factor")
    return form_page(request, "console/join/account.html", form)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Take the second factor, and open the account with it."""
    draft: dict[str, Any] | None = request.session.get(KEY)
    if draft is None or "way" not in draft:
        return redirect("join:account")
    form = enrolment.factor_form(request, draft)
    if form.is_valid():
        try:
            enrolment.enrolled(request, draft, form, lambda new: accept(draft, new))
        except Problem as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, gettext("Your account is open. Keep these codes before you go on."))
            return redirect("mfa_view_recovery_codes")
    return form_page(request, "console/join/factor.html", form, **enrolment.factor_context(draft))


def opens(digest: str) -> bool:
    """Tell that a link opens an account; a dead one is refused."""
    inviting.check_invitation(digest, timezone.now())
    return True


def accept(draft: dict[str, Any], new: Any) -> Any:
    """Run the verb with the invitation that this browser holds."""
    return inviting.accept_invitation(digest=draft["digest"], new=new, at=timezone.now())
