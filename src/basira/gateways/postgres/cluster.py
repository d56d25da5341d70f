"""
The embedded PostgreSQL server: own initdb with SCRAM, a private socket, a child that dies with its supervisor.

Nothing listens on TCP. The socket folder is 0700. Readiness is a query, not a log line. A start after kill -9 waits for
the old server of the same folder to end, and lets PostgreSQL recover by itself.
"""

import ctypes
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from basira.core.kernel.problem import Problem
from basira.gateways.files import fsync_file, fsync_folder, write_private
from basira.gateways.postgres.account import ServerAccount, can_reach, server_account
from basira.gateways.postgres.binaries import SHARED_HOME, reachable_installation

SUPERUSER = "basira_root"
SOCKET_PATH_LIMIT = 85
"""Characters of a socket folder; the kernel allows 107 for the whole path, `/.s.PGSQL.5432.lock` included."""
STOP_WAIT_S = 30.0
READY_WAIT_S = 60.0
PR_SET_PDEATHSIG = 1

SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "60",
    "shared_buffers": "'128MB'",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "password_encryption": "'scram-sha-256'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_statement": "'none'",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "'terse'",
    "log_parameter_max_length_on_error": "0",
}
"""Durable, silent about values (identities never reach a log), reachable by the socket alone."""


class ServerNotReady(Problem):
    """The embedded server did not answer a query in time; `log` says where its own words are."""

    code = "postgres.not-ready"


class InitFailed(Problem):
    """initdb refused; `words` holds its last lines."""

    code = "postgres.init-failed"


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers. `home` is its data directory, `socket_folder` where to connect."""

    process: subprocess.Popen[bytes]
    home: Path
    socket_folder: Path
    superuser_password: str

    def conninfo(self, *, database: str, user: str, password: str) -> str:
        """Return a libpq connection string for a role of this server."""
        return psycopg.conninfo.make_conninfo(
            host=str(self.socket_folder), port=5432, dbname=database, user=user, password=password
        )

    def superuser_conninfo(self, database: str = "postgres") -> str:
        """Return the connection string of the superuser; only set-up uses it."""
        return self.conninfo(database=database, user=SUPERUSER, password=self.superuser_password)


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """Return a function for the child that asks the kernel to send it `death_signal` when its parent dies."""
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # the parent died between fork and prctl
            os._exit(1)

    return ask_kernel


def start_server(data: Path) -> RunningServer:
    """
    Start the embedded server that keeps its files under `data`, and return when it answers a query.

    :raises NoAccount, BinariesMissing, InitFailed, ServerNotReady:
    """
    account = server_account()
    installation = reachable_installation(account)
    home = server_home(data, account)
    password = superuser_password(data)
    if not (home / "PG_VERSION").exists():
        initialise(installation, home, account, password)
    await_old_server(home)
    deadline = time.monotonic() + STOP_WAIT_S
    while True:
        socket_folder = make_socket_folder(home.parent, account)
        process = launch(installation, home, socket_folder, account)
        server = RunningServer(process, home, socket_folder, password)
        try:
            await_ready(server)
        except ServerNotReady:
            # After kill -9 of the postmaster its backends hold the shared memory for a moment more.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return server


def stop_server(server: RunningServer) -> None:
    """Stop the server in order (fast shutdown) and remove its socket folder."""
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGINT)
        try:
            server.process.wait(STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            server.process.send_signal(signal.SIGQUIT)
            server.process.wait(STOP_WAIT_S)
    shutil.rmtree(server.socket_folder, ignore_errors=True)


def superuser_password(data: Path) -> str:
    """Return the superuser's password, made once and kept in a file that only we can read."""
    path = data / "secrets" / "postgres-superuser"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text()


def server_home(data: Path, account: ServerAccount) -> Path:
    """
    Return the data directory of the server: under `data`, or for root's lent account a place that it can reach.
    """
    inside = data / "postgres" / "cluster"
    if not account.lent:
        inside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return inside
    inside.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    if not can_reach(account, inside.parent, os.X_OK):
        stamp = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
        inside = SHARED_HOME / f"cluster-{stamp}" / "cluster"
        inside.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    return inside


def initialise(installation: Path, home: Path, account: ServerAccount, password: str) -> None:
    """Run initdb beside `home` and move the finished cluster into place, so that a kill leaves nothing half."""
    for left_behind in home.parent.glob("cluster.*.new"):
        shutil.rmtree(left_behind, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="basira-init-") as scratch_name:
        scratch = Path(scratch_name)
        password_file = scratch / "password"
        password_file.write_text(password)
        nursery = home.parent / f"cluster.{secrets.token_hex(4)}.new"
        nursery.mkdir(mode=0o700)
        if account.lent:
            for path in (scratch, password_file, nursery):
                os.chown(path, account.uid, account.gid)
        finished = subprocess.run(  # noqa: S603
            [
                str(installation / "bin" / "initdb"),
                f"--pgdata={nursery}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums",
                "--no-instructions",
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            **identity(account),
        )
        if finished.returncode != 0:
            shutil.rmtree(nursery, ignore_errors=True)
            raise InitFailed(words=(finished.stderr or finished.stdout)[-600:])
    put_in_place(nursery, home)


def put_in_place(nursery: Path, home: Path) -> None:
    """
    Add our settings to a finished cluster and give it its name, durably.

    initdb made its own files durable; a power cut must not take our settings or the cluster's name from it.
    """
    with (nursery / "postgresql.conf").open("a") as settings:
        settings.write("".join(f"{name} = {value}\n" for name, value in SETTINGS.items()))
    fsync_file(nursery / "postgresql.conf")
    nursery.rename(home)
    for folder in (home, *home.parents[:2]):
        fsync_folder(folder)


def identity(account: ServerAccount) -> dict[str, Any]:
    """Return the subprocess arguments that make a child run as `account`."""
    if not account.lent:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def await_old_server(home: Path) -> None:
    """
    Wait until a server that a killed supervisor left behind has ended, and end it when it does not.

    Only a process whose working directory is `home` is ever touched: PostgreSQL always runs inside its data directory.
    """
    pid_file = home / "postmaster.pid"
    deadline = time.monotonic() + STOP_WAIT_S
    while (pid := living_postmaster(pid_file, home)) is not None:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGQUIT)
            deadline = time.monotonic() + STOP_WAIT_S
        time.sleep(0.05)


def living_postmaster(pid_file: Path, home: Path) -> int | None:
    """Return the pid in `pid_file` when that process lives and works in `home`; else None."""
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        works_in = Path(os.readlink(f"/proc/{pid}/cwd"))
    except (OSError, ValueError):
        return None
    return pid if works_in == home.resolve() else None


def make_socket_folder(beside: Path, account: ServerAccount) -> Path:
    """Return a new folder, 0700 and owned by the server's account, with a path short enough for a socket."""
    for left_behind in beside.glob("socket-*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    for parent in (beside, Path(tempfile.gettempdir())):
        if len(str(parent)) <= SOCKET_PATH_LIMIT - 20 and can_reach(account, parent, os.X_OK):
            folder = Path(tempfile.mkdtemp(prefix="socket-" if parent == beside else "basira-", dir=parent))
            break
    else:
        folder = Path(tempfile.mkdtemp(prefix="basira-", dir="/tmp"))
    if account.lent:
        os.chown(folder, account.uid, account.gid)
    return folder


def launch(installation: Path, home: Path, socket_folder: Path, account: ServerAccount) -> subprocess.Popen[bytes]:
    """Start the postmaster as our child in a process group of its own; it stops fast when we die."""
    log_path = home.parent / "server.log"
    log_path.touch(mode=0o600)
    with log_path.open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            [str(installation / "bin" / "postgres"), "-D", str(home), "-k", str(socket_folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            process_group=0,
            preexec_fn=die_with_parent(signal.SIGINT),
            **identity(account),
        )


def await_ready(server: RunningServer) -> None:
    """
    Return when the server answers a query and says that it is ours.

    :raises ServerNotReady: when it ended, or did not answer within a minute
    """
    deadline = time.monotonic() + READY_WAIT_S
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with psycopg.connect(server.superuser_conninfo(), connect_timeout=5) as connection:
                answer = connection.execute("show data_directory").fetchone()
            if answer and Path(answer[0]).resolve() == server.home.resolve():
                return
            break
        except psycopg.OperationalError:
            time.sleep(0.05)
    stop_server(server)
    raise ServerNotReady(log=str(server.home.parent / "server.log"))
