"""
The four roles and two databases of an embedded server.

`basira_owner` migrates, `basira_app` serves, `basira_portal` serves the measured bodies one at a time, `basira_vault` owns
the vault's own database and nothing else. The journal is append-only for the serving role: it may insert and read, never
update, delete or truncate; the portal's role may only insert.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from basira.core.kernel.problem import Problem
from basira.gateways.files import write_private
from basira.gateways.postgres.cluster import RunningServer

OWNER, APP, VAULT, PORTAL = "basira_owner", "basira_app", "basira_vault", "basira_portal"
PROVIDER = "basira_provider"
"""No role that signs in: the serving role puts it on for one transaction in which it answers a provider (ADR-0045)."""
MAIN_DATABASE, VAULT_DATABASE = "basira", "basira_vault"
APPEND_ONLY_TABLES = ("journal_entry",)
BODY_TABLES = (
    "findings_entityreport", "findings_centrereport", "findings_finding",
    "findings_reply", "findings_replyfile", "findings_contestoutcome",
    "commissions_singlereport", "commissions_singlereply",
    "commissions_accountabilityfile", "commissions_filestatement", "commissions_fileend",
    "plans_plan", "plans_planmove", "plans_planstep", "plans_stepdone", "plans_prooffile", "plans_escalation",
    "selfassessment_sheet", "selfassessment_selfassessment",
    "workspace_workspace", "workspace_drawing", "workspace_drawnstep", "workspace_remark",
    "workspace_change", "workspace_agreement",
)  # fmt: skip
"""Tables whose every row belongs to one body (`entity_ref`); row-level security is forced on them."""
BODY_ANSWERS = (
    "findings_reply", "findings_replyfile", "commissions_singlereply", "commissions_filestatement",
    "plans_planmove", "plans_planstep", "plans_stepdone", "plans_prooffile",
    "selfassessment_selfassessment",
    "workspace_workspace", "workspace_drawing", "workspace_drawnstep", "workspace_remark",
    "workspace_change", "workspace_agreement",
)  # fmt: skip
"""Those of them that a body may add rows to."""
CENTRES = "coalesce(current_setting('basira.centres', true), '')"
OWN_BODY = f"entity_ref = current_setting('basira.entity', true) AND {CENTRES} = ''"
"""A body's row, asked by somebody who speaks for the whole of it: no transaction narrowed to some centres sees it."""
CENTRE_TABLES = ("findings_centrereport",)
"""Those of them whose every row is about one centre (`centre_ref`): a transaction may be narrowed to some of these."""
OWN_CENTRES = (
    "entity_ref = current_setting('basira.entity', true)"
    f" AND ({CENTRES} = '' OR centre_ref = ANY (string_to_array({CENTRES}, ',')))"
)
OWN_PARENT = {
    "findings_reply": "EXISTS (SELECT 1 FROM findings_finding AS above WHERE above.id = finding_id"
    " AND above.entity_ref = findings_reply.entity_ref AND above.answer_by IS NOT NULL)",
    "findings_replyfile": "EXISTS (SELECT 1 FROM findings_reply AS above WHERE above.id = reply_id"
    " AND above.entity_ref = findings_replyfile.entity_ref)",
    "commissions_singlereply": "EXISTS (SELECT 1 FROM commissions_singlereport AS above WHERE above.id = report_id"
    " AND above.entity_ref = commissions_singlereply.entity_ref)",
    "commissions_filestatement": "EXISTS (SELECT 1 FROM commissions_accountabilityfile AS above WHERE above.id = file_id"
    " AND above.entity_ref = commissions_filestatement.entity_ref)",
    "plans_planmove": "EXISTS (SELECT 1 FROM plans_plan AS above WHERE above.id = plan_id"
    " AND above.entity_ref = plans_planmove.entity_ref)"
    " AND plans_planmove.to IN ('plan-proposed', 'under-way', 'declared-fixed', 'grace')",
    "plans_planstep": "EXISTS (SELECT 1 FROM plans_planmove AS above WHERE above.id = move_id"
    " AND above.entity_ref = plans_planstep.entity_ref AND above.to = 'plan-proposed')",
    "plans_stepdone": "EXISTS (SELECT 1 FROM plans_planstep AS above WHERE above.id = step_id"
    " AND above.entity_ref = plans_stepdone.entity_ref)",
    "plans_prooffile": "EXISTS (SELECT 1 FROM plans_planmove AS above WHERE above.id = move_id"
    " AND above.entity_ref = plans_prooffile.entity_ref AND above.to = 'declared-fixed')",
    "selfassessment_selfassessment": "EXISTS (SELECT 1 FROM selfassessment_sheet AS above WHERE above.id = sheet_id"
    " AND above.entity_ref = selfassessment_selfassessment.entity_ref)",
    "workspace_workspace": "workspace_workspace.side = 'body' AND (finding_id IS NULL OR EXISTS (SELECT 1 FROM findings_finding"
    " AS above WHERE above.id = finding_id AND above.entity_ref = workspace_workspace.entity_ref))",
    "workspace_drawing": "EXISTS (SELECT 1 FROM workspace_workspace AS above WHERE above.id = workspace_id"
    " AND above.entity_ref = workspace_drawing.entity_ref) AND workspace_drawing.side = 'body'",
    "workspace_drawnstep": "EXISTS (SELECT 1 FROM workspace_drawing AS above WHERE above.id = drawing_id"
    " AND above.entity_ref = workspace_drawnstep.entity_ref AND above.side = 'body')",
    "workspace_remark": "EXISTS (SELECT 1 FROM workspace_workspace AS above WHERE above.id = workspace_id"
    " AND above.entity_ref = workspace_remark.entity_ref) AND workspace_remark.side = 'body'",
    "workspace_change": "EXISTS (SELECT 1 FROM workspace_workspace AS above WHERE above.id = workspace_id"
    " AND above.entity_ref = workspace_change.entity_ref) AND workspace_change.side = 'body'",
    "workspace_agreement": "EXISTS (SELECT 1 FROM workspace_change AS above WHERE above.id = change_id"
    " AND above.entity_ref = workspace_agreement.entity_ref) AND workspace_agreement.side = 'body'",
}
"""What an answer hangs on must be the body's own as well, and a move one that a body makes."""


PROVIDER_COLUMNS = {
    "panel_cyclenumber": ("id", "ref", "cycle", "number", "provider_ref"),
    "waves_mission": (
        "id", "ref", "wave_id", "cycle_number_id", "centre_id", "kind", "state", "window_start", "window_end",
    ),
}  # fmt: skip
"""What a provider may be shown of its own people's numbers and missions; row-level security holds the rows."""
OWN_PEOPLE = {
    "panel_cyclenumber": "provider_ref <> '' AND provider_ref = current_setting('basira.provider', true)",
    "waves_mission": "EXISTS (SELECT 1 FROM panel_cyclenumber AS above WHERE above.id = cycle_number_id)",
}
"""Whose rows: the second rule asks a table that the first one holds already."""


class PortalRoleUnsafe(Problem):
    """The portal's role could see more than one body: it owns, serves, or passes row-level security by."""

    code = "postgres.portal-role-unsafe"


@dataclass(frozen=True, slots=True)
class Addresses:
    """
    How each role connects (libpq connection strings). `vault` is handed to the vault's process alone, `portal` to the web
    process alone; empty where there is none.
    """

    owner: str
    app: str
    vault: str
    portal: str = ""


def ensure_roles(server: RunningServer, data: Path) -> Addresses:
    """Create the roles and databases that are missing, and return how to reach them. Safe to repeat."""
    passwords = {role: role_password(data, role) for role in (OWNER, APP, VAULT, PORTAL)}
    with psycopg.connect(server.superuser_conninfo(), autocommit=True) as connection:
        for role, password in passwords.items():
            ensure_role(connection, role, password)
        ensure_provider_role(connection)
        for database, owner in ((MAIN_DATABASE, OWNER), (VAULT_DATABASE, VAULT)):
            ensure_database(connection, database, owner)
        for role in (APP, PORTAL):
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name(MAIN_DATABASE), name(role)))
    main = {
        role: server.conninfo(database=MAIN_DATABASE, user=role, password=passwords[role])
        for role in (OWNER, APP, PORTAL)
    }
    vault = server.conninfo(database=VAULT_DATABASE, user=VAULT, password=passwords[VAULT])
    return Addresses(owner=main[OWNER], app=main[APP], vault=vault, portal=main[PORTAL])


def name(identifier: str) -> sql.Identifier:
    """Quote a role, table or database name."""
    return sql.Identifier(identifier)


def role_password(data: Path, role: str) -> str:
    """Return the role's password, made once and kept in a file that only we can read."""
    path = data / "secrets" / f"postgres-{role}"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text()


def ensure_role(connection: psycopg.Connection[tuple[object, ...]], role: str, password: str) -> None:
    """Create the role with LOGIN, or set its password again. The owner may create databases (tests need templates)."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if exists else "CREATE"
    rights = "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE" if role == OWNER else "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE"
    connection.execute(sql.SQL(f"{verb} ROLE {{}} {rights} PASSWORD {{}}").format(name(role), sql.Literal(password)))


def ensure_provider_role(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Create the role that nobody signs in by, and let the owner and the serving role put it on."""
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PROVIDER]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOINHERIT").format(name(PROVIDER)))
    for role in (OWNER, APP):
        connection.execute(sql.SQL("GRANT {} TO {}").format(name(PROVIDER), name(role)))


def ensure_database(connection: psycopg.Connection[tuple[object, ...]], database: str, owner: str) -> None:
    """Create the database for its owner, closed to everybody else."""
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name(database), name(owner)))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name(database)))


def grant_application_rights(owner_conninfo: str, app_role: str) -> None:
    """
    Let the serving role read and write every table of the main database, and only append to the journal.

    Run by the owner after each migration. With one role for both (an external database with a single account) nobody
    can be refused TRUNCATE; triggers still refuse UPDATE and DELETE, and the start says so aloud.
    """
    with psycopg.connect(owner_conninfo) as connection:
        schema = sql.Identifier("public")
        role = sql.Identifier(app_role)
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role))
        for kind, rights in (("TABLES", "SELECT, INSERT, UPDATE, DELETE"), ("SEQUENCES", "USAGE, SELECT")):
            connection.execute(sql.SQL(f"GRANT {rights} ON ALL {kind} IN SCHEMA {{}} TO {{}}").format(schema, role))
        for table in APPEND_ONLY_TABLES:
            connection.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), role)
            )
        for table in BODY_TABLES:
            make_policy(connection, table, "programme_all_rows", app_role, "ALL", "true")


def grant_portal_rights(owner_conninfo: str, portal_role: str, app_role: str) -> None:
    """
    Let the portal's role read the rows of one body, answer for it, and add to the journal; nothing else at all.

    Run by the owner after each migration. Which body it is stands in the transaction's setting `basira.entity`;
    `basira.centres` narrows it to some centres' own.

    :raises PortalRoleUnsafe: for a role that row-level security would not hold
    """
    with psycopg.connect(owner_conninfo) as connection:
        check_portal_role(connection, portal_role, app_role)
        role = name(portal_role)
        for kind in ("TABLES", "SEQUENCES"):
            connection.execute(sql.SQL(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {{}}").format(role))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
        connection.execute(sql.SQL("GRANT INSERT ON journal_entry TO {}").format(role))
        for table in BODY_TABLES:
            connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(name(table), role))
            rule = OWN_CENTRES if table in CENTRE_TABLES else OWN_BODY
            make_policy(connection, table, "body_own_rows", portal_role, "SELECT", rule)
        for table in BODY_ANSWERS:
            connection.execute(sql.SQL("GRANT INSERT ON {} TO {}").format(name(table), role))
            make_policy(
                connection, table, "body_own_answers", portal_role, "INSERT", f"{OWN_BODY} AND {OWN_PARENT[table]}"
            )


def grant_provider_rights(owner_conninfo: str, app_role: str) -> None:
    """
    Let the provider's role read the numbers and missions of one provider's people, in a few columns, and nothing else.

    Run by the owner after each migration. Which provider it is stands in the transaction's setting `basira.provider`. Where the
    role is missing (an external database without it) nothing is granted, and the providers' page stays shut.
    """
    with psycopg.connect(owner_conninfo) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PROVIDER]).fetchone():
            return
        role = name(PROVIDER)
        connection.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
        for table, columns in PROVIDER_COLUMNS.items():
            make_policy(connection, table, "programme_all_rows", app_role, "ALL", "true")
            make_policy(connection, table, "provider_own_people", PROVIDER, "SELECT", OWN_PEOPLE[table])
            shown = sql.SQL(", ").join(map(name, columns))
            connection.execute(sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(shown, name(table), role))
            enabled = connection.execute("SELECT relrowsecurity FROM pg_class WHERE relname = %s", [table]).fetchone()
            if enabled and not enabled[0]:
                connection.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name(table)))


def check_portal_role(connection: psycopg.Connection[tuple[object, ...]], portal_role: str, app_role: str) -> None:
    """
    Refuse a role that would see more than one body.

    :raises PortalRoleUnsafe: when it owns or serves, is a superuser, passes policies by, or is a member of another role
    """
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls OR rolname IN (current_user, %s) OR EXISTS ("
        "SELECT 1 FROM pg_auth_members WHERE member = pg_roles.oid) FROM pg_roles WHERE rolname = %s",
        [app_role, portal_role],
    ).fetchone()
    if row is None or row[0]:
        raise PortalRoleUnsafe(role=portal_role)


def make_policy(  # noqa: PLR0913  a policy has these parts
    connection: psycopg.Connection[tuple[object, ...]], table: str, policy: str, role: str, verb: str, rule: str
) -> None:
    """Make a policy on a table anew. `rule` is our own text, never a stranger's."""
    what = {
        "ALL": f"FOR ALL TO {{}} USING ({rule}) WITH CHECK ({rule})",
        "SELECT": f"FOR SELECT TO {{}} USING ({rule})",
        "INSERT": f"FOR INSERT TO {{}} WITH CHECK ({rule})",
    }[verb]
    connection.execute(sql.SQL("DROP POLICY IF EXISTS {} ON {}").format(name(policy), name(table)))
    connection.execute(sql.SQL(f"CREATE POLICY {{}} ON {{}} {what}").format(name(policy), name(table), name(role)))
