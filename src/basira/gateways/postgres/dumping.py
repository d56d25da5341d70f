"""
A whole copy of one database by pg_dump, counted against the database itself, and bringing it back.

Row-level security is forced on some tables (ADR-0014), also for their owner. pg_dump refuses such tables unless it is told to
read what policies show, so it is first made sure that the policies show this role every row.
"""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from basira.core.kernel.problem import Problem
from basira.gateways.postgres.binaries import bundled_installation

COPY_OF = re.compile(rb"COPY (.+?) \(.*\) FROM stdin;\n")
END_OF_COPY = b"\\.\n"

TABLES = """
SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY 1
"""
HIDDEN = """
SELECT format('%I.%I', nspname, relname) FROM pg_class AS each JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND relrowsecurity AND row_security_active(each.oid) AND (
    EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = each.oid AND NOT polpermissive)
    OR NOT EXISTS (
        SELECT 1 FROM pg_policy WHERE polrelid = each.oid AND polpermissive AND polcmd IN ('*', 'r')
        AND pg_get_expr(polqual, polrelid) = 'true' AND (0 = ANY (polroles) OR EXISTS (
            SELECT 1 FROM unnest(polroles) AS role WHERE role <> 0 AND pg_has_role(role, 'USAGE')))))
ORDER BY 1
"""
"""Tables of which row-level security may keep rows from the role that asks."""


class RowsHidden(Problem):
    """Row-level security may keep rows of these tables from this database role, so nothing may be concluded from what it sees."""

    code = "postgres.rows-hidden"


class DumpFailed(Problem):
    """pg_dump or pg_restore ended with an error; `words` holds its last lines."""

    code = "postgres.dump-failed"


class DumpIncomplete(Problem):
    """A dump holds other numbers of rows than the database at the same instant."""

    code = "postgres.dump-incomplete"


def check_sees_every_row(cursor: Any) -> None:
    """
    See that no table keeps rows from the role of a cursor (psycopg's, or Django's).

    (`SET row_security = off` would not do: it refuses every role that has a policy at all, also one that shows every row.)

    :raises RowsHidden: naming the tables
    """
    cursor.execute(HIDDEN)
    if hidden := [str(row[0]) for row in cursor.fetchall()]:
        raise RowsHidden(tables=", ".join(hidden))


def dump_database(conninfo: str, file: Path) -> dict[str, int]:
    """
    Write the whole database into a file (pg_dump's custom format), and return the rows of each table in it.

    What was counted and what is dumped is one instant; the file is read again and must hold the same.

    :raises RowsHidden: when the role might not see every row
    :raises DumpFailed: when pg_dump ends with an error
    :raises DumpIncomplete: when the file holds other counts
    """
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        check_sees_every_row(connection.cursor())
        counts = row_counts(connection)
        run_tool(
            "pg_dump", conninfo, "--format=custom", "--enable-row-security", f"--snapshot={snapshot}", f"--file={file}"
        )
    check_counts(counts, counts_in(file))
    return counts


def restore_database(file: Path, conninfo: str) -> dict[str, int]:
    """
    Bring a dump back into an empty database, whole or not at all, and return the rows of each table that are there.

    The roles that the dump names must exist.

    :raises DumpFailed: when pg_restore ends with an error
    :raises DumpIncomplete: when the database holds other counts than the file
    """
    run_tool("pg_restore", conninfo, "--exit-on-error", "--single-transaction", str(file))
    with psycopg.connect(conninfo) as connection:
        counts = row_counts(connection)
    check_counts(counts_in(file), counts)
    return counts


def check_counts(wanted: dict[str, int], found: dict[str, int]) -> None:
    """
    Compare the rows of each table.

    :raises DumpIncomplete: naming the tables that differ
    """
    differing = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if differing:
        raise DumpIncomplete(tables=", ".join(differing))


def row_counts(connection: psycopg.Connection[tuple[Any, ...]]) -> dict[str, int]:
    """Return how many rows each table has, by its quoted name."""
    names = [str(row[0]) for row in connection.execute(TABLES)]
    return {each: count_of(connection, each) for each in names}


def count_of(connection: psycopg.Connection[tuple[Any, ...]], table: str) -> int:
    """Return how many rows a table has; `table` is a name that the server quoted itself."""
    row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def counts_in(file: Path) -> dict[str, int]:
    """
    Return how many rows of each table a dump holds, counted in the text that it would restore.

    :raises DumpFailed: when the file cannot be read to its end
    """
    counts: dict[str, int] = {}
    command = [tool("pg_restore"), "--data-only", "--file=-", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=bare()) as reading:  # noqa: S603
        assert reading.stdout is not None and reading.stderr is not None  # noqa: S101  both are pipes
        table = ""
        for line in reading.stdout:
            if table:
                if line == END_OF_COPY:
                    table = ""
                else:
                    counts[table] += 1
            elif begins := COPY_OF.fullmatch(line):
                table = begins.group(1).decode()
                counts[table] = 0
        words = reading.stderr.read().decode(errors="replace")
    if reading.returncode != 0:
        raise DumpFailed(words=words[-600:])
    return counts


def run_tool(name: str, conninfo: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL on a database. The password goes by the environment: others read command lines."""
    parts = conninfo_to_dict(conninfo)
    secret = {"PGPASSWORD": str(parts.pop("password"))} if parts.get("password") else {}
    address = f"--dbname={make_conninfo(**parts)}"  # type: ignore[arg-type]
    finished = subprocess.run(  # noqa: S603
        [tool(name), address, "--no-password", *arguments],
        env=bare() | secret,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise DumpFailed(words=finished.stderr[-600:])


def tool(name: str) -> str:
    """Return the path of one of the tools in the wheel."""
    return str(bundled_installation() / "bin" / name)


def bare() -> dict[str, str]:
    """Return an environment in which no variable of ours changes what a tool does, but for how it trusts and signs in."""
    kept = {"HOME", "PATH", "PGPASSFILE", "PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY"}
    return {key: value for key, value in os.environ.items() if key in kept} | {"LC_ALL": "C"}
