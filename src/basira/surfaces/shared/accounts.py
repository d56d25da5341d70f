"""allauth's adapters: nobody signs up by themselves, refusals in our words, second factors kept encrypted."""

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from basira.programme.people import queries, verbs
from basira.surfaces.shared.homes import own_home

FACTOR_CHANGES = {
    "mfa/email/totp_activated": "app-added",
    "mfa/email/totp_deactivated": "app-removed",
    "mfa/email/webauthn_added": "passkey-added",
    "mfa/email/webauthn_removed": "passkey-removed",
    "mfa/email/recovery_codes_generated": "recovery-codes-renewed",
}
"""What allauth tells of by mail; we have no mail, and note it in the journal instead."""


FACTOR_WORDS = {
    "mfa/messages/totp_activated.txt": _("The app on your phone is your second factor now. Other sessions were ended."),
    "mfa/messages/totp_deactivated.txt": _("The app is no second factor any more. Other sessions were ended."),
    "mfa/messages/webauthn_added.txt": _("The passkey was added. Other sessions were ended."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed. Other sessions were ended."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes were made. Keep them somewhere safe."),
}


RECENT_S = 300


class ClosedDoorAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator, never by a visitor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The sign-in name or the password is not right. Please try again."),
        "invalid_login": _("The sign-in name or the password is not right. Please try again."),
        "incorrect_password": _("This is not your password. Please try again."),
        "enter_current_password": _("This is not your present password. Please type it again."),
        "too_many_login_attempts": _(
            "Too many attempts, so this door is shut for five minutes. A passkey still opens it at once."
        ),
        "rate_limited": _("Too many attempts. Please wait a few minutes and try again."),
        "incorrect_code": _(
            "This code is not right. Codes change every half minute: type the one that stands there now."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead a body's people to the portal, a company's people to their own page, and everybody else to the desk."""
        actor = queries.actor_of(int(request.user.pk)) if request.user.is_authenticated else None
        home = own_home(actor) if actor is not None else ""
        return home or str(super().get_login_redirect_url(request))

    def is_reauthentication_required(self, app: str) -> bool:
        """Ask again who it is before a factor changes, unless she said so in the last five minutes, signing in."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record["at"] < RECENT_S for record in records)

    def add_message(  # noqa: PLR0913  as allauth calls it
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what happened to a factor in our words; allauth's own welcome and farewell go without."""
        if words := FACTOR_WORDS.get(message_template or "") or message:
            messages.add_message(request, level, str(words))

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """End the account's other sessions and journal the change where allauth would write a mail about a factor."""
        change = FACTOR_CHANGES.get(template_prefix)
        by = queries.actor_by_ref(user.ref)
        if change is None or by is None:
            return
        verbs.note_factors_changed(account=user.ref, change=change, by=by, at=timezone.now())
        user.refresh_from_db()
        update_session_auth_hash(self.request, user)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets encrypted at rest, the account known to a passkey by its ref alone."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": ClosedDoorAdapter.error_messages["incorrect_code"],
    }

    def get_totp_issuer(self) -> str:
        """Return the programme's name, as the app on the phone lists it."""
        card = queries.programme_card()
        return card.name_ar if (get_language() or "").startswith("ar") else card.name_en

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Return how a new passkey is called unless its holder names it."""
        return gettext("Passkey")

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Return who a passkey is for: the handle is the account's ref, which exists before its row does."""
        shown = user.display_name_ar if (get_language() or "").startswith("ar") else user.display_name_en
        return {"id": user.ref.encode(), "display_name": shown or user.username, "name": user.username}

    def encrypt(self, text: str) -> str:
        """Return a secret as the database may keep it."""
        return factor_key().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; one that nobody knows where the installation's key has changed, so that no code fits."""
        try:
            return factor_key().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()  # type: ignore[no-any-return]


def factor_key() -> Fernet:
    """Return the key of second factors, drawn from the installation's own secret."""
    drawn = hashlib.sha256(b"basira second factors" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(drawn))
