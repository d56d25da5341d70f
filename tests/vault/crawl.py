"""
Reading every page as everybody who may, in search of canaries.

Whom an address is shut to is AC-01's: its tests knock at every address by every method, for every role and nobody, and hold the tables
that are used here. What is shut answers with one page, which is looked at once for everybody.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from basira.core.kernel.actor import PROGRAMME_ROLES
from tests.surfaces import access, console_access
from tests.surfaces.test_access import DESK, address_of, addresses
from tests.vault.searching import Searcher

NOBODY, PHONE = "nobody", "phone"
LAST = "account_logout"
"""It signs out."""
Fitting = dict[str, list[str]]
"""Addresses with refs in them that lead to something, by the name of the address."""


@cache
def every_address() -> dict[str, str]:
    """
    Every address by its name, those that begin like another after it, with "nothing" where it takes a ref.

    The one that signs out comes last, or whoever crawls would see nothing but doors.
    """
    found = {name: address_of(name, pattern) for name, pattern in addresses(get_resolver())}
    return dict(sorted(found.items(), key=lambda each: (each[0] == LAST, len(each[1]), each)))


def methods_of(name: str) -> frozenset[str]:
    """Return the methods that an address answers, by the reviewed tables."""
    is_desk = name.startswith(DESK)
    return (console_access.ACCESS[name.removeprefix(DESK)] if is_desk else access.ACCESS[name])[0]


def is_open(name: str, who: str) -> bool:
    """Tell whether an address lets somebody in, by the reviewed tables: a role, nobody who signed in, or a phone."""
    if name.startswith(DESK):
        return who in console_access.ACCESS[name.removeprefix(DESK)][1]
    door = access.ACCESS[name][1]
    is_signed_in = who not in (NOBODY, PHONE)
    return door.everybody or (door.key and who == PHONE) or (door.signed_in and is_signed_in) or who in door.roles


def is_public(name: str) -> bool:
    """Tell whether an address is the same for everybody, signed in or not."""
    return not name.startswith(DESK) and access.ACCESS[name][1].everybody


def fitting(together: Client, clients: dict[str, Client], searcher: Searcher, refs: list[str]) -> Fitting:
    """
    Return which refs lead to something, by the address's name: a ref that is nowhere for the first who may look is left out.

    The first is somebody with all roles of the programme together. Where nothing is found, hers is the page that is looked at:
    "not found" is the same for everybody. Addresses that begin alike take the same refs: those that fitted before are tried first,
    and all only where none of them fits. Nothing of it stays: what is posted, where an address knows no other way, is taken back.
    """
    fits: Fitting = {}
    fitted: dict[str, list[str]] = {}
    for name, place in every_address().items():
        if "nothing" not in place:
            fits[name] = [place]
            continue
        known = fitted.setdefault(place.partition("nothing")[0], [])
        who = next((who for who in clients if is_open(name, who)), "")
        is_staff = any(is_open(name, role) for role in PROGRAMME_ROLES) or not who
        status = status_of(together if is_staff else clients[who], searcher, name)
        for tried in (known, [ref for ref in refs if ref not in known]):
            fits[name] = [path for ref in tried if status(path := place.replace("nothing", ref)) != 404]
            if fits[name]:
                known += [ref for ref in tried if ref not in known and place.replace("nothing", ref) in fits[name]]
                break
    return fits


def status_of(client: Client, searcher: Searcher, name: str) -> Callable[[str], int]:
    """Return what looks at an address and returns its status, in the one way that changes nothing."""

    def look(path: str) -> int:
        if "GET" in methods_of(name):
            return looked_at(client, searcher, f"together GET {name}", path).status_code
        with transaction.atomic():
            answer = client.post(path, {"x": "y"})
            transaction.set_rollback(True)
        searcher.look(f"together POST {name} {path}", content_of(answer))
        return answer.status_code

    return look


def crawl(clients: dict[str, Client], searcher: Searcher, fits: Fitting) -> Counter[str]:
    """Have each read all that is open to her, then each post nonsense to all of it; return how many pages each read."""
    pages: Counter[str] = Counter()
    for who, client in clients.items():
        client.raise_request_exception = False
        pages[who] = read_all(client, searcher, who, fits)
    for who, client in clients.items():
        write_all(client, searcher, who, fits)
    return pages


def read_all(client: Client, searcher: Searcher, who: str, fits: Fitting) -> int:
    """Read every address that is open to somebody, lists also searched and tables also otherwise; return how many pages there were."""
    seen = 0
    for name, path in open_paths("GET", who, fits):
        answer = looked_at(client, searcher, f"{who} GET {name}", path)
        seen += answer.status_code == 200
        if "Content-Disposition" in answer:
            looked_at(client, searcher, f"{who} GET {name}", f"{path}?bom=0")
        elif b'name="q"' in content_of(answer):
            looked_at(client, searcher, f"{who} GET {name}", f"{path}?q=Canary")
    return seen


def write_all(client: Client, searcher: Searcher, who: str, fits: Fitting) -> None:
    """Post nonsense to every address that is open to somebody, the one that signs out last; and knock where it is shut, or nothing."""
    for name, path in open_paths("POST", who, fits):
        if name == LAST:
            assert who in (NOBODY, PHONE) or is_still_in(client), f"{who} was signed out on the way"
            shut = next(each for each in fits if each.startswith(DESK) and not is_open(each, who))
            looked_at(client, searcher, f"{who} GET {shut}", every_address()[shut])
            looked_at(client, searcher, f"{who} GET nowhere", "/nothing-here/")
        searcher.look(f"{who} POST {name} {path}", content_of(client.post(path, {"x": "y"})))


def open_paths(method: str, who: str, fits: Fitting) -> Iterator[tuple[str, str]]:
    """
    Return the addresses that answer a method and are open to somebody, with refs that lead to something.

    The public's forms, which know no account, are posted by nobody and by the phone; their pages are read by everybody.
    """
    for name in every_address():
        is_hers = who in (NOBODY, PHONE) or method == "GET" or name == LAST or not is_public(name)
        if method in methods_of(name) and is_open(name, who) and is_hers:
            yield from ((name, path) for path in fits[name])


def looked_at(client: Client, searcher: Searcher, where: str, path: str) -> HttpResponse:
    """Read a page, and look through its body, headers and cookies."""
    answer = client.get(path)
    searcher.look(
        f"{where} {path}", content_of(answer) + str(answer.headers).encode() + answer.cookies.output().encode()
    )
    return answer


def content_of(answer: HttpResponse) -> bytes:
    """Return the whole body; one that streams is read once and kept."""
    if answer.streaming:
        answer.kept = getattr(answer, "kept", None) or b"".join(answer)
        return answer.kept
    return answer.content


def is_still_in(client: Client) -> bool:
    """Tell whether somebody is signed in and led to a page of hers."""
    answer = client.get("/accounts/arrive/", follow=True)
    return answer.status_code == 200 and answer.request["PATH_INFO"].startswith(("/console/", "/portal/"))
