"""
A newcomer's account and second factor, before either exists: the first administrator at set-up, and whoever was invited.

What was typed waits in the session (the password only as its hash) and is written in one transaction with the factor.
"""

import base64
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth import login as sign_in
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from basira.programme.people.verbs import NewAccount, PasswordRefused, hashed
from basira.surfaces.shared.factors import PasskeyForm
from basira.surfaces.shared.words import words_of

Draft = dict[str, Any]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSKEY, PASSWORD = "passkey", "password"


class NewcomerForm(forms.Form):
    """Who signs in, and how."""

    name_ar = forms.CharField(label=_("Your name in Arabic"), max_length=150)
    name_en = forms.CharField(label=_("Your name in English"), max_length=150)
    username = forms.RegexField(
        r"^[\w.@+-]+$",
        label=_("Sign-in name"),
        help_text=_("Letters, digits and . @ + - _, without spaces."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "dir": "ltr"}),
        error_messages={"invalid": _("Use only letters, digits and . @ + - _, without spaces.")},
    )
    way = forms.ChoiceField(
        label=_("How you sign in"),
        choices=[
            (PASSKEY, _("With a passkey: your phone or computer confirms that it is you. Nothing to remember.")),
            (PASSWORD, _("With a password, and a code from an app on your phone.")),
        ],
        widget=forms.RadioSelect,
        initial=PASSKEY,
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("Only without a passkey. At least 12 characters; a few unrelated words are easy to remember."),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )
    again = forms.CharField(
        label=_("The password again"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, kept: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept

    def clean(self) -> Draft:
        """Return the values, the password as its hash; an empty one keeps what was chosen before."""
        values: Draft = super().clean() or {}
        password, again = values.pop("password", ""), values.pop("again", "")
        values["password_hash"] = ""
        if values.get("way") == PASSKEY or self.errors:
            return values
        if not password and self.kept:
            values["password_hash"] = self.kept
        elif not password:
            self.add_error("password", gettext("Choose a password, or sign in with a passkey."))
        elif password != again:
            self.add_error("again", gettext("The two passwords are not the same."))
        else:
            try:
                values["password_hash"] = hashed(password, values.get("username", ""))
            except PasswordRefused as refusal:
                self.add_error("password", words_of(refusal))
        return values


class CodeForm(forms.Form):
    """The six digits that the app shows."""

    code = forms.CharField(
        label=_("Code that the app shows now"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret = secret

    def clean_code(self) -> str:
        """Return the code when it is the one of now."""
        code = str(self.cleaned_data["code"]).translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))
        if not totp.validate_totp_code(self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


def factor_form(request: HttpRequest, draft: Draft) -> forms.Form:
    """Return the form of the second factor that the newcomer chose, with what was posted."""
    sent = request.POST if request.method == "POST" else None
    if draft["way"] == PASSKEY:
        return PasskeyForm(sent, user=newcomer(draft))
    return CodeForm(sent, secret=draft["secret"])


def new_secret() -> str:
    """Return a new secret for an app, to be kept while its page is tried again."""
    return str(totp.generate_totp_secret())


def factor_context(draft: Draft) -> dict[str, Any]:
    """Return what the page of the second factor shows: a challenge for the browser, or the picture for the app."""
    if draft["way"] == PASSKEY:
        return {"is_passkey": True, "js_data": passkeys.begin_registration(newcomer(draft), True)}
    address = get_adapter().build_totp_url(newcomer(draft), draft["secret"])
    picture = base64.b64encode(get_adapter().build_totp_svg(address).encode()).decode()
    return {"is_passkey": False, "secret": draft["secret"], "picture": f"data:image/svg+xml;base64,{picture}"}


def enrolled(request: HttpRequest, draft: Draft, form: forms.Form, open_account: Callable[[NewAccount], Any]) -> None:
    """
    Open the account and write its factor in one transaction, then sign it in; the old session is gone.

    `open_account` is the verb; whatever it refuses leaves nothing behind.
    """
    new = NewAccount(
        draft["username"], draft.get("password_hash", ""), draft["name_ar"], draft["name_en"], ref=draft["ref"]
    )
    with transaction.atomic():
        account = open_account(new)
        if draft["way"] == PASSKEY:
            passkeys.WebAuthn.add(account, form.cleaned_data["name"], form.cleaned_data["credential"])
        else:
            totp.TOTP.activate(account, draft["secret"])
        RecoveryCodes.activate(account)
    request.session.flush()
    sign_in(request, account, backend=BACKEND)
    request.session.set_expiry(0)
    record_authentication(request, account, "mfa" if draft["way"] == PASSKEY else "password")


def newcomer(draft: Draft) -> Any:
    """Return the account that will be, unsaved: what a passkey and an app are told of it."""
    return get_user_model()(
        ref=draft["ref"],
        username=draft["username"],
        display_name_ar=draft["name_ar"],
        display_name_en=draft["name_en"],
    )
