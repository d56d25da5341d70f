"""A dump holds every row, also where row-level security is forced; brought back it is the same; what is partial is refused."""

import subprocess

import psycopg
import pytest
from django.db import connection, connections
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from basira.gateways.postgres import dumping
from basira.gateways.postgres.dumping import DumpFailed, DumpIncomplete, RowsHidden, dump_database, restore_database
from basira.programme.findings.own_rows import PORTAL as ALIAS
from tests import database
from tests.programme.bodies_world import PDF, answer, asked_of, informed_cycle, liaison_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
FORCED = [f"public.findings_{name}" for name in ("entityreport", "finding", "reply", "replyfile")]


@pytest.fixture
def two_bodies():
    database.let_the_portal_in()
    informed_cycle(poor="EF")
    for code in "EF":
        answer(
            asked_of(code).ref, liaison_of(code), said="contested", words="no\n\\.\nno", files=(PDF,), database=ALIAS
        )
    yield
    connections[ALIAS].close()


def as_role(conninfo: str) -> str:
    return make_conninfo(conninfo, dbname=connection.settings_dict["NAME"])


@pytest.fixture
def scratch():
    """An empty database of the owner's."""
    owner = database.start().owner
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("CREATE DATABASE brought_back")
    yield make_conninfo(owner, dbname="brought_back")
    with psycopg.connect(owner, autocommit=True) as server:
        database.drop(server, "brought_back")


def test_the_plain_dump_stops_at_the_bodies_tables(two_bodies, tmp_path):
    """Why there is a command of our own."""
    owner = as_role(database.start().owner)
    parts = conninfo_to_dict(owner)
    environment = {"PGPASSWORD": str(parts.pop("password"))}
    found = subprocess.run(
        [dumping.tool("pg_dump"), f"--dbname={make_conninfo(**parts)}", f"--file={tmp_path / 'x'}"],
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert found.returncode == 1 and "row-level security" in found.stderr


def test_what_is_dumped_comes_back_row_by_row(two_bodies, tmp_path, scratch):
    counts = dump_database(as_role(database.start().owner), tmp_path / "dump")
    assert all(counts[table] >= 2 for table in FORCED) and len(counts) > 25
    assert restore_database(tmp_path / "dump", scratch) == counts
    with psycopg.connect(as_role(database.start().owner)) as here, psycopg.connect(scratch) as there:
        for table in [*FORCED, "public.journal_entry"]:
            rows = f"SELECT to_jsonb(each) FROM {table} AS each ORDER BY id"
            assert here.execute(rows).fetchall() == there.execute(rows).fetchall()
        flags = "SELECT relname FROM pg_class WHERE relforcerowsecurity ORDER BY 1"
        assert here.execute(flags).fetchall() == there.execute(flags).fetchall() != []


def test_a_role_from_which_rows_may_be_hidden_dumps_nothing(two_bodies, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("ALTER POLICY owner_all_rows ON findings_reply USING (entity_ref = 'mine')")
    try:
        with pytest.raises(RowsHidden) as refusal:
            dump_database(as_role(database.start().owner), tmp_path / "dump")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER POLICY owner_all_rows ON findings_reply USING (true)")
    assert refusal.value.params == {"tables": "public.findings_reply"}
    assert not (tmp_path / "dump").exists()


def test_a_dump_that_lacks_a_row_or_its_end_is_refused(two_bodies, tmp_path, monkeypatch):
    owner = as_role(database.start().owner)
    counted = dumping.row_counts
    monkeypatch.setattr(dumping, "row_counts", lambda db: counted(db) | {"public.findings_reply": 3})
    with pytest.raises(DumpIncomplete) as refusal:
        dump_database(owner, tmp_path / "dump")
    assert refusal.value.params == {"tables": "public.findings_reply"}
    whole = (tmp_path / "dump").read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DumpFailed):
        dumping.counts_in(tmp_path / "cut")


def test_no_password_is_on_a_command_line(tmp_path, monkeypatch):
    seen = []

    def note(command, **options):
        seen.append(command)
        return subprocess.CompletedProcess(command, 1, "", "no")

    monkeypatch.setattr(dumping.subprocess, "run", note)
    with pytest.raises(DumpFailed):
        dumping.run_tool("pg_dump", "host=/x user=u password=secret dbname=d")
    assert "secret" not in str(seen) and "user=u" in str(seen)
