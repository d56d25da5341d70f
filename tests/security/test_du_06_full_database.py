"""DU-06: the disk of the database is full. Phones are told 507 before anything is begun, nothing is half, and it recovers."""

import http.client
import json
import os
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings as product

from basira.gateways.postgres.cluster import ServerNotReady
from basira.programme.fieldwork import stores
from basira.programme.fieldwork.models import Submission, Visit
from basira.programme.journal.models import Entry
from basira.project import running
from tests.field_scene import filled
from tests.journeys.test_filing_order import visit_of
from tests.surfaces.test_openrosa import message, post

pytestmark = [pytest.mark.slow]
NO_ROOM = "The server has no room"
MORE_THAN_ANY_DISK = 1 << 62


@pytest.mark.django_db
def test_du_06_without_the_databases_reserve_a_phone_keeps_its_visit_and_may_send_it_later(scene, settings, tmp_path):
    entries = Entry.objects.count()
    settings.DATABASE_FOLDER, settings.DATABASE_RESERVE_BYTES = tmp_path, MORE_THAN_ANY_DISK
    answer = post(scene, filled())
    assert answer.status_code == 507 and answer["Retry-After"] and NO_ROOM in message(answer)
    assert (Visit.objects.count(), Submission.objects.count(), Entry.objects.count()) == (0, 0, entries)
    assert list(stores.originals().refs()) == []
    settings.DATABASE_RESERVE_BYTES = 0
    assert post(scene, filled()).status_code == 201


@pytest.mark.django_db
def test_du_06_twin_a_server_that_does_not_look_takes_it_all_the_same(scene, settings):
    settings.DATABASE_FOLDER, settings.DATABASE_RESERVE_BYTES = None, MORE_THAN_ANY_DISK
    assert post(scene, filled()).status_code == 201


def sent(address: str, content: tuple[str, bytes]) -> tuple[int, str]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    connection.request("POST", parts.path, content[1], {"Content-Type": content[0]})
    answer = connection.getresponse()
    try:
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def filed(data: Path) -> tuple[int, ...]:
    """Return how many visits there are, submissions, and lines of the journal that say so."""
    address = json.loads((data / "run" / "addresses.json").read_text())["app"]
    counts = (
        "SELECT (SELECT count(*) FROM fieldwork_visit), (SELECT count(*) FROM fieldwork_submission),"
        " (SELECT count(*) FROM journal_entry WHERE act = 'visit.filed')"
    )
    with psycopg.connect(address) as connection:
        return connection.execute(counts).fetchone()


def test_du_06_a_database_whose_own_disk_is_full_takes_nothing_half_and_recovers(in_the_field):
    if not in_the_field.has_small_disk:
        pytest.skip("this machine lets us mount no small disk for the database")
    address, data = f"{in_the_field.running.url}{in_the_field.path}", in_the_field.running.data
    visit = visit_of()
    disk, before, files = in_the_field.database_disk, filed(data), sealed_files(data)
    filler = fill(disk / "filler")
    try:
        status, words = sent(address, visit)
        assert status == 507 and "لا متسع في الخادم" in words, (status, words)
        assert (filed(data), sealed_files(data)) == (before, files)
    finally:
        filler.unlink()
    assert sent(address, visit)[0] == 201
    assert filed(data) == tuple(count + 1 for count in before)


class TriedEnough(Exception):
    """Ends the loop that a test watches."""


def tries_of_a_server_that_cannot_come_back(monkeypatch, *, had_answered: bool) -> int:
    """Return how often `serve` tries to bring a database back that does not start, of at most three."""
    tries: list[Path] = []

    def own_database(data: Path) -> None:
        tries.append(data)
        raise TriedEnough if len(tries) == 3 else ServerNotReady(log="")

    stopped = SimpleNamespace(asked=False, announced=had_answered)
    for name, stand_in in {
        "plan_of": lambda _arguments: SimpleNamespace(data=Path()),
        "check_plan": lambda _plan: None,
        "choose_port": lambda _plan: 1,
        "Stop": lambda: stopped,
        "own_database": own_database,
    }.items():
        monkeypatch.setattr(running, name, stand_in)
    monkeypatch.setattr(running.messages, "compile_all", lambda: None)
    monkeypatch.setattr(running, "RESTART_PAUSE_S", 0)
    with pytest.raises((TriedEnough, ServerNotReady)):
        running.run([])
    return len(tries)


def test_du_06_a_database_that_cannot_come_back_is_tried_until_it_can_but_a_first_start_says_what_is_wrong(monkeypatch):
    assert tries_of_a_server_that_cannot_come_back(monkeypatch, had_answered=True) == 3
    assert tries_of_a_server_that_cannot_come_back(monkeypatch, had_answered=False) == 1


def sealed_files(data: Path) -> int:
    return sum(1 for path in (data / "evidence").rglob("*") if path.is_file())


def fill(filler: Path) -> Path:
    """Fill a small disk up to its last byte."""
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            while True:
                try:
                    if file.write(bytes(size)) < size:
                        break
                except OSError:
                    break
    disk = os.statvfs(filler.parent)
    assert disk.f_bavail * disk.f_frsize < product.DATABASE_RESERVE_BYTES
    return filler
