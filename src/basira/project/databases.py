"""
The databases of a running Basira: an embedded server that is ours, or one that `DATABASE_URL` names, and its schema.

One process at a time uses a data folder; commands find the database of a Basira that runs.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from basira.core.kernel.problem import Problem
from basira.gateways.files import fsync_folder
from basira.gateways.postgres.cluster import RunningServer, start_server, stop_server
from basira.gateways.postgres.roles import (
    APP,
    Addresses,
    ensure_roles,
    grant_application_rights,
    grant_portal_rights,
    grant_provider_rights,
)
from basira.gateways.postgres.safety import check_settings
from basira.project import environment


class AlreadyRunning(Problem):
    """Another Basira uses this data folder."""

    code = "serving.already-running"


class FolderUnusable(Problem):
    """The data folder cannot be made or written; `reason` is the system's."""

    code = "serving.folder-unusable"


class StartFailed(Problem):
    """A step of the start ended with an error; its own words stand above."""

    code = "serving.start-failed"


def say(words: str) -> None:
    """Tell progress, on standard error so that standard output stays for answers."""
    print(words, file=sys.stderr, flush=True)


@contextmanager
def sole_use(data: Path) -> Iterator[None]:
    """
    Hold the data folder's lock.

    :raises AlreadyRunning: when another process holds it
    :raises FolderUnusable: when it cannot be made or written
    """
    try:
        data.mkdir(mode=0o711, parents=True, exist_ok=True)
        with suppress(PermissionError):  # the folder above need not be ours to read
            fsync_folder(data.parent)
        (data / "run").mkdir(mode=0o700, exist_ok=True)
    except OSError as fault:
        raise FolderUnusable(data=str(data), reason=fault.strerror or str(fault)) from fault
    with (data / "run" / "lock").open("w") as lock:
        deadline = time.monotonic() + 5  # children of a killed supervisor need a moment to end
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise AlreadyRunning(data=str(data)) from None
                time.sleep(0.1)
        yield


@dataclass(frozen=True, slots=True)
class Database:
    """A database that answers: how each role reaches it, and the embedded server when it is ours to watch."""

    addresses: Addresses
    server: RunningServer | None = None

    @property
    def folder(self) -> Path | None:
        """Return where our embedded server keeps its files; None for another's."""
        return self.server.home if self.server else None

    def has_ended(self) -> bool:
        """Tell whether our embedded server died; another's is not ours to watch."""
        return self.server is not None and self.server.process.poll() is not None


@contextmanager
def own_database(data: Path) -> Iterator[Database]:
    """
    Give the database of `DATABASE_URL`, or an embedded server that is started for as long as the block lasts.

    :raises AlreadyRunning: when another Basira uses the data folder
    :raises UnsafeSettings: when the database could lose what it acknowledged
    """
    external = environment.text("DATABASE_URL")
    with sole_use(data):
        if external:
            owner = environment.text("BASIRA_OWNER_DATABASE_URL", external)
            check_settings(external)
            portal = environment.text("BASIRA_PORTAL_DATABASE_URL")
            yield Database(Addresses(owner, external, environment.text("VAULT_DATABASE_URL"), portal))
            return
        server = start_server(data)
        running = addresses_file(data)
        try:
            addresses = ensure_roles(server, data)
            check_settings(addresses.app)
            write_private(running, json.dumps(asdict(addresses)))
            yield Database(addresses, server)
        finally:
            running.unlink(missing_ok=True)
            stop_server(server)


def addresses_file(data: Path) -> Path:
    """Return where a running Basira says how its database is reached; only we can read it."""
    return data / "run" / "addresses.json"


def is_in_use(data: Path) -> bool:
    """Tell whether a process holds the data folder's lock now."""
    with (data / "run" / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    half = path.with_suffix(".new")
    half.touch(mode=0o600)
    half.write_text(text)
    half.rename(path)


def migrate(data: Path, addresses: Addresses) -> None:
    """
    Bring both databases to the newest schema as their owners, then let the serving role in.

    :raises StartFailed: when a migration ends with an error
    """
    run_step([sys.executable, "-m", "basira.project", "migrate"], data, DATABASE_URL=addresses.owner)
    if addresses.vault:
        run_step([sys.executable, "-m", "basira.vault", "migrate"], data, VAULT_DATABASE_URL=addresses.vault)
    if addresses.owner != addresses.app:
        grant_application_rights(addresses.owner, role_of(addresses.app))
    else:
        say(
            "Warning: one database role both owns and serves, so it could empty the journal. "
            "Give BASIRA_OWNER_DATABASE_URL a role of its own (docs/how-to/run-in-production.md)."
        )
    grant_provider_rights(addresses.owner, role_of(addresses.app))
    if addresses.portal:
        grant_portal_rights(addresses.owner, role_of(addresses.portal), role_of(addresses.app))
    else:
        say(
            "Note: the portal of the measured bodies stays shut. Give BASIRA_PORTAL_DATABASE_URL a role of its own "
            "(docs/how-to/run-in-production.md)."
        )


def role_of(conninfo: str) -> str:
    """Return the role that a connection string signs in as."""
    return environment.database(conninfo)["USER"] or APP


def run_step(command: list[str], data: Path, **variables: str) -> None:
    """Run a step of the start to its end, its words on standard error."""
    finished = subprocess.run(  # noqa: S603
        command, env=child_environment(data) | variables, stdout=sys.stderr, check=False
    )
    if finished.returncode != 0:
        raise StartFailed(step=" ".join(command[1:]))


def child_environment(data: Path) -> dict[str, str]:
    """Return the environment of a child: ours, without any database address or private key or relay, with the data folder."""
    secret = {"DATABASE_URL", "BASIRA_OWNER_DATABASE_URL", "VAULT_DATABASE_URL", "BASIRA_PORTAL_DATABASE_URL"}
    secret |= {"BASIRA_VAULT_SMTP_URL", "BASIRA_STAFF_SMTP_URL", environment.PRIVATE_KEY_VARIABLE}
    kept = {name: value for name, value in os.environ.items() if name not in secret}
    source = str(environment.PROJECT_ROOT / "src")
    return kept | {
        "BASIRA_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "basira.project.settings",
        "PYTHONPATH": source,
        "PYTHONUNBUFFERED": "1",
    }
