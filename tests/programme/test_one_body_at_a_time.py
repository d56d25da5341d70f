"""
The second lock (security bar AC-05): the portal's own database role, row-level security forced, the ORM's filter gone.

Each test has its planted twin: the same question with the lock taken off must find the other body's rows.
"""

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction

from basira.gateways.postgres.roles import APP, OWNER, PORTAL, Addresses, PortalRoleUnsafe, grant_portal_rights
from basira.programme.findings import queries
from basira.programme.findings.models import CentreReport, ContestOutcome, EntityReport, Finding, Reply, ReplyFile
from basira.programme.findings.own_rows import PORTAL as ALIAS
from basira.programme.findings.own_rows import PortalNotSetUp, own_rows
from basira.programme.journal.models import Entry
from basira.project.databases import child_environment
from basira.project.serving import Serving, web_child, worker_child
from tests import database
from tests.cast import MONDAY_9AM
from tests.programme.bodies_world import PDF, answer, asked_of, entity, informed_cycle, liaison_of
from tests.programme.contest_world import decide

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
TABLES = (
    "findings_entityreport", "findings_centrereport", "findings_finding",
    "findings_reply", "findings_replyfile", "findings_contestoutcome",
    "commissions_singlereport", "commissions_singlereply",
    "commissions_accountabilityfile", "commissions_filestatement", "commissions_fileend",
    "plans_plan", "plans_planmove", "plans_planstep", "plans_stepdone", "plans_prooffile", "plans_escalation",
    "selfassessment_sheet", "selfassessment_selfassessment",
    "workspace_workspace", "workspace_drawing", "workspace_drawnstep", "workspace_remark",
    "workspace_change", "workspace_agreement",
)  # fmt: skip
MODELS = (EntityReport, CentreReport, Finding, Reply, ReplyFile, ContestOutcome)


@pytest.fixture
def two_bodies():
    """Two bodies that were informed and that contested one finding each, with a file; the arbiter has answered both."""
    database.let_the_portal_in()
    informed_cycle(poor="EF")
    for code in "EF":
        answer(asked_of(code).ref, liaison_of(code), said="contested", words="no", files=(PDF,), database=ALIAS)
        decide(asked_of(code))
    yield entity("E"), entity("F")
    connections[ALIAS].close()


def everything(alias):
    """Every row that a query without any filter finds, by its body."""
    return [{row.entity_ref for row in model.objects.using(alias).all()} for model in MODELS]


def test_without_a_body_there_is_not_a_row(two_bodies):
    assert everything(ALIAS) == [set()] * len(MODELS)
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT set_config('basira.entity', '', true)")
        assert everything(ALIAS) == [set()] * len(MODELS)


def test_the_orms_filter_is_gone_and_a_body_still_sees_its_own_rows_alone(two_bodies):
    for mine in two_bodies:
        with own_rows(mine) as alias:
            assert everything(alias) == [{mine}] * len(MODELS)
            assert EntityReport.objects.using(alias).exclude(entity_ref=mine).count() == 0


def test_the_planted_twin_without_the_lock_everything_is_seen(two_bodies):
    """The same question must be able to fail: with row-level security off it finds the other body."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE findings_finding DISABLE ROW LEVEL SECURITY")
    try:
        with own_rows(two_bodies[0]) as alias:
            assert {row.entity_ref for row in Finding.objects.using(alias).all()} == set(two_bodies)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE findings_finding ENABLE ROW LEVEL SECURITY")


def test_the_body_is_forgotten_with_its_transaction(two_bodies):
    with own_rows(two_bodies[0]):
        pass
    assert everything(ALIAS) == [set()] * len(MODELS)
    with pytest.raises(RuntimeError), own_rows(two_bodies[0]):
        raise RuntimeError
    assert everything(ALIAS) == [set()] * len(MODELS)


def reply_row(finding, body):
    return {
        "entity_ref": body,
        "finding_id": finding.pk,
        "answer": "accepted",
        "replied_at": MONDAY_9AM,
        "replied_by": "x",
    }


def test_an_answer_for_another_body_is_refused_by_the_database(two_bodies):
    mine, other = two_bodies
    theirs = Finding.objects.filter(entity_ref=other, reply=None).first()
    own = Finding.objects.filter(entity_ref=mine, reply=None).first()
    for finding, body in ((theirs, other), (theirs, mine), (own, other)):
        with pytest.raises(ProgrammingError, match="row-level security"), own_rows(mine) as alias:
            Reply.objects.using(alias).create(**reply_row(finding, body))
    with own_rows(mine) as alias:
        Reply.objects.using(alias).create(**reply_row(own, mine))
    assert Reply.objects.filter(finding=theirs).count() == 0


def test_a_file_for_another_bodys_answer_is_refused_by_the_database(two_bodies):
    mine, other = two_bodies
    file = {"filename": "x", "kind": "x", "size_bytes": 1, "sha256": "0", "sealed_ref": "x"}
    theirs = Reply.objects.get(entity_ref=other)
    for body in two_bodies:
        with pytest.raises(ProgrammingError, match="row-level security"), own_rows(mine) as alias:
            ReplyFile.objects.using(alias).create(entity_ref=body, reply=theirs, **file)


def test_the_portals_role_may_do_nothing_else_at_all(two_bodies):
    """Every table of the database, each right: only what the bodies' tables and the journal need."""
    asked = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(
                "SELECT array_remove(array_agg(CASE WHEN has_table_privilege(%s, %s, p) THEN p END), NULL) "
                "FROM unnest(%s::text[]) AS p",
                [PORTAL, table, asked],
            )
            if rights := cursor.fetchone()[0]:
                found[table] = set(rights)
            cursor.execute("SELECT has_any_column_privilege(%s, %s, 'SELECT')", [PORTAL, table])
            assert cursor.fetchone()[0] == (table in TABLES), table
        cursor.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = ANY(%s)", [list(TABLES)]
        )
        assert {row[1:] for row in cursor.fetchall()} == {(True, True)}
    assert len(tables) > 25
    assert found == {
        "findings_entityreport": {"SELECT"},
        "findings_centrereport": {"SELECT"},
        "findings_finding": {"SELECT"},
        "findings_contestoutcome": {"SELECT"},
        "findings_reply": {"SELECT", "INSERT"},
        "findings_replyfile": {"SELECT", "INSERT"},
        "commissions_singlereport": {"SELECT"},
        "commissions_singlereply": {"SELECT", "INSERT"},
        "commissions_accountabilityfile": {"SELECT"},
        "commissions_filestatement": {"SELECT", "INSERT"},
        "commissions_fileend": {"SELECT"},
        "plans_plan": {"SELECT"},
        "plans_escalation": {"SELECT"},
        "plans_planmove": {"SELECT", "INSERT"},
        "plans_planstep": {"SELECT", "INSERT"},
        "plans_stepdone": {"SELECT", "INSERT"},
        "plans_prooffile": {"SELECT", "INSERT"},
        "selfassessment_sheet": {"SELECT"},
        "selfassessment_selfassessment": {"SELECT", "INSERT"},
        "workspace_workspace": {"SELECT", "INSERT"},
        "workspace_drawing": {"SELECT", "INSERT"},
        "workspace_drawnstep": {"SELECT", "INSERT"},
        "workspace_remark": {"SELECT", "INSERT"},
        "workspace_change": {"SELECT", "INSERT"},
        "workspace_agreement": {"SELECT", "INSERT"},
        "journal_entry": {"INSERT"},
    }


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM people_account",
        "SELECT count(*) FROM fieldwork_visit",
        "SELECT count(*) FROM registry_centre",
        "SELECT count(*) FROM journal_entry",
        "SELECT count(*) FROM results_scorerun",
        "UPDATE findings_reply SET words = 'x'",
        "UPDATE findings_contestoutcome SET outcome = 'not-upheld'",
        "INSERT INTO findings_contestoutcome (ref) VALUES ('x')",
        "SELECT count(*) FROM findings_proposedoutcome",
        "SELECT count(*) FROM plans_repeat",
        "SELECT count(*) FROM plans_verdict",
        "SELECT count(*) FROM plans_contact",
        "SELECT count(*) FROM plans_planrules",
        "INSERT INTO selfassessment_sheet (ref) VALUES ('x')",
        "INSERT INTO plans_plan (ref) VALUES ('x')",
        "INSERT INTO plans_escalation (ref) VALUES ('x')",
        "DELETE FROM findings_replyfile",
        "ALTER TABLE findings_reply DISABLE ROW LEVEL SECURITY",
        "SET ROLE basira_owner",
        "CREATE TABLE stolen (x int)",
    ],
)
def test_what_the_portals_role_is_refused(two_bodies, statement):
    with (
        pytest.raises(ProgrammingError),
        own_rows(two_bodies[0]) as alias,
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_answer_through_the_portal_is_journalled_and_the_desk_sees_it(two_bodies):
    assert Entry.objects.filter(act="finding.answered").count() == 2
    (report, card) = queries.own_finding(
        entity_ref=two_bodies[0], ref=Reply.objects.get(entity_ref=two_bodies[0]).finding.ref, at=MONDAY_9AM
    )
    assert report.entity_ref == two_bodies[0] and card.answer.files[0].size_bytes == len(PDF)


def test_the_serving_role_still_sees_every_body_and_the_owner_too(two_bodies):
    assert everything("default") == [set(two_bodies)] * len(MODELS)
    with database.app_connection() as serving:
        rows = serving.execute("SELECT DISTINCT entity_ref FROM findings_finding").fetchall()
        assert {row[0] for row in rows} == set(two_bodies)


@pytest.mark.parametrize("role", [APP, OWNER, "postgres", "no_such_role"])
def test_a_role_that_sees_more_than_one_body_is_refused(role):
    owner = psycopg.conninfo.make_conninfo(database.start().owner, dbname=connection.settings_dict["NAME"])
    with pytest.raises(PortalRoleUnsafe):
        grant_portal_rights(owner, role, APP)


@pytest.mark.parametrize("portal", [None, "default"])
def test_without_a_role_of_its_own_the_portal_refuses_everybody(two_bodies, monkeypatch, portal):
    databases = {"default": settings.DATABASES["default"]}
    monkeypatch.setattr(settings, "DATABASES", databases | ({"portal": databases["default"]} if portal else {}))
    with pytest.raises(PortalNotSetUp):
        queries.own_report(entity_ref=two_bodies[0], at=MONDAY_9AM)


def test_the_portals_address_goes_to_the_web_process_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("BASIRA_PORTAL_DATABASE_URL", "dbname=of-the-supervisor")
    addresses = Addresses("dbname=owner", "dbname=app", "dbname=vault", "dbname=portal")
    web, worker = web_child(addresses, Serving("127.0.0.1", 8000)), worker_child(addresses, tmp_path)
    assert web.variables["BASIRA_PORTAL_DATABASE_URL"] == "dbname=portal"
    assert "portal" not in repr(worker.variables)
    assert "BASIRA_PORTAL_DATABASE_URL" not in child_environment(tmp_path)
    bare = web_child(Addresses("dbname=owner", "dbname=app", ""), Serving("127.0.0.1", 8000))
    assert "BASIRA_PORTAL_DATABASE_URL" not in bare.variables
