"""
Starting and keeping alive what a running Basira is: database, web and worker, under one supervisor.

A child that dies is started again; children die with their supervisor, also when it is killed; Ctrl-C stops web, worker
and database in that order.
"""

import errno
import fcntl
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from psycopg.conninfo import make_conninfo

from basira.core.kernel.problem import Problem
from basira.gateways import heartbeat
from basira.gateways.postgres.cluster import RunningServer, die_with_parent, start_server, stop_server
from basira.gateways.postgres.roles import (
    APP,
    Addresses,
    ensure_roles,
    grant_application_rights,
    grant_portal_rights,
)
from basira.gateways.postgres.safety import check_settings
from basira.project import environment

RESTART_PAUSE_S = 1.0
STOP_WAIT_S = 20.0
STOP_WAIT_IN_VAIN_S = 3.0
"""Nothing can be finished without a database, and phones wait for the next start."""
READY_WAIT_S = 60.0


class AlreadyRunning(Problem):
    """Another Basira uses this data folder."""

    code = "serving.already-running"


class FolderUnusable(Problem):
    """The data folder cannot be made or written; `reason` is the system's."""

    code = "serving.folder-unusable"


class AddressUnusable(Problem):
    """This machine has no such address to listen on."""

    code = "serving.address-unusable"


class PortTaken(Problem):
    """Something else listens on the port."""

    code = "serving.port-taken"


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


@contextmanager
def any_database(data: Path) -> Iterator[Addresses]:
    """
    Give the database to a command: that of `DATABASE_URL`, of the Basira that runs on this folder, or our own.

    :raises AlreadyRunning: when another Basira is starting or stopping on this folder
    """
    external = environment.text("DATABASE_URL")
    if external:
        check_settings(external)
        yield Addresses(environment.text("BASIRA_OWNER_DATABASE_URL", external), external, "")
    elif addresses_file(data).exists() and is_in_use(data):
        yield Addresses(**json.loads(addresses_file(data).read_text()))
    else:
        with own_database(data) as own:
            migrate(data, own.addresses)
            yield own.addresses


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
    """Return the environment of a child: ours, without any database address, with the data folder."""
    secret = {"DATABASE_URL", "BASIRA_OWNER_DATABASE_URL", "VAULT_DATABASE_URL", "BASIRA_PORTAL_DATABASE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in secret}
    source = str(environment.PROJECT_ROOT / "src")
    return kept | {
        "BASIRA_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "basira.project.settings",
        "PYTHONPATH": source,
        "PYTHONUNBUFFERED": "1",
    }


@dataclass
class Child:
    """A process that is kept alive: how to start it, and the one that lives now."""

    name: str
    command: list[str]
    variables: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    restart_at: float = 0.0


@dataclass
class Supervisor:
    """Keeps its children alive until a signal asks it to stop."""

    data: Path
    database: Database
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def start(self, child: Child) -> None:
        """Start a child in a process group of its own; it gets SIGTERM when we die."""
        child.process = subprocess.Popen(  # noqa: S603
            child.command,
            env=child_environment(self.data) | child.variables,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            process_group=0,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )

    def watch(self) -> None:
        """Start again whatever ended, until told to stop or until the database itself ended."""
        while not self.stopping and not self.database.has_ended():
            for child in self.children:
                self.revive(child)
            time.sleep(0.2)

    def revive(self, child: Child) -> None:
        """Start a child again a second after it ended, and end what is left of its process group first."""
        if child.process is not None and child.process.poll() is None:
            return
        if child.process is not None:
            say(f"{child.name} ended with {child.process.returncode}; starting it again")
            end_group(child.process.pid, signal.SIGKILL)
            child.process, child.restart_at = None, time.monotonic() + RESTART_PAUSE_S
        if time.monotonic() >= child.restart_at:
            self.start(child)

    def stop_children(self) -> None:
        """Ask every child to stop, newest first, and wait for it; not for long once the database is gone."""
        patience = STOP_WAIT_IN_VAIN_S if self.database.has_ended() else STOP_WAIT_S
        for child in reversed(self.children):
            if child.process is None or child.process.poll() is not None:
                continue
            child.process.terminate()
            try:
                child.process.wait(patience)
            except subprocess.TimeoutExpired:
                end_group(child.process.pid, signal.SIGKILL)
                child.process.wait()


def end_group(group: int, with_signal: signal.Signals) -> None:
    """Signal what is left of a child's own process group; nothing left is fine."""
    try:
        os.killpg(group, with_signal)
    except (ProcessLookupError, PermissionError):
        return


def free_port(wanted: int, host: str) -> int:
    """
    Return `wanted` when nothing listens there, or any free port for 0.

    :raises PortTaken: when something listens on the wanted port
    :raises AddressUnusable: when this machine has no such address, or may not use the port
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                raise PortTaken(port=wanted) from fault
            raise AddressUnusable(host=host, port=wanted, reason=fault.strerror or str(fault)) from fault
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve: where to listen, and the certificate when there is one."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    hosts: str = ""


def web_child(addresses: Addresses, serving: Serving) -> Child:
    """Return the web server as a child: granian, WSGI, no access log (a phone's key stands in its address)."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", serving.host]
    command += ["--port", str(serving.port), "--workers", "2", "--blocking-threads", "4", "--no-access-log"]
    command += ["--log-level", "warning", "--backpressure", "64", "--respawn-failed-workers"]
    if serving.certificate and serving.key:
        command += ["--ssl-certificate", str(serving.certificate), "--ssl-keyfile", str(serving.key)]
    # A served Basira never shows its insides.
    variables = {"DATABASE_URL": signed(addresses.app, "web"), "BASIRA_DEBUG": ""}
    if addresses.portal:
        variables["BASIRA_PORTAL_DATABASE_URL"] = addresses.portal
    if serving.certificate:
        variables["BASIRA_TLS"] = "1"
    if serving.hosts:
        variables["BASIRA_HOSTS"] = serving.hosts
    return Child("web", [*command, "basira.project.wsgi:application"], variables)


def worker_child(addresses: Addresses) -> Child:
    """Return the background worker as a child."""
    command = [sys.executable, "-m", "basira.project", "worker"]
    return Child("worker", command, {"DATABASE_URL": signed(addresses.app, "worker")})


def signed(conninfo: str, child: str) -> str:
    """Return a connection string under which the server's list of connections says which child holds each."""
    return make_conninfo(conninfo, application_name=f"basira-{child}")


def await_health(url: str, supervisor: Supervisor, *, verify: bool = True) -> None:
    """
    Return when `/healthz` answers 200: web, worker and database are up.

    :raises StartFailed: when they are not within a minute
    """
    deadline = time.monotonic() + READY_WAIT_S
    while time.monotonic() < deadline and not supervisor.stopping:
        for child in supervisor.children:
            supervisor.revive(child)
        if answers_healthy(url, verify=verify):
            return
        time.sleep(0.1)
    if not supervisor.stopping:
        raise StartFailed(step=f"{url}/healthz")


def answers_healthy(url: str, *, verify: bool) -> bool:
    """Tell whether the address answers 200 to /healthz; our own certificate need not be known to this machine."""
    context = None
    if not verify:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5, context=context) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def reset_heartbeat(data: Path) -> None:
    """Forget the worker's beats of an earlier start."""
    heartbeat.reset(data / "run" / "worker-heartbeat")
