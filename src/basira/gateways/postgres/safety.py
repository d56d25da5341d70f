"""Settings of the database without which an acknowledged report could be lost. Any of them unsafe refuses the start."""

import psycopg

from basira.core.kernel.problem import Problem

LEAST_VERSION = 150000

REQUIRED = {"fsync": "on", "full_page_writes": "on", "data_checksums": "on", "synchronous_commit": "on"}
SYNCHRONOUS_ENOUGH = frozenset({"on", "remote_apply", "remote_write", "local"})
"""`local` still waits for the local flush; only `off` may lose an acknowledged commit."""


class UnsafeSettings(Problem):
    """The database is set so that an acknowledged commit may be lost; `settings` names each fault."""

    code = "postgres.unsafe-settings"


def check_settings(conninfo: str) -> None:
    """
    Refuse a database that may lose what it acknowledged.

    :raises UnsafeSettings: naming every setting that is unsafe, and a server older than PostgreSQL 15
    """
    with psycopg.connect(conninfo, connect_timeout=10) as connection:
        version = connection.info.server_version
        found = {name: str(connection.execute(f"SHOW {name}").fetchone()[0]) for name in REQUIRED}  # type: ignore[index]
    faults = [f"{name} = {value}" for name, value in found.items() if not is_safe(name, value)]
    if version < LEAST_VERSION:
        faults.append(f"server_version_num = {version}")
    if faults:
        raise UnsafeSettings(settings=", ".join(sorted(faults)))


def is_safe(name: str, value: str) -> bool:
    """Tell whether a setting keeps acknowledged commits."""
    return value in SYNCHRONOUS_ENOUGH if name == "synchronous_commit" else value == REQUIRED[name]
