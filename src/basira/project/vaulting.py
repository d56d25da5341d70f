"""
The vault's process, whose database, key and door no other process is told of together; and what a command needs to have
beside it: a database with its vault.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from basira.gateways.postgres.roles import Addresses
from basira.gateways.postgres.safety import check_settings
from basira.gateways.vault import Vault
from basira.project import environment
from basira.project.databases import (
    StartFailed,
    addresses_file,
    child_environment,
    is_in_use,
    migrate,
    own_database,
)
from basira.project.supervising import Child, kept_alive

READY_WAIT_S = 30.0


def vault_child(data: Path, addresses: Addresses) -> Child:
    """Return the vault as a child: it alone gets its database's address and its key."""
    variables = {
        "VAULT_DATABASE_URL": addresses.vault,
        "VAULT_KEY_FILE": str(environment.vault_key_file(data)),
        "BASIRA_VAULT_SOCKET": str(environment.vault_socket(data)),
        "BASIRA_VAULT_SMTP_URL": environment.text("BASIRA_VAULT_SMTP_URL"),
        "BASIRA_VAULT_KEEP_DAYS": environment.text("BASIRA_VAULT_KEEP_DAYS"),
        "BASIRA_VAULT_MAP_DAYS": environment.text("BASIRA_VAULT_MAP_DAYS"),
        "BASIRA_UNMASKING_COOLING_HOURS": environment.text("BASIRA_UNMASKING_COOLING_HOURS"),
    }
    return Child("vault", [sys.executable, "-m", "basira.vault", "serve"], variables)


def await_vault(data: Path, process: "subprocess.Popen[bytes] | None") -> None:
    """
    Return when the vault answers at its door.

    :raises StartFailed: when its process ended, or it does not answer within half a minute
    """
    door = Vault(environment.vault_socket(data))
    deadline = time.monotonic() + READY_WAIT_S
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        if door.answers():
            return
        time.sleep(0.05)
    raise StartFailed(step="vault")


@contextmanager
def own_vault(data: Path, addresses: Addresses) -> Iterator[None]:
    """Run the vault for as long as the block lasts; nothing where no database of it is known."""
    if not addresses.vault:
        yield
        return
    child = vault_child(data, addresses)
    with kept_alive(child, child_environment(data)) as process:
        await_vault(data, process)
        yield


@contextmanager
def any_database(data: Path) -> Iterator[Addresses]:
    """
    Give the database to a command, with the vault beside it: that of `DATABASE_URL`, of the Basira that runs on this folder, or our own.

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
            with own_vault(data, own.addresses):
                yield own.addresses
