"""These tests speak to a vault of their own, on the tests' own server."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests import database

addresses = database.start()

from basira.gateways.vault import Vault  # noqa: E402
from basira.vault.schema import migrate  # noqa: E402
from tests.cast import *  # noqa: E402, F403  the named cast, as fixtures


@dataclass
class VaultOfItsOwn:
    """A vault that a test may hurt: its process, its folder, its database."""

    folder: Path
    address: str
    process: "subprocess.Popen[bytes]"

    @property
    def door(self) -> Vault:
        return Vault(self.folder / "run" / "door")

    def start(self, **changes: str) -> "subprocess.Popen[bytes]":
        """Start the program and wait until it answers or ends."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "basira.vault", "serve"], env=self.environment() | changes, stderr=log
            )
        for _attempt in range(200):
            if self.process.poll() is not None or self.door.answers():
                break
            time.sleep(0.05)
        return self.process

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(database.ROOT / "src"),
            "VAULT_DATABASE_URL": self.address,
            "VAULT_KEY_FILE": str(self.folder / "keys" / "vault.key"),
            "BASIRA_VAULT_SOCKET": str(self.folder / "run" / "door"),
        }

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20)

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.address) as connection:
            return connection.execute(statement).fetchall()

    def rows_changed(self, statement: str) -> None:
        """Change the vault's database behind its back."""
        with psycopg.connect(self.address) as connection:
            connection.execute(statement)

    def say(self, line: bytes) -> bytes:
        """Say something raw at the door and return the answer, empty when it hung up."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(10)
            client.connect(str(self.door.path))
            try:
                client.sendall(line)
                client.shutdown(socket.SHUT_WR)
                return client.makefile("rb").readline()
            except (BrokenPipeError, ConnectionResetError):
                return b""


@contextmanager
def own_database() -> Iterator[tuple[Path, str]]:
    """Give a folder, and the address of a database with the vault's schema and nothing in it, for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="basira-vault-"))
    name = f"vault_{folder.name.rpartition('-')[2].lower()}"
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    address = psycopg.conninfo.make_conninfo(addresses.owner, dbname=name)
    migrate(address)
    yield folder, address
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        database.drop(connection, name)
    shutil.rmtree(folder)


@contextmanager
def own_vault() -> Iterator[VaultOfItsOwn]:
    """Run a vault with an empty database and a key of its own for as long as the block lasts."""
    with own_database() as (folder, address):
        made = VaultOfItsOwn(folder, address, None)  # type: ignore[arg-type]
        made.start()
        yield made
        made.stop()


@pytest.fixture
def vault() -> Iterator[VaultOfItsOwn]:
    """A vault that nobody asked yet."""
    with own_vault() as made:
        yield made


@pytest.fixture(scope="module")
def busy_vault() -> Iterator[VaultOfItsOwn]:
    """A vault at whose door one test after another says nonsense: it is the same one that must bear it all."""
    with own_vault() as made:
        yield made
