"""Second factors: nobody passes a door of the desk or the portal without one, unless the data are simulated."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from fido2.utils import websafe_decode

from basira.programme.people import queries

GUARDED = ("/console/", "/portal/")
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def lacks_factor(request: HttpRequest) -> bool:
    """Tell whether somebody signed in must enrol a second factor first; in a simulated programme nobody must."""
    if not request.user.is_authenticated or is_mfa_enabled(request.user, FACTORS):
        return False
    return not queries.holds_simulation()


class FactorMiddleware:
    """Leads whoever has no second factor to enrolment, whichever guarded page she asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Return the way to enrolment; None lets the view go on. A view that asks the permission table is guarded."""
        guarded = hasattr(view, "act") or request.path.startswith(GUARDED)
        return redirect("mfa_index") if guarded and lacks_factor(request) else None


@contextmanager
def malformed_refused() -> Iterator[None]:
    """
    Refuse what a browser never makes, in the words for a credential that does not fit.

    The libraries stumble over it in their own ways: a missing key, a wrong type, bytes that are no CBOR or no key.
    """
    try:
        yield
    except (forms.ValidationError, DatabaseError):
        raise
    except Exception as fault:
        raise get_mfa_adapter().validation_error("incorrect_code") from fault


class PasskeyLoginForm(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey names its account by ref (`FactorAdapter`), not by allauth's number."""

    def clean_credential(self) -> Any:
        """Return the passkey's row; an unknown account and a wrong signature get the same answer."""
        credential = self.cleaned_data["credential"]
        with malformed_refused():
            auth.parse_authentication_response(credential)
            return auth.complete_authentication(account_of_handle(credential), credential)


class CarefulReauthenticateForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Confirming by a key that it is still she."""

    def clean_credential(self) -> Any:
        """Return the key's row; what no browser makes is refused in words."""
        with malformed_refused():
            return super().clean_credential()


def account_of_handle(credential: Any) -> Any:
    """Return the account whose ref a passkey carries; an unsaved one without passkeys when there is none."""
    model = get_user_model()
    try:
        ref = websafe_decode(credential["response"]["userHandle"]).decode()
    except (KeyError, TypeError, ValueError):
        return model()
    return model.objects.filter(ref=ref).first() or model()


class PasskeyForm(forms.Form):
    """What a browser answers when it has made a passkey, and how its holder calls it."""

    name = forms.CharField(
        label=_("What you call it"),
        help_text=_("The device that keeps it, such as: office laptop."),
        max_length=60,
        required=False,
    )
    credential = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_name(self) -> str:
        """Return the name; an empty one becomes "Passkey"."""
        return self.cleaned_data["name"] or str(_("Passkey"))

    def clean_credential(self) -> Any:
        """Return the credential when it answers our challenge, with the holder verified."""
        credential = self.cleaned_data["credential"]
        with malformed_refused():
            auth.parse_registration_response(credential)
            auth.complete_registration(credential)
        return credential


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]
    """Adding a key always makes a passkey: it finds its account by itself and verifies its holder."""

    form_class = PasskeyForm

    def get_form_class(self) -> type[forms.Form]:
        """Return our form, whatever the settings say."""
        return PasskeyForm

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Return the form with what was refused."""
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page with a new challenge."""
        return {
            **super(AddWebAuthnView, self).get_context_data(**kwargs),
            "js_data": auth.begin_registration(self.request.user, True),
        }


@login_required
@require_GET
def arrive(request: HttpRequest) -> HttpResponse:
    """Lead whoever is signed in to her first page: a body's liaison to the portal, everybody else to the desk."""
    return redirect(get_adapter(request).get_login_redirect_url(request))


add_passkey = AddPasskeyView.as_view()
