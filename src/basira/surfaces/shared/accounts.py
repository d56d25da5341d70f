"""allauth's adapter: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url

from basira.programme.people import permissions, queries
from basira.programme.people.permissions import Act


class ClosedDoorAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead a body's liaison to the portal, and everybody else to the desk."""
        actor = queries.actor_of(int(request.user.pk)) if request.user.is_authenticated else None
        if actor is not None and permissions.can(actor, Act.VIEW_PORTAL):
            return resolve_url("portal:home")
        return str(super().get_login_redirect_url(request))
