"""
A real PostgreSQL for tests: an embedded server of its own in a temporary folder, for as long as the tests run.

Folders whose tests need Django call `start()` from their conftest. Tests run as the owner; what the serving role may not
do is tested over a connection of its own (`app_connection`).
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from basira.gateways.postgres.cluster import RunningServer, start_server, stop_server
from basira.gateways.postgres.roles import Addresses, ensure_roles
from basira.gateways.vault import Vault

ROOT = Path(__file__).resolve().parents[1]
PASSWORD_ROUNDS = 1_000
"""Django's million would be a third of the suite; how long a password takes has a test of its own (test_factors)."""

RIGHTS = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
    SELECT concat_ws('|', oid, relacl, relrowsecurity, relforcerowsecurity) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws('|', attrelid, attnum, attacl) FROM pg_attribute WHERE attacl IS NOT NULL
    UNION ALL SELECT concat_ws('|', oid, nspacl) FROM pg_namespace WHERE nspname = 'public'
    UNION ALL SELECT policy::text FROM pg_policies policy
) AS parts (part)
"""
"""Tables, and who may do what with them: the same for as long as no test makes a table anew or changes a right."""

_addresses: list[Addresses] = []
_with_the_portal: set[str] = set()


def start() -> Addresses:
    """Start the server once and point Django at it; return how each role reaches it."""
    if _addresses:
        return _addresses[0]
    data = Path(tempfile.mkdtemp(prefix="basira-tests-"))
    data.chmod(0o711)
    server = start_server(data)
    be_a_servant_of_tests(server)
    addresses = ensure_roles(server, data)

    vault = start_vault(data, addresses)

    def stop() -> None:
        vault.terminate()
        vault.wait(20)
        stop_server(server)
        shutil.rmtree(data, ignore_errors=True)

    atexit.register(stop)
    os.environ |= {
        "DATABASE_URL": addresses.owner,
        "BASIRA_PORTAL_DATABASE_URL": addresses.portal,
        "BASIRA_DATA": str(data),
        "BASIRA_PROGRAMME_KEY_FILE": str(data / "keys" / "programme.key"),  # a test is web process and worker in one
        "BASIRA_NO_POOL": "1",
        "DJANGO_SETTINGS_MODULE": "basira.project.settings",
    }
    from basira.project import messages

    messages.compile_all()
    import django

    django.setup()
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    PBKDF2PasswordHasher.iterations = PASSWORD_ROUNDS
    from tests import once

    once.spare(server.superuser_conninfo())
    _addresses.append(addresses)
    return addresses


def be_a_servant_of_tests(server: RunningServer) -> None:
    """
    Have the server wait for no disk, and take no statistics by itself.

    Its rows are thrown away: what a power cut leaves is tested on servers of their own. What its vacuum sees are tables that a test
    before has rolled back, full of pages and without a row; plans made by that read whole tables once a row, for minutes.
    """
    with psycopg.connect(server.superuser_conninfo(), autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


def start_vault(data: Path, addresses: Addresses) -> "subprocess.Popen[bytes]":
    """Start the real vault on its own database beside the tests, and return when it answers."""
    variables = {
        "VAULT_DATABASE_URL": addresses.vault,
        "VAULT_KEY_FILE": str(data / "keys" / "vault.key"),
        "BASIRA_VAULT_SOCKET": str(data / "run" / "vault" / "door"),
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "basira.vault"]
    subprocess.run([*command, "migrate"], env=os.environ | variables, check=True, stderr=subprocess.DEVNULL)
    with (data / "vault.log").open("wb") as log:
        vault = subprocess.Popen([*command, "serve"], env=os.environ | variables, stderr=log)
    os.environ["BASIRA_VAULT_SOCKET"] = variables["BASIRA_VAULT_SOCKET"]
    door = Vault(Path(variables["BASIRA_VAULT_SOCKET"]))
    for _attempt in range(200):
        if door.answers():
            return vault
        time.sleep(0.05)
    raise AssertionError("the vault does not answer")


def app_connection() -> psycopg.Connection[tuple[object, ...]]:
    """Connect to the test database as the serving role, with the rights that it has in production."""
    from django.db import connection

    from basira.gateways.postgres.roles import APP, grant_application_rights

    name = connection.settings_dict["NAME"]
    addresses = start()
    owner = psycopg.conninfo.make_conninfo(addresses.owner, dbname=name)
    grant_application_rights(owner, APP)
    return psycopg.connect(psycopg.conninfo.make_conninfo(addresses.app, dbname=name))


def let_the_portal_in() -> None:
    """Give the portal's role in the test database the rights and policies that it has in production, where it has lost them."""
    from django.db import connection

    from basira.gateways.postgres.roles import (
        APP,
        PORTAL,
        grant_application_rights,
        grant_portal_rights,
        grant_provider_rights,
    )

    if rights_of(connection) in _with_the_portal:
        return
    owner = psycopg.conninfo.make_conninfo(start().owner, dbname=connection.settings_dict["NAME"])
    grant_application_rights(owner, APP)
    grant_portal_rights(owner, PORTAL, APP)
    grant_provider_rights(owner, APP)
    _with_the_portal.add(rights_of(connection))


def rights_of(connection: BaseDatabaseWrapper) -> str:
    """Return a digest of the tables of a database and of the rights to them."""
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS)
        return str(cursor.fetchone()[0])


def drop(connection: psycopg.Connection, name: str) -> None:
    """
    Drop a database with whoever is connected to it.

    The server's own vacuum may be there, which nobody but the server ends: it is waited for, half a minute at most.
    """
    for _try in range(300):
        try:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
            connection.execute("SELECT pg_sleep(0.1)")
        else:
            return
    raise AssertionError(f"{name} is in use")
