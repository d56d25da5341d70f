"""Own bar: whoever has a role and a password alone passes no door of that role; the second factor is asked for first."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import get_resolver

from basira.core.kernel.actor import BODY_ROLES, Role
from basira.surfaces.shared import factors
from tests.surfaces import access, console_access
from tests.surfaces.test_access import DESK, address_of, addresses

pytestmark = pytest.mark.django_db


def doors() -> dict[str, tuple[str, frozenset[str], frozenset[Role]]]:
    """Return every address that asks for a role, by its name: its path, its methods and who may pass."""
    found = {}
    for name, pattern in addresses(get_resolver()):
        if name.startswith(DESK):
            methods, roles = console_access.ACCESS[name.removeprefix(DESK)]
        else:
            methods, door = access.ACCESS[name]
            roles = door.roles
        if roles:
            found[name] = (address_of(name, pattern), methods, frozenset(roles))
    return found


def passed_by_a_password(signed_in, most: int | None = None) -> list[str]:
    """
    Knock at every door, or the first so many, as that role of those who may pass which has knocked least, with a password alone;
    return where one came in.
    """
    clients = {role: signed_in(role, entity_ref="nothing" if role in BODY_ROLES else "") for role in Role}
    Authenticator.objects.all().delete()
    knocked, passed = dict.fromkeys(Role, 0), []
    for name, (path, methods, roles) in list(doors().items())[:most]:
        role = min(sorted(roles), key=lambda each: knocked[each])
        method = max(methods & {"GET", "POST"})  # who may write, writes
        knocked[role] += 1
        answer = clients[role].generic(method, path)
        if (answer.status_code, answer.get("location")) != (302, "/accounts/second-factor/"):
            passed.append(f"{role} {method} {name}")
    assert most or all(knocked.values()), knocked
    return passed


def test_a_password_alone_passes_no_door_of_any_role(signed_in):
    assert passed_by_a_password(signed_in) == [] and len(doors()) > 250


def test_twin_a_house_that_asks_for_no_factor_fails_the_same_measure(signed_in, monkeypatch):
    monkeypatch.setattr(factors, "lacks_factor", lambda _request: False)
    assert len(passed_by_a_password(signed_in, most=20)) > 10
