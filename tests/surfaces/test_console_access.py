"""Every address of the desk, by every role and method, against the reviewed table (security bar AC-01)."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from basira.core.kernel.actor import BODY_ROLES, PROGRAMME_ROLES, Role
from basira.surfaces.console.navigation import SECTIONS
from tests.surfaces.console_access import ACCESS, READ

METHODS = ("GET", "POST", "PUT", "DELETE")


def addresses(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        else:
            yield pattern


def desk() -> list[URLPattern]:
    (resolver,) = (each for each in get_resolver().url_patterns if str(each.pattern) == "console/")
    return list(addresses(resolver))


def address_of(pattern: URLPattern) -> str:
    return reverse(f"console:{pattern.name}", kwargs=dict.fromkeys(pattern.pattern.converters, "nothing"))


def test_every_address_stands_in_the_reviewed_table():
    assert {pattern.name for pattern in desk()} == set(ACCESS)


def test_no_two_addresses_share_a_name():
    names = [pattern.name for pattern in desk()]
    assert len(names) == len(set(names))


def test_every_door_asks_the_permission_table():
    assert [pattern.name for pattern in desk() if not hasattr(pattern.callback, "act")] == []


def test_every_section_of_the_navigation_has_its_page():
    assert [resolve(reverse(section.url_name)).view_name for section in SECTIONS] == [
        section.url_name for section in SECTIONS
    ]


@pytest.mark.django_db
def test_who_is_not_signed_in_is_sent_to_the_door(client):
    wrong = []
    for pattern in desk():
        for method in ACCESS[pattern.name][0]:
            answer = client.generic(method, address_of(pattern))
            if answer.status_code != 302 or "/accounts/login/" not in answer["location"]:
                wrong.append(f"{method} {pattern.name}: {answer.status_code}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.usefixtures("one_page_of_each_refusal")
def test_each_address_answers_its_methods_never_breaks_and_writes_only_on_post(signed_in):
    client = signed_in(*PROGRAMME_ROLES)
    client.raise_request_exception = False
    wrong = []
    for pattern in desk():
        methods = ACCESS[pattern.name][0]
        for method in METHODS:
            status = client.generic(method, address_of(pattern)).status_code
            refused_as_it_should = status == 405 or method not in {"GET", "POST"} or methods == READ
            fits = status != 405 if method in methods else refused_as_it_should
            if not fits or status >= 500:
                wrong.append(f"{method} {pattern.name}: {status}")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("one_page_of_each_refusal")
@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: str(role or "no role"))
def test_each_role_passes_the_doors_that_the_table_opens_to_it(role, signed_in):
    sides = {
        "entity_ref": "some-body" if role in BODY_ROLES else "",
        "provider_ref": "one" if role is Role.PROVIDER else "",
    }
    client = signed_in(*([role] if role else []), **sides)
    client.raise_request_exception = False
    wrong = []
    for pattern in desk():
        methods, roles = ACCESS[pattern.name]
        for method in methods:
            status = client.generic(method, address_of(pattern)).status_code
            if (status == 403) == (role in roles):
                wrong.append(f"{method} {pattern.name}: {status}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        "q=%00",
        "q=a%00b",
        "state=%00",
        "sector=%00",
        "region=%00",
        "page=" + "9" * 30,
        "page=%C2%B2",
        "before=" + "9" * 5000,
    ],
)
def test_no_search_and_no_page_that_a_stranger_types_breaks_a_list(asked, signed_in):
    somebody = signed_in(*PROGRAMME_ROLES)
    lists = [pattern for pattern in desk() if not pattern.pattern.converters and "GET" in ACCESS[pattern.name][0]]
    wrong = {p.name: somebody.get(f"{address_of(p)}?{asked}").status_code for p in lists}
    assert {name: status for name, status in wrong.items() if status >= 500} == {}
