"""
Starting and keeping alive what a running Basira is: database, web and worker, under one supervisor.

A child that dies is started again; children die with their supervisor, also when it is killed; Ctrl-C stops web, worker
and database in that order.
"""

import errno
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from basira.core.kernel.problem import Problem
from basira.gateways import heartbeat
from basira.gateways.postgres.roles import Addresses
from basira.project import environment
from basira.project.databases import StartFailed
from basira.project.supervising import Child, Supervisor

READY_WAIT_S = 60.0


class AddressUnusable(Problem):
    """This machine has no such address to listen on."""

    code = "serving.address-unusable"


class PortTaken(Problem):
    """Something else listens on the port."""

    code = "serving.port-taken"


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
    """How to serve: where to listen, the certificate when there is one, and where the database lies when it is ours."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    hosts: str = ""
    database_folder: Path | None = None


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
    if serving.database_folder:
        variables[environment.DATABASE_FOLDER_VARIABLE] = str(serving.database_folder)
    if serving.hosts:
        variables["BASIRA_HOSTS"] = serving.hosts
    return Child("web", [*command, "basira.project.wsgi:application"], variables)


def worker_child(addresses: Addresses, data: Path) -> Child:
    """Return the background worker as a child: it alone is told of the private half of the programme's key, and of the relay."""
    command = [sys.executable, "-m", "basira.project", "worker"]
    variables = {"DATABASE_URL": signed(addresses.app, "worker")}
    variables[environment.PRIVATE_KEY_VARIABLE] = str(environment.private_key_file(data))
    variables["BASIRA_STAFF_SMTP_URL"] = environment.text("BASIRA_STAFF_SMTP_URL")
    return Child("worker", command, variables)


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
