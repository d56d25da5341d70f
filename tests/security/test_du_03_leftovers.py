"""What a crash between a sealed file and its row leaves: set aside after a day, never anything that a row names."""

import hashlib
import os
import time

import psycopg
import pytest
from django.db import connection

from basira.gateways.postgres.dumping import HIDDEN, RowsHidden
from basira.gateways.postgres.roles import BODY_TABLES, PROVIDER_COLUMNS
from basira.programme.fieldwork import stores
from basira.programme.fieldwork.models import Attachment, Conflict, Submission
from basira.programme.journal.models import Entry
from basira.programme.people import verbs as people
from basira.programme.people.permissions import Act
from basira.project import sweeping, worker
from basira.project.sweeping import sweep_store
from tests import database
from tests.cast import MONDAY_9AM
from tests.field_scene import EVERYBODY, filled
from tests.surfaces.test_openrosa import PHOTO, post

pytestmark = pytest.mark.django_db
NOW = time.time()


@pytest.fixture
def filed(scene):
    """A visit with a photo, and a contradiction to it: everything that fieldwork names."""
    post(scene, filled(photo="a.jpg"), a_jpg=PHOTO)
    post(scene, filled(photo="a.jpg", praise="Other"), a_jpg=PHOTO + b"other")
    store = stores.originals()
    Attachment.objects.update(derivative_ref=store.seal([b"picture"], limit=100).ref)
    return store


def leave(store, content: bytes = b"left") -> str:
    return store.seal([content], limit=100).ref


def grow_old(store) -> None:
    for ref in store.refs():
        os.utime(store._path_of(ref), (NOW - 2 * sweeping.A_DAY_S,) * 2)


def named() -> set[str]:
    return {
        *Submission.objects.values_list("sealed_ref", flat=True),
        *Attachment.objects.values_list("sealed_ref", flat=True),
        *Attachment.objects.values_list("derivative_ref", flat=True),
        *Conflict.objects.values_list("sealed_ref", flat=True),
    }


def test_only_what_no_row_names_is_set_aside(filed):
    left = leave(filed)
    grow_old(filed)
    assert sweep_store(filed, now=NOW) == 1
    assert set(filed.refs()) == named() and len(named()) == 5
    assert left not in named() and (filed._unnamed / left).exists()


def test_what_is_younger_than_a_day_stays_and_so_does_what_another_table_names(filed):
    young = leave(filed)
    assert sweep_store(filed, now=NOW) == 0 and young in set(filed.refs())
    people.note_export(table="x", subject=young, kind="csv", act=Act.VIEW_DESK, by=EVERYBODY, at=MONDAY_9AM)
    in_json = leave(filed)
    Entry.objects.create(at=MONDAY_9AM, act="x", subject="x", by_kind="system", by_ref="x", detail={"file": in_json})
    grow_old(filed)
    assert sweep_store(filed, now=NOW) == 0


def test_what_was_set_aside_opens_again_when_it_is_put_back_and_goes_after_a_month(filed):
    left = leave(filed, b"evidence")
    grow_old(filed)
    sweep_store(filed, now=NOW)
    aside = filed._unnamed / left
    assert sweep_store(filed, now=NOW + sweeping.KEPT_ASIDE_S - 60) == 0 and aside.exists()
    aside.rename(filed._path_of(left))
    assert hashlib.sha256(b"".join(filed.open_sealed(left))).digest() == hashlib.sha256(b"evidence").digest()
    grow_old(filed)
    sweep_store(filed, now=NOW)
    sweep_store(filed, now=NOW + sweeping.KEPT_ASIDE_S + 60)
    assert not aside.exists()


def test_twin_a_sweep_that_asks_only_the_submissions_takes_what_others_name(filed, monkeypatch):
    monkeypatch.setattr(sweeping, "columns", lambda *, naming: [(Submission, "sealed_ref")])
    grow_old(filed)
    assert sweep_store(filed, now=NOW) == 4
    assert not named() <= set(filed.refs())


def test_where_rows_may_be_hidden_from_us_nothing_is_set_aside(filed):
    """A body's answer may name a file in a row that row-level security keeps from this role."""
    left = leave(filed)
    grow_old(filed)
    with connection.cursor() as cursor:
        cursor.execute("DROP POLICY owner_all_rows ON findings_replyfile")
    with pytest.raises(RowsHidden) as refusal:
        sweep_store(filed, now=NOW)
    assert refusal.value.params == {"tables": "public.findings_replyfile"} and left in set(filed.refs())


def test_the_worker_says_so_and_goes_on(filed, monkeypatch, capsys):
    def hidden(store, *, now):
        raise RowsHidden(tables="public.findings_replyfile")

    monkeypatch.setattr(worker, "sweep_store", hidden)
    worker.sweep()
    assert "postgres.rows-hidden" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_the_serving_role_sees_every_row_and_the_portals_does_not():
    database.let_the_portal_in()
    with database.app_connection() as serving:
        assert serving.execute(HIDDEN).fetchall() == []
        name = serving.info.dbname
    with psycopg.connect(psycopg.conninfo.make_conninfo(database.start().portal, dbname=name)) as portal:
        hidden = {table for (table,) in portal.execute(HIDDEN).fetchall()}
        assert hidden == {f"public.{table}" for table in (*BODY_TABLES, *PROVIDER_COLUMNS)}
