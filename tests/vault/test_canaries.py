"""
ID-01 and ID-03: what the vault was told stands nowhere else. Forty shoppers with names, phones, ids and addresses of their own
are enrolled through the desk, three people apply in public, and the shopper calls for help; then every page of every role, every
export, table (also of the vault itself, as a backup copies it), cookie, cache, mail, log, dump and file is searched for them, in
one crawl of one world.
"""

import io
import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from basira.core.kernel.actor import BODY_ROLES, PROGRAMME_ROLES, PROVIDER_ROLES, SYSTEM, Role
from basira.core.kernel.lifecycles import MissionState, ShopperState
from basira.core.kernel.refs import new_ref
from basira.programme.panel import queries, verbs
from basira.programme.panel.models import Provider
from basira.programme.people import digests
from basira.programme.people.digest_kinds import DigestKind
from basira.programme.plans.digesting import write_due_digests
from basira.programme.recruiting import queries as recruiting
from basira.programme.recruiting.verbs import applying
from basira.programme.safety.verbs import alarms, dangers, letters
from basira.programme.safety.verbs.dangers import DangerReport
from basira.programme.waves.models import Mission
from basira.surfaces.shared.digest_words import letter_of
from basira.surfaces.shared.digests import stop_path
from tests import database
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, Scene, carry_key, make_scene
from tests.programme.recruiting_world import a_call_open_now, sheet
from tests.vault.crawl import NOBODY, PHONE, crawl, fitting
from tests.vault.searching import ARABIC, Searcher

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COUNT = 40
CALLED = ("Canary note of the duty desk", "Canary words about violence")
"""What the duty officer wrote and what the shopper reported: for the duty desk alone (ruling 10)."""
STRANGERS = frozenset({NOBODY, Role.ANALYST, *BODY_ROLES})
"""Who hears nothing of what a shopper called, not even that she did."""
FIELDS = ("name", "phone", "email", "national_id")


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


def enrolled(officer: Client, count: int) -> list[str]:
    """Enrol people through the desk, one of them twice, and return their canaries."""
    people = [person(number) for number in range(count)]
    for each in people:
        assert officer.post("/console/panel/person/", each).status_code == 302
    again = officer.post("/console/panel/person/", people[0] | {"name": people[1]["name"]})
    assert (
        again.status_code == 422 and b"Canary" in again.content
    )  # refused and logged; her own browser sees what she typed
    return [each[field] for each in people for field in FIELDS]


def applied(call: str) -> list[str]:
    """Have three people apply in public, one of them twice: she is known, and no page says so. Return their canaries."""
    applicants = [applicant(number) for number in range(3)]
    for each in (*applicants, applicants[0]):
        apply_in_public(call, each)
    return [each[field] for each in applicants for field in (*FIELDS, "home")]


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


def tables() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            yield table, "\n".join(row[0] for row in cursor.fetchall()).encode()


def vault_rows() -> Iterator[tuple[str, bytes]]:
    """Every table of the vault itself, as a backup copies it: whoever takes the copy without the keys reads nobody in it."""
    with psycopg.connect(database.start().vault) as db:
        for (table,) in db.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"):
            rows = db.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t').fetchall()
            yield f"vault: {table}", "\n".join(row[0] for row in rows).encode()


def files() -> Iterator[tuple[str, bytes]]:
    """Every file of the data folder but the database's own, where the vault's ciphertexts are."""
    data = Path(settings.DATA)
    for path in data.rglob("*"):
        if path.is_file() and "cluster" not in path.parts:
            yield str(path.relative_to(data)), path.read_bytes()


def dumped() -> bytes:
    """Return what `dumpdata` writes."""
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    return out.getvalue().encode()


def mails() -> Iterator[tuple[str, bytes]]:
    """Return the digests that go out a week later to everybody who asked for one."""
    write_due_digests(by=SYSTEM, at=timezone.now() + timedelta(days=8))
    sent = []

    def deliver(outgoing: digests.Outgoing) -> bool:
        sent.append(letter_of(outgoing, site="https://basira.example", stop_path=stop_path(outgoing.wish.ref)))
        return True

    digests.send_waiting(deliver, by=SYSTEM, at=timezone.now())
    return (("a mail", f"{letter.to} {letter.subject} {letter.text} {letter.stop_url}".encode()) for letter in sent)


def everybody(signed_in, scene: Scene) -> dict[str, Client]:
    """Return a browser of each role, whose account asks for mails, of nobody, and of the shopper's phone; the body is the scene's."""
    body = scene.missions[0].centre.entity.ref
    company = Provider.objects.create(name_ar="شركة", name_en="Company", added_at=MONDAY_9AM, added_by="t").ref
    sides = {role: {"entity_ref": body} for role in BODY_ROLES} | {Role.PROVIDER: {"provider_ref": company}}
    roles = sorted(PROGRAMME_ROLES | BODY_ROLES | PROVIDER_ROLES)
    clients = {role: signed_in(role, **sides.get(role, {})) for role in roles}
    for client in clients.values():
        client.post(reverse("account_digests"), {"email": "somebody@example.test", "kinds": list(DigestKind)})
    return {NOBODY: Client(), PHONE: carry_key(Client(), scene), **clients}


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_id_01_no_canary_is_anywhere_but_in_the_vault(signed_in, caplog):
    """Also: what a shopper called reaches the duty desk, and no body, table of others, export, mail, log or journal."""
    database.let_the_portal_in()
    caplog.set_level(logging.DEBUG)
    call = a_call_open_now()
    identities = [*enrolled(signed_in(Role.PANEL_OFFICER), COUNT), *applied(call)]
    scene = make_scene(missions=2)
    called = calls_of(scene)
    shoppers = [each.panel_ref for each in queries.shopper_cards()]
    refs = [scene.wave, scene.missions[0].ref, *called, call, recruiting.vetting_cards(call)[0].ref, *shoppers[:3]]
    assert len(verbs.queries.vault().number_for_cycle(refs[0], shoppers, by="t")) > COUNT
    centre = scene.missions[0].centre.name_en
    searcher, clients = Searcher([*identities, *CALLED, *called, centre]), everybody(signed_in, scene)
    pages = crawl(clients, searcher, fitting(signed_in(*PROGRAMME_ROLES), clients, searcher, refs))
    for where, content in (
        *tables(),
        *vault_rows(),
        *files(),
        *mails(),
        ("the log", caplog.text.encode()),
        ("dumpdata", dumped()),
    ):
        searcher.look(where, content)
    assert pages.total() > 300 and all(pages.values()), pages
    # The twins: what does stand on pages and in tables is found there, and not only by nobody at the door.
    assert {where.split()[0] for where in searcher.of(centre)} >= {
        Role.PLANNER,
        Role.DUTY_OFFICER,
        PHONE,
        "registry_centre",
    }
    assert searcher.of(*identities) == []
    assert {where for where in searcher.of(*CALLED) if not is_of_the_duty_desk(where)} == set()
    assert all(any(where.startswith(Role.DUTY_OFFICER) for where in searcher.of(each)) for each in CALLED)
    for ref in (called[0], called[2]):  # the alarm and the danger: nobody else is led to them by a link
        assert [where for where in searcher.of(ref) if where.split()[0] in STRANGERS and ref not in where] == []


def is_of_the_duty_desk(where: str) -> bool:
    """Tell whether what was called may stand there: on the duty desk's pages, in its own tables, in a dump of everything."""
    return where.startswith("safety_") or where == "dumpdata" or " console:duty" in where


def test_every_spelling_of_every_canary_is_found_in_the_middle_of_a_page():
    people = [person(number) for number in range(COUNT)]
    searcher = Searcher([each[field] for each in people for field in FIELDS])
    for spelling, canary in searcher.wanted.items():
        searcher.look("a page", b"<p>" + spelling + b"</p>")
        assert f"a page: {canary}" in searcher.found
        searcher.found.clear()
    assert len(searcher.wanted) > 1000 and len(searcher.alike) < 200


def plant(name: str) -> None:
    """Write a name into the journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (act, subject, detail, at, by_kind, by_ref) VALUES ('x', %s, '{}', %s, 'account', 'y')",
            [name, MONDAY_9AM],
        )


def test_id_01_twin_what_is_planted_in_the_journal_a_log_a_page_or_a_file_is_found(signed_in, tmp_path):
    """A canary in the journal, one in a log line in hex, one in Arabic digits, one in a file."""
    name, phone, *_ = canaries = enrolled(signed_in(Role.PANEL_OFFICER), 2)
    searcher = Searcher(canaries)
    plant(name)
    planted = Path(settings.DATA) / f"{new_ref()}.txt"
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(name)
    with psycopg.connect(database.start().vault) as db:  # a field that nobody sealed
        sealed = "INSERT INTO person_field SELECT person_id, 'planted', %s FROM person LIMIT 1"
        db.execute(sealed, [name.encode()])
    try:
        for where, content in (*tables(), *vault_rows(), *files()):
            searcher.look(where, content)
    finally:
        planted.unlink()
        with psycopg.connect(database.start().vault) as db:
            db.execute("DELETE FROM person_field WHERE name = 'planted'")
    searcher.look("a log", phone.encode().hex().encode())
    searcher.look("a page", phone.translate(ARABIC).encode())
    assert {each.split(":")[0] for each in searcher.found} == {
        "journal_entry", "vault", planted.name, "a log", "a page",
    }  # fmt: skip


def models_of_the_vault() -> list[str]:
    """Return the models that are the vault's by module or table, and whether there is an admin in which they could stand."""
    models = [model._meta.label for model in apps.get_models()
              if "vault" in model.__module__ or model._meta.db_table.startswith(("person", "cycle_number"))]  # fmt: skip
    return models + ["admin"] * apps.is_installed("django.contrib.admin")


def test_id_03_django_knows_no_model_of_the_vault_and_dumps_none(signed_in):
    searcher = Searcher(enrolled(signed_in(Role.PANEL_OFFICER), 2))
    assert models_of_the_vault() == []
    searcher.look("dumpdata", dumped())
    assert searcher.found == [] and searcher.bytes_read > 1000


def test_id_03_twin_a_model_of_the_vault_and_a_name_in_a_dump_are_found(monkeypatch):
    searcher = Searcher(["Canary of a dump"])
    plant("Canary of a dump")
    searcher.look("dumpdata", dumped())
    assert searcher.found == ["dumpdata: Canary of a dump"]
    monkeypatch.setattr(Provider._meta, "db_table", "person")
    assert models_of_the_vault() == [Provider._meta.label]
