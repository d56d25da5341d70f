"""Every address of the whole program, by every method, every role and nobody, against the reviewed tables (AC-01)."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from basira.core.kernel.actor import BODY_ROLES, Role
from basira.programme.people.models import Account
from tests import database
from tests.surfaces.access import ACCESS, Door

METHODS = ("GET", "POST", "PUT", "DELETE")
DESK = "console:"


def addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address by its name with its namespace."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            yield f"{space}{pattern.name}", pattern


def beside_the_desk() -> dict[str, URLPattern]:
    return {name: pattern for name, pattern in addresses(get_resolver()) if not name.startswith(DESK)}


def address_of(name: str, pattern: URLPattern) -> str:
    values = {
        key: 1 if isinstance(converter, IntConverter) else "nothing"
        for key, converter in pattern.pattern.converters.items()
    }
    return reverse(name, kwargs=values)


def test_every_address_stands_in_a_reviewed_table():
    names = [name for name, _pattern in addresses(get_resolver()) if not name.startswith(DESK)]
    assert sorted(names) == sorted(ACCESS)


def what_happens(answer) -> str:
    """Name an answer as the table does."""
    if answer.status_code == 302 and "/accounts/login/" in answer["location"]:
        return "door"
    return {401: "key", 403: "refused", 405: "no such method"}.get(answer.status_code, "passed")


def expected(door: Door, role: Role | None, is_signed_in: bool) -> str:
    if door.key:
        return "key"
    if door.shut:
        return "door"
    if door.everybody or (door.signed_in and is_signed_in) or role in door.roles:
        return "passed"
    return "refused" if is_signed_in else "door"


@pytest.mark.slow
@pytest.mark.usefixtures("one_page_of_each_refusal")
@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
@pytest.mark.parametrize("who", ["nobody", "no role", *Role], ids=str)
def test_each_role_and_nobody_passes_the_doors_that_the_table_opens(who, client, signed_in):
    database.let_the_portal_in()
    role = who if isinstance(who, Role) else None
    somebody, account = client, None
    if who != "nobody":
        sides = {
            "entity_ref": "some-body" if role in BODY_ROLES else "",
            "provider_ref": "one" if role is Role.PROVIDER else "",
        }
        somebody = signed_in(*([role] if role else []), **sides)
        account = Account.objects.get()
    somebody.raise_request_exception = False
    wrong = []
    for name, pattern in beside_the_desk().items():
        methods, door = ACCESS[name]
        cache.clear()  # what is counted against a flood of attempts
        for method in METHODS:
            if account and name.startswith("account_"):  # the address before may have signed her out
                somebody.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
            answer = somebody.generic(method, address_of(name, pattern))
            found, hoped = what_happens(answer), expected(door, role, account is not None)
            if method not in methods and hoped == "passed":
                hoped = "no such method"
            elif method not in methods and found == "no such method":
                hoped = found  # refused by its absence before the door
            if found != hoped or (answer.status_code >= 500 and name != "health"):  # no worker beats here
                wrong.append(f"{method} {name}: {answer.status_code}, not {hoped}")
    assert not wrong, "\n".join(wrong)


def test_who_works_here_keeps_the_desk_round_a_refusal_and_has_a_way_back(signed_in, client):
    planner = signed_in(Role.PLANNER)
    page = planner.get("/console/accounts/", headers={"referer": "http://testserver/console/cycles/?page=2"})
    shown = page.content.decode()
    assert page.status_code == 403 and 'class="sidenav"' in shown and "Answer 403" not in shown
    assert 'href="/console/cycles/?page=2"' in shown
    assert 'class="sidenav"' not in client.get("/nothing-here/").content.decode()


@pytest.mark.parametrize("came", ["https://elsewhere.example/console/", "http://testserver//elsewhere.example", ""])
def test_the_way_back_never_leads_elsewhere(signed_in, came):
    page = signed_in(Role.PLANNER).get("/console/accounts/", headers={"referer": came})
    assert "elsewhere" not in page.content.decode() and "Go back" not in page.content.decode()
