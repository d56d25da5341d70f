"""
ID-01 and ID-03: what the vault was told stands nowhere else. Forty shoppers with names, phones, ids and addresses of their own
are enrolled through the desk; then every page of every role, every table, cookie, cache, log and file is searched for them.
"""

import base64
import io
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from django.utils.timezone import localdate

from basira.core.kernel.actor import BODY_ROLES, PROGRAMME_ROLES, PROVIDER_ROLES, Role
from basira.core.kernel.lifecycles import MissionState, ShopperState
from basira.core.kernel.refs import new_ref
from basira.programme.panel import queries, verbs
from basira.programme.panel.models import Provider
from basira.programme.recruiting import queries as recruiting
from basira.programme.recruiting.verbs import applying
from basira.programme.safety.verbs import alarms, dangers, letters
from basira.programme.safety.verbs.dangers import DangerReport
from basira.programme.waves.models import Mission
from tests import database
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, make_scene
from tests.programme.recruiting_world import a_call_open_now, sheet
from tests.surfaces.test_access import address_of, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COUNT = 40
PIECE = 4
"""Bytes by which spellings are put together, so that a page is searched in milliseconds."""
CALLED = ("Canary note of the duty desk", "Canary words about violence")
"""What the duty officer wrote and what the shopper reported: for the duty desk alone (ruling 10)."""
Fitting = dict[str, list[str]]
"""Addresses with refs in them that lead to something, by the name of the address."""
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def spellings(text: str) -> Iterator[bytes]:
    """Every way in which a canary could hide: other digits, backwards, hex, base64 at each offset, UTF-16."""
    for each in (text, text[::-1], text.translate(ARABIC), text.upper()):
        yield each.encode()
    raw = text.encode()
    yield raw.hex().encode()
    yield text.encode("utf-16-le")
    yield ascii(text)[1:-1].encode()
    for offset in range(3):
        yield base64.b64encode(b"\0" * offset + raw)[4 if offset else 0 : -4]


class Searcher:
    """Looks for every spelling of every canary, and says what it found where."""

    def __init__(self, canaries: list[str]) -> None:
        self.wanted = {spelling: each for each in canaries for spelling in spellings(each) if len(spelling) > 7}
        self.alike = alike(self.wanted)
        self.found: list[str] = []

    def look(self, where: str, content: bytes) -> None:
        for piece, together in self.alike.items():
            if piece in content:
                self.found += [f"{where}: {self.wanted[each]}" for each in together if each in content]


def alike(spellings: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Put spellings together that begin or end alike: what lacks the piece that they share holds none of them."""
    often = Counter(piece for each in spellings for piece in {each[:PIECE], each[-PIECE:]})
    together: dict[bytes, list[bytes]] = {}
    for each in spellings:
        together.setdefault(max(each[:PIECE], each[-PIECE:], key=lambda piece: often[piece]), []).append(each)
    return together


def person(number: int) -> dict[str, str]:
    mark = new_ref()
    digits = f"{number:02}{os.urandom(5).hex()}".translate(str.maketrans("abcdef", "123456"))
    return {
        "name": f"Canary{mark}", "phone": f"+9715{digits}", "email": f"canary{mark[:12]}@canary.test",
        "national_id": f"784{digits[::-1]}", "language": "ar", "state": str(ShopperState.ACTIVE),
    }  # fmt: skip


def applicant(number: int) -> dict[str, str]:
    """Somebody who applies, thirty years old."""
    each = person(number)
    del each["state"]
    return each | {"birth_date": f"{localdate().year - 30}-01-01", "home": f"Canary{new_ref()} Street"}


def apply_in_public(call: str, each: dict[str, str]) -> None:
    """Apply on the public's pages: with a mistake first, so that what was typed comes back once."""
    public = Client()
    code = applying.keep_draft(call=call, sheet=sheet(), at=timezone.now())
    wrong = public.post(f"/calls/{call}/apply/identity/", each | {"code": code, "birth_date": "x"})
    assert wrong.status_code == 422
    assert public.post(f"/calls/{call}/apply/identity/", each | {"code": code}).status_code == 200


@pytest.fixture
def seeded(signed_in, caplog) -> tuple[Searcher, list[str]]:
    """The searcher, and refs that pages can be asked for."""
    caplog.set_level(logging.DEBUG)
    officer = signed_in(Role.PANEL_OFFICER)
    people = [person(number) for number in range(COUNT)]
    for each in people:
        assert officer.post("/console/panel/person/", each).status_code == 302
    again = officer.post("/console/panel/person/", people[0] | {"name": people[1]["name"]})
    assert again.status_code == 422  # refused, and the refusal is journalled and logged like any
    canaries = [each[field] for each in people for field in ("name", "phone", "email", "national_id")]
    applicants = [applicant(number) for number in range(3)]
    call = a_call_open_now()
    for each in (*applicants, applicants[0]):  # one of them twice: she is known, and no page says so
        apply_in_public(call, each)
    canaries += [each[field] for each in applicants for field in ("name", "phone", "email", "national_id", "home")]
    assert b"Canary" in again.content  # her own browser alone sees what she typed
    scene = make_scene(missions=2)
    return Searcher(canaries), [
        scene.wave,
        scene.missions[0].ref,
        *calls_of(scene),
        call,
        recruiting.vetting_cards(call)[0].ref,
        *(c.panel_ref for c in queries.shopper_cards()[:3]),
    ]


def calls_of(scene: Scene) -> list[str]:
    """Have the shopper call: an alarm, a letter shown and checked, a danger; return their refs, for pages to be asked by."""
    by, mission = scene.shopper, scene.missions[1].ref
    alarm = alarms.raise_alarm(client_id="canary-alarm", mission=mission, by=by, at=MONDAY_9AM).ref
    alarms.note_alarm(alarm=alarm, words=CALLED[0], by=EVERYBODY, at=MONDAY_9AM)
    letters.issue_letter(mission=scene.missions[0].ref, by=EVERYBODY, at=MONDAY_9AM)
    Mission.objects.filter(ref=scene.missions[0].ref).update(state=MissionState.ACCEPTED)
    letter = letters.show_letter(mission=scene.missions[0].ref, by=by, at=MONDAY_9AM)
    letters.check_letter(text=letter.code, at=MONDAY_9AM)
    report = DangerReport(client_id="canary-danger", what="violence", since="now", mission=mission, words=CALLED[1])
    danger = dangers.report_danger(report=report, by=by, at=MONDAY_9AM).ref
    return [alarm, letter.ref, danger]


def every_address() -> list[tuple[str, URLPattern]]:
    """Every address by its name; the one that signs out comes last, or whoever crawls would see nothing but doors."""
    return sorted(addresses(get_resolver()), key=lambda each: each[0] == "account_logout")


def fitting(client: Client, refs: list[str]) -> Fitting:
    """
    Return which refs lead to something, by the address's name: a ref that all roles together are told is nowhere is left out.

    Nothing of it stays: what is posted, where an address knows no other way, is taken back.
    """
    fits: Fitting = {}
    for name, pattern in every_address():
        place = address_of(name, pattern)
        paths = [place.replace("nothing", ref) for ref in refs] if "nothing" in place else []
        statuses = {path: client.get(path).status_code for path in paths}
        if 405 in statuses.values():
            statuses = {path: posted_and_taken_back(client, path) for path in paths}
        fits[name] = [path for path, status in statuses.items() if status != 404]
    return fits


def posted_and_taken_back(client: Client, path: str) -> int:
    with transaction.atomic():
        status = client.post(path, {"x": "y"}).status_code
        transaction.set_rollback(True)
    return status


def is_shut(answer: HttpResponse) -> bool:
    """Tell whether an address is shut to a role or to a method, whatever the ref."""
    return answer.status_code in (401, 403, 405) or "/accounts/login/" in answer.headers.get("Location", "")


def read_all(client: Client, searcher: Searcher, who: str, fits: Fitting) -> tuple[int, set[str]]:
    """
    Read every address, with refs that lead to something where it takes one.

    Return how many answered with a page, and the names of those whose door is shut to this role: behind it every ref looks the
    same, so one is tried. What is downloaded has no search.
    """
    seen, shut = 0, set()
    for name, pattern in every_address():
        for path in fits[name] or [address_of(name, pattern)]:
            answer = looked_at(client, searcher, f"{who} GET {name}", path)
            if answer.status_code == 200:
                query = "?bom=0" if "Content-Disposition" in answer else "?q=Canary"
                looked_at(client, searcher, f"{who} GET {name}", path + query)
            seen += answer.status_code == 200
            if is_shut(answer):
                shut |= {name} if answer.status_code == 403 else set()
                break
    return seen, shut


def looked_at(client: Client, searcher: Searcher, where: str, path: str) -> HttpResponse:
    answer = client.get(path)
    content = b"".join(answer) if answer.streaming else answer.content
    searcher.look(where, content + str(answer.headers).encode())
    return answer


def write_all(client: Client, searcher: Searcher, who: str, fits: Fitting) -> None:
    """Post nonsense to every address, with refs that lead to something where it takes one."""
    for name, pattern in every_address():
        if name not in fits:
            continue  # its door told this role that it is shut
        if name == "account_logout":
            assert who == "nobody" or is_still_in(client), f"{who} was signed out on the way"
        for path in fits[name] or [address_of(name, pattern)]:
            answer = client.post(path, {"x": "y"})
            searcher.look(f"{who} POST {name}", answer.content)
            if is_shut(answer):
                break


def is_still_in(client: Client) -> bool:
    """Tell whether somebody is signed in and led to a page of hers."""
    answer = client.get("/accounts/arrive/", follow=True)
    return answer.status_code == 200 and answer.request["PATH_INFO"].startswith(("/console/", "/portal/"))


def crawl(clients: dict[str, Client], searcher: Searcher, fits: Fitting) -> int:
    """Have each read everything, then each post to everything; return how many pages were read."""
    for client in clients.values():
        client.raise_request_exception = False
    pages, shut = 0, {}
    for who, client in clients.items():
        seen, shut[who] = read_all(client, searcher, who, fits)
        pages += seen
    for who, client in clients.items():
        write_all(client, searcher, who, {name: paths for name, paths in fits.items() if name not in shut[who]})
    return pages


def tables() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            yield table, "\n".join(row[0] for row in cursor.fetchall()).encode()


def files() -> Iterator[tuple[str, bytes]]:
    """Every file of the data folder but the database's own, where the vault's ciphertexts are."""
    data = Path(settings.DATA)
    for path in data.rglob("*"):
        if path.is_file() and "cluster" not in path.parts:
            yield str(path.relative_to(data)), path.read_bytes()


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_id_01_no_canary_is_anywhere_but_in_the_vault(seeded, signed_in, caplog):
    database.let_the_portal_in()
    searcher, refs = seeded
    centre = Mission.objects.get(ref=refs[1]).centre.name_en
    searcher = Searcher([*set(searcher.wanted.values()), centre])
    number = verbs.queries.vault().number_for_cycle(
        refs[0], [each.panel_ref for each in queries.shopper_cards()], by="t"
    )
    assert len(number) > COUNT
    roles = sorted(PROGRAMME_ROLES | BODY_ROLES | PROVIDER_ROLES)
    company = Provider.objects.create(name_ar="شركة", name_en="Company", added_at=MONDAY_9AM, added_by="t").ref
    sides = {role: {"entity_ref": "a-body"} for role in BODY_ROLES} | {Role.PROVIDER: {"provider_ref": company}}
    clients = {role: signed_in(role, **sides.get(role, {})) for role in roles}
    fits = fitting(signed_in(*PROGRAMME_ROLES), refs)
    pages = crawl({"nobody": Client(), **clients}, searcher, fits)
    assert pages > 300
    for where, content in (*tables(), *files(), ("the log", caplog.text.encode())):
        searcher.look(where, content)
    # The twin: what does stand on pages is found by those who may read it, and not only by nobody at the door.
    twins = [where for where in searcher.found if where.endswith(f": {centre}")]
    assert {where.split()[0] for where in twins} >= {Role.PLANNER, Role.DUTY_OFFICER}
    assert [where for where in searcher.found if where not in twins] == []


def test_every_spelling_of_every_canary_is_found_in_the_middle_of_a_page():
    people = [person(number) for number in range(COUNT)]
    searcher = Searcher([each[field] for each in people for field in ("name", "phone", "email", "national_id")])
    for spelling, canary in searcher.wanted.items():
        searcher.look("a page", b"<p>" + spelling + b"</p>")
        assert f"a page: {canary}" in searcher.found
        searcher.found.clear()
    assert len(searcher.wanted) > 1000 and len(searcher.alike) < 200


def test_id_01_the_search_finds_what_is_planted(seeded):
    """The twin: a canary in the journal, one in a log line in hex, one in Arabic digits."""
    searcher, _refs = seeded
    name, phone = next(iter(searcher.wanted.values())), next(c for c in searcher.wanted.values() if c.startswith("+"))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (act, subject, detail, at, by_kind, by_ref) VALUES ('x', %s, '{}', %s, 'account', 'y')",
            [name[:26] + name[26:], MONDAY_9AM],
        )
    for where, content in tables():
        searcher.look(where, content)
    searcher.look("a log", phone.encode().hex().encode())
    searcher.look("a page", phone.translate(ARABIC).encode())
    assert {each.split(":")[0] for each in searcher.found} == {"journal_entry", "a log", "a page"}


def test_id_03_django_knows_no_model_of_the_vault_and_dumps_none(seeded):
    from django.apps import apps

    searcher, _refs = seeded
    assert not [model for model in apps.get_models() if "vault" in model.__module__ or "person" in model._meta.db_table]
    assert not apps.is_installed("django.contrib.admin")
    dumped = io.StringIO()
    call_command("dumpdata", stdout=dumped)
    searcher.look("dumpdata", dumped.getvalue().encode())
    assert searcher.found == [] and len(dumped.getvalue()) > 1000


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_what_a_shopper_called_reaches_the_duty_desk_and_no_body_page_export_or_journal(signed_in, caplog):
    database.let_the_portal_in()
    caplog.set_level(logging.DEBUG)
    scene = make_scene(missions=2)
    refs = [scene.wave, scene.missions[0].ref, *calls_of(scene)]
    searcher = Searcher([*CALLED, refs[2], refs[4]])
    body = scene.missions[0].centre.entity.ref
    clients = {  # whoever speaks for the body, and who takes most tables out
        Role.BODY_LIAISON: signed_in(Role.BODY_LIAISON, entity_ref=body),
        Role.ANALYST: signed_in(Role.ANALYST),
        "nobody": Client(),
    }
    crawl(clients, searcher, fitting(signed_in(*PROGRAMME_ROLES), refs[:2]))
    searcher.look("the log", caplog.text.encode())
    words = Searcher(list(CALLED))
    for where, content in tables():
        if not where.startswith("safety_"):
            words.look(where, content)
    assert searcher.found == [] and words.found == []
    officer, seen = signed_in(Role.DUTY_OFFICER), Searcher(list(CALLED))
    for path in (f"/console/duty/alarms/{refs[2]}/", f"/console/duty/dangers/{refs[4]}/"):
        seen.look(path, officer.get(path).content)
    assert len({each.split(": ")[1] for each in seen.found}) == 2  # the twin: what is searched for is there to be found
