"""
The few pages of allauth that Basira uses: in, out, password and second factors. Everything else of it stays shut. Beside them,
the digests of an account.
"""

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.decorators.http import require_http_methods
from django.views.generic import RedirectView

from basira.surfaces.shared import digests
from basira.surfaces.shared.factors import add_passkey, arrive

by_form = require_http_methods(["GET", "POST"])

urlpatterns = [
    path("login/", by_form(views.login), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("arrive/", arrive, name="account_arrive"),
    path("digests/", digests.page, name="account_digests"),
    path("digests/stop/<str:token>/", digests.stop, name="digest_stop"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("password/reset/", RedirectView.as_view(pattern_name="account_login"), name="account_reset_password"),
    path("password/set/", RedirectView.as_view(pattern_name="mfa_index"), name="account_set_password"),
    path("email/", RedirectView.as_view(pattern_name="account_login"), name="account_email"),
    path("second-factor/", factors.index, name="mfa_index"),
    path("second-factor/confirm/", factors.authenticate, name="mfa_authenticate"),
    path("second-factor/again/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/renew/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkey/login/", by_form(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("passkey/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkey/add/", add_passkey, name="mfa_add_webauthn"),
    path("passkey/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
]
