"""`demo` and `serve`: one supervisor, from nothing to an address that answers."""

import argparse
import json
import os
import signal
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg

from basira.core.kernel.problem import Problem
from basira.gateways.postgres.cluster import ServerNotReady
from basira.project import environment, messages
from basira.project.databases import Database, StartFailed, child_environment, migrate, own_database, say
from basira.project.sealing_keys import ready_keys
from basira.project.serving import (
    PortTaken,
    Serving,
    await_health,
    free_port,
    reset_heartbeat,
    web_child,
    worker_child,
)
from basira.project.supervising import RESTART_PAUSE_S, Supervisor
from basira.project.vaulting import await_vault, vault_child

DEFAULT_PORT = 8765
DEMOS = ("S3", "S1")
"""Blueprints that have a demo, the usual one first; a test compares with `surfaces/cli/demo_scope`."""


class HalfCertificate(Problem):
    """A certificate without its key, or a key without its certificate."""

    code = "serving.half-certificate"


class CertificateUnusable(Problem):
    """The certificate or its key cannot be read, or they do not belong together."""

    code = "serving.certificate-unusable"


class OpenInClear(Problem):
    """The address is open to others, and nothing encrypts what is sent to it."""

    code = "serving.open-in-clear"


class FolderHoldsDemo(Problem):
    """A real start on the demo's folder would open accounts whose passwords everybody knows to a network."""

    code = "serving.folder-holds-demo"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: with demo data or not, where, and how answers are printed."""

    demo: bool
    data: Path
    host: str
    port: int | None
    certificate: Path | None
    key: Path | None
    hosts: str
    as_json: bool
    blueprint: str = ""
    """The blueprint that the demo starts from; "" for a real programme."""


def run(arguments: list[str]) -> int:
    """Run `demo` or `serve` until a signal; 0 when it was asked to stop."""
    plan = plan_of(arguments)
    check_plan(plan)
    messages.compile_all()
    stopped = Stop()
    port = choose_port(plan)
    while not stopped.asked:
        try:
            with own_database(plan.data) as database:
                serve_once(plan, database, stopped, port)
        except (ServerNotReady, StartFailed, psycopg.OperationalError, OSError) as fault:
            if not stopped.announced:  # a first start says what is wrong, and ends
                raise
            say(f"The database does not come back ({type(fault).__name__}); is its disk full? Trying again …")
            time.sleep(RESTART_PAUSE_S)
        else:
            if not stopped.asked:
                say("The database ended; starting again")
    return 0


def check_plan(plan: Plan) -> None:
    """
    Refuse a start that would serve sign-ins and phones' keys in clear to a network.

    :raises HalfCertificate: for a certificate without its key, or a key without its certificate
    :raises CertificateUnusable: for files that are missing, are no PEM, or do not belong together
    :raises OpenInClear: for an address that others reach, without a certificate and without a proxy that has one
    """
    if bool(plan.certificate) != bool(plan.key):
        raise HalfCertificate()
    if plan.certificate and plan.key:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(plan.certificate, plan.key)
        except OSError as fault:
            raise CertificateUnusable(certificate=plan.certificate, key=plan.key, reason=str(fault)) from fault
    is_private = plan.host in {"127.0.0.1", "localhost", "::1"}
    has_cover = plan.certificate or environment.flag("BASIRA_TLS") or environment.flag("BASIRA_BEHIND_PROXY")
    if not is_private and not has_cover:
        raise OpenInClear(host=plan.host)


class Stop:
    """Remembers that a signal asked us to stop, and tells the supervisor of the moment."""

    def __init__(self) -> None:
        self.asked = False
        self.supervisor: Supervisor | None = None
        self.announced = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """Stop in order at the first signal; at a second one, at once."""
        if self.asked:
            os._exit(1)
        self.asked = True
        if self.supervisor is not None:
            self.supervisor.stopping = True


def serve_once(plan: Plan, database: Database, stopped: Stop, port: int) -> None:
    """Run web and worker on a database until a signal, or until the database ends; the port stays the same."""
    ready_keys(plan.data)
    say("Bringing the databases to the newest schema …")
    migrate(plan.data, database.addresses)
    serving = Serving(plan.host, port, plan.certificate, plan.key, plan.hosts, database.folder)
    supervisor = stopped.supervisor = Supervisor(plan.data, database)
    supervisor.stopping = stopped.asked
    try:
        open_vault(plan.data, supervisor)
        accounts = load_demo(plan, database) if plan.demo and not stopped.asked else None
        code = first_run(plan, database) if not (plan.demo or stopped.asked or stopped.announced) else ""
        reset_heartbeat(plan.data)
        supervisor.children += [worker_child(database.addresses, plan.data), web_child(database.addresses, serving)]
        scheme = "https" if plan.certificate else "http"
        await_health(f"{scheme}://{reachable(plan.host)}:{serving.port}", supervisor, verify=not plan.certificate)
        if not supervisor.stopping and not stopped.announced:
            announce(plan, f"{scheme}://localhost:{serving.port}", accounts, code)
            stopped.announced = True
        supervisor.watch()
    finally:
        say("Stopping …")
        supervisor.stop_children()


def open_vault(data: Path, supervisor: Supervisor) -> None:
    """Start the vault first: whoever enrols or numbers asks it. Without a database of its own it stays shut, aloud."""
    addresses = supervisor.database.addresses
    if not addresses.vault:
        say("Note: no vault. Give VAULT_DATABASE_URL a database of its own (docs/how-to/run-in-production.md).")
        return
    vault = vault_child(data, addresses)
    supervisor.children = [vault]
    supervisor.start(vault)
    await_vault(data, vault.process)


def reachable(host: str) -> str:
    """Return an address at which we can ask ourselves."""
    if ":" in host:
        return "[::1]" if host == "::" else f"[{host}]"
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104


def choose_port(plan: Plan) -> int:
    """Return the wanted port; without a wish the usual one, or any free one when that is taken."""
    if plan.port is not None:
        return free_port(plan.port, plan.host)
    try:
        return free_port(DEFAULT_PORT, plan.host)
    except PortTaken:
        return free_port(0, plan.host)


def load_demo(plan: Plan, database: Database) -> object:
    """
    Load the demo programme once, and return its accounts.

    :raises StartFailed: when loading ends with an error
    """
    say("Loading the simulated programme (the first time it takes some minutes) …")
    return answer_of("load-demo", plan, database, plan.blueprint)


def first_run(plan: Plan, database: Database) -> str:
    """
    Return the set-up code of this start; "" when somebody has an account.

    :raises FolderHoldsDemo: when the database holds the demo
    """
    found = answer_of("first-run", plan, database)
    if found["demo"]:
        raise FolderHoldsDemo(data=str(plan.data))
    return str(found["code"])


def answer_of(command: str, plan: Plan, database: Database, *arguments: str) -> Any:
    """
    Run one of our commands on the database, as the serving role, and return what it printed as JSON.

    :raises StartFailed: when it ends with an error
    """
    finished = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "basira.project", command, *arguments],
        env=child_environment(plan.data) | {"DATABASE_URL": database.addresses.app},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise StartFailed(step=command)
    return json.loads(finished.stdout)


def announce(plan: Plan, url: str, accounts: object, code: str) -> None:
    """Print where Basira answers, who can sign in (demo) or how to set it up; flushed: a script waits for it."""
    set_up = f"{url}/set-up/#{code}" if code else ""
    if plan.as_json:
        print(json.dumps({"url": url, "demo": accounts, "set_up": set_up}, ensure_ascii=False), flush=True)
        return
    print(url, flush=True)
    if set_up:
        print("\nThis Basira is not set up yet. Whoever opens this address sets it up, once:", flush=True)
        print(f"  {set_up}\nThe code behind the # can be typed, too. Each start prints a new one.", flush=True)
    if isinstance(accounts, dict):
        print(
            f"\nSimulated data. The desk is at {url}/console/, a body's portal at {url}/portal/.\n"
            "Demo accounts (they exist only in the demo):",
            flush=True,
        )
        for account in accounts.get("accounts", []):
            print(f"  {account['username']:<12} {account['password']:<20} {account.get('may', '')}", flush=True)
        announce_phone(url, accounts)
        print("\nStop with Ctrl-C.", flush=True)


def announce_phone(url: str, accounts: dict[str, str]) -> None:
    """Print the demo's phone: its link for a browser first, then its address for an OpenRosa client."""
    if accounts.get("phone_path"):
        print(f"\nA shopper's phone: {url}{accounts['phone_path']}", flush=True)
        print("A link opens once, in one browser. The director makes more here, and so does each start:", flush=True)
        print(f"  {url}{accounts['more_links_path']}", flush=True)
    if accounts.get("field_path"):
        print(f"For an OpenRosa client (ODK Collect), on this machine: {url}{accounts['field_path']}", flush=True)


def plan_of(arguments: list[str]) -> Plan:
    """Read the command line of `demo` or `serve`."""
    name, *rest = arguments
    parser = argparse.ArgumentParser(prog=f"./basira {name}")
    parser.add_argument("--port", type=port_number, help=f"0 picks a free one (default: {DEFAULT_PORT})")
    parser.add_argument("--data", type=Path, help="folder of the database and files (default: .basira, or BASIRA_DATA)")
    parser.add_argument("--json", action="store_true", help="print the address and accounts as JSON")
    if name == "demo":
        parser.add_argument(
            "--blueprint", choices=DEMOS, default=DEMOS[0], help="S3: national; S1: one department's own"
        )
    if name == "serve":
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
        parser.add_argument("--hosts", default="", help="host names to answer to, comma-separated")
        parser.add_argument("--tls-cert", type=Path, help="certificate chain in PEM")
        parser.add_argument("--tls-key", type=Path, help="its private key in PEM")
    found = parser.parse_args(rest)
    chosen = (found.data or (environment.data_folder() if name == "serve" else demo_folder(found.blueprint))).absolute()
    return Plan(
        demo=name == "demo",
        data=chosen,
        host=getattr(found, "host", "127.0.0.1"),
        port=found.port,
        certificate=getattr(found, "tls_cert", None),
        key=getattr(found, "tls_key", None),
        hosts=getattr(found, "hosts", ""),
        as_json=found.json,
        blueprint=getattr(found, "blueprint", ""),
    )


def demo_folder(blueprint: str) -> Path:
    """Return the demo's own folder, apart from that of a real programme and of another demo."""
    if environment.text("BASIRA_DATA"):
        return environment.data_folder()
    return environment.data_folder() / ("demo" if blueprint == DEMOS[0] else f"demo-{blueprint}")


def port_number(text: str) -> int:
    """Read a port, 0 to 65535."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is 0 to 65535")
    return number
