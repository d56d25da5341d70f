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
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from basira.core.kernel.actor import BODY_ROLES, PROGRAMME_ROLES, Role
from basira.core.kernel.lifecycles import MissionState, ShopperState
from basira.core.kernel.refs import new_ref
from basira.programme.panel import queries, verbs
from basira.programme.safety.verbs import alarms, dangers, letters
from basira.programme.safety.verbs.dangers import DangerReport
from basira.programme.waves.models import Mission
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, make_scene
from tests.surfaces.test_access import address_of, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COUNT = 40
PIECE = 4
"""Bytes by which spellings are put together, so that a page is searched in milliseconds."""
CALLED = ("Canary note of the duty desk", "Canary words about violence")
"""What the duty officer wrote and what the shopper reported: for the duty desk alone (ruling 10)."""
QUERIES = ("", "?q=Canary", "?bom=0")
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
    assert b"Canary" in again.content  # her own browser alone sees what she typed
    scene = make_scene(missions=2)
    return Searcher(canaries), [
        scene.wave,
        scene.missions[0].ref,
        *calls_of(scene),
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


def crawl(client: Client, searcher: Searcher, who: str, refs: list[str]) -> int:
    """Ask for every address, with refs that exist where it takes one; return how many answered with a page."""
    seen = 0
    client.raise_request_exception = False
    for name, pattern in addresses(get_resolver()):
        keys = [key for key in pattern.pattern.converters]
        paths = {address_of(name, pattern)} | {
            address_of(name, pattern).replace("nothing", ref) for ref in (refs if keys else ())
        }
        for path in paths:
            for query in QUERIES:
                answer = client.get(path + query)
                content = b"".join(answer) if answer.streaming else answer.content
                searcher.look(f"{who} GET {name}", content + str(answer.headers).encode())
                seen += answer.status_code == 200
                if answer.status_code != 200 and path != address_of(name, pattern):
                    break  # the same address answered every query for a ref that is nowhere
            searcher.look(f"{who} POST {name}", client.post(path, {"x": "y"}).content)
    return seen


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


def test_id_01_no_canary_is_anywhere_but_in_the_vault(seeded, signed_in, caplog):
    searcher, refs = seeded
    number = verbs.queries.vault().number_for_cycle(
        refs[0], [each.panel_ref for each in queries.shopper_cards()], by="t"
    )
    assert len(number) > COUNT
    pages = crawl(Client(), searcher, "nobody", refs)
    for role in sorted(PROGRAMME_ROLES | BODY_ROLES):
        pages += crawl(signed_in(role, entity_ref="a-body" if role in BODY_ROLES else ""), searcher, role, refs)
    assert pages > 200
    for where, content in (*tables(), *files(), ("the log", caplog.text.encode())):
        searcher.look(where, content)
    assert searcher.found == []


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


def test_what_a_shopper_called_reaches_the_duty_desk_and_no_body_page_export_or_journal(signed_in, caplog):
    caplog.set_level(logging.DEBUG)
    scene = make_scene(missions=2)
    refs = [scene.wave, scene.missions[0].ref, *calls_of(scene)]
    searcher = Searcher([*CALLED, refs[2], refs[4]])
    body = scene.missions[0].centre.entity.ref
    for role in (Role.BODY_LIAISON, Role.ANALYST):  # whoever speaks for the body, and who takes most tables out
        crawl(signed_in(role, entity_ref=body if role in BODY_ROLES else ""), searcher, role, refs[:2])
    crawl(Client(), searcher, "nobody", refs[:2])
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
