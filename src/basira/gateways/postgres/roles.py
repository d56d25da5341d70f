"""
The three roles and two databases of an embedded server.

`basira_owner` migrates, `basira_app` serves, `basira_vault` owns the vault's own database and nothing else. The journal is
append-only for the serving role: it may insert and read, never update, delete or truncate.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from basira.gateways.postgres.cluster import RunningServer

OWNER, APP, VAULT = "basira_owner", "basira_app", "basira_vault"
MAIN_DATABASE, VAULT_DATABASE = "basira", "basira_vault"
APPEND_ONLY_TABLES = ("journal_entry",)


@dataclass(frozen=True, slots=True)
class Addresses:
    """How each role connects (libpq connection strings); `vault` is handed to the vault's process alone."""

    owner: str
    app: str
    vault: str


def ensure_roles(server: RunningServer, data: Path) -> Addresses:
    """Create the roles and databases that are missing, and return how to reach them. Safe to repeat."""
    passwords = {role: role_password(data, role) for role in (OWNER, APP, VAULT)}
    with psycopg.connect(server.superuser_conninfo(), autocommit=True) as connection:
        for role, password in passwords.items():
            ensure_role(connection, role, password)
        for database, owner in ((MAIN_DATABASE, OWNER), (VAULT_DATABASE, VAULT)):
            ensure_database(connection, database, owner)
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name(MAIN_DATABASE), name(APP)))
    main = {role: server.conninfo(database=MAIN_DATABASE, user=role, password=passwords[role]) for role in (OWNER, APP)}
    vault = server.conninfo(database=VAULT_DATABASE, user=VAULT, password=passwords[VAULT])
    return Addresses(owner=main[OWNER], app=main[APP], vault=vault)


def name(identifier: str) -> sql.Identifier:
    """Quote a role, table or database name."""
    return sql.Identifier(identifier)


def role_password(data: Path, role: str) -> str:
    """Return the role's password, made once and kept in a file that only we can read."""
    path = data / "secrets" / f"postgres-{role}"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(32))
        path.chmod(0o600)
    return path.read_text()


def ensure_role(connection: psycopg.Connection[tuple[object, ...]], role: str, password: str) -> None:
    """Create the role with LOGIN, or set its password again. The owner may create databases (tests need templates)."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if exists else "CREATE"
    rights = "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE" if role == OWNER else "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE"
    connection.execute(sql.SQL(f"{verb} ROLE {{}} {rights} PASSWORD {{}}").format(name(role), sql.Literal(password)))


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
