"""
`./basira backup DIR` and `./basira restore DIR`: everything that a programme is, whole or not at all.

A backup has three folders, so that they can be kept by different hands: `programme` (database and sealed files), `vault` (the
vault's database) and `keys` (the keys of both, and the secrets). It is made beside DIR and takes that name at the end. The
databases come first and the files after them: a file is there before the row that names it.
"""

import argparse
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from basira.core.kernel.locks import ROTATION_LOCK
from basira.core.kernel.problem import Problem
from basira.gateways.postgres.dumping import check_counts, dump_database, restore_database
from basira.gateways.postgres.roles import Addresses
from basira.project import environment
from basira.project.databases import addresses_file, is_in_use, own_database, say
from basira.project.sealing_keys import PRIVATE_KEY, check_keys

PROGRAMME, VAULT, KEYS = "programme", "vault", "keys"
FILES = {"evidence": PROGRAMME, "derivatives": PROGRAMME, "keys": KEYS, "secrets": KEYS}
"""The folders of the data folder that are kept, and in which part of a backup."""
BEGUN = ("incoming", "vault.key.*.new")
"""What a store, or the vault in its key file, has only begun to write; no row names it, and a half may hold old keys."""
DATABASE, COUNTS = "database.dump", "rows.json"
NOWHERE = tempfile.TemporaryDirectory(prefix="basira-words-")  # removed with the process


class FolderTaken(Problem):
    """The folder exists and holds something: neither a backup nor a restore ever writes over anything."""

    code = "backup.folder-taken"


class NoProgramme(Problem):
    """There is no programme in the data folder, so that there is nothing to back up."""

    code = "backup.no-programme"


class NoBackup(Problem):
    """The folder holds no whole backup."""

    code = "backup.none-there"


def run(arguments: list[str]) -> int:
    """Run `backup` or `restore`; 0 when everything was copied and counted."""
    name, *rest = arguments
    parser = argparse.ArgumentParser(prog=f"./basira {name}", description=HELP[name])
    parser.add_argument("folder", type=Path, metavar="DIR", help="the backup's folder")
    parser.add_argument("--data", type=Path, help="the programme's folder (default: .basira, or BASIRA_DATA)")
    chosen = parser.parse_args(rest)
    if chosen.data:
        os.environ["BASIRA_DATA"] = str(chosen.data.absolute())
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end, we clear away as after Ctrl-C
    try:
        VERBS[name](chosen.folder.absolute())
    except Problem:
        # To say a refusal in words, the settings are read, and they make a secret: not in a folder that shall stay as it was.
        os.environ["BASIRA_DATA"] = NOWHERE.name
        raise
    return 0


def back_up(folder: Path) -> None:
    """
    Copy a programme, running or not, into a new folder.

    :raises FolderTaken: when the folder holds something
    :raises NoProgramme: when there is nothing to copy
    :raises EvidenceKeyUnusable: when the originals could not be opened with the keys that are here
    :raises RowsHidden, DumpFailed, DumpIncomplete: and nothing is left
    """
    data = environment.command_data_folder()
    if not environment.text("DATABASE_URL") and not (data / "secrets" / "postgres-superuser").exists():
        raise NoProgramme(data=str(data))
    private_key = environment.private_key_file(data)
    check_keys(data, private_key)
    say(f"Backing up {data}")
    with whole_or_nothing(folder) as half:
        with databases_of(data) as addresses, keys_stay(addresses.vault):
            for part, address in ((PROGRAMME, addresses.owner), (VAULT, addresses.vault)):
                (half / part).mkdir()
                if address:
                    counts = dump_database(address, half / part / DATABASE)
                    (half / part / COUNTS).write_text(json.dumps(counts, indent=1))
                    say(f"{part}: {sum(counts.values())} rows in {len(counts)} tables, counted twice")
                else:
                    say("Note: no VAULT_DATABASE_URL, so the vault's database is not in this backup.")
            for name, part in FILES.items():
                copy_files(data / name, half / part / name)
        copy_private_key(private_key, half / KEYS)
    say(
        f"{folder} is whole. Keep {folder / KEYS} apart from the rest: with keys and vault, everybody learns who visited."
    )


def restore(folder: Path) -> None:
    """
    Bring a backup back: into a new data folder with its own embedded server, or into the empty databases of DATABASE_URL.

    :raises NoBackup: when the folder holds no whole backup
    :raises FolderTaken: when the data folder holds something
    :raises EvidenceKeyUnusable: when the backup's keys do not open its originals
    :raises DumpFailed, DumpIncomplete, AlreadyRunning: the data folder is then removed again
    """
    if not (folder / PROGRAMME / COUNTS).exists():
        raise NoBackup(folder=str(folder))
    data = environment.data_folder()
    if data.exists() and any(data.iterdir()):
        raise FolderTaken(folder=str(data))
    data.mkdir(mode=0o711, parents=True, exist_ok=True)
    try:
        for name, part in FILES.items():
            copy_files(folder / part / name, data / name)
        check_keys(data, data / "keys" / PRIVATE_KEY)
        with databases_of(data) as addresses:
            for part, address in ((PROGRAMME, addresses.owner), (VAULT, addresses.vault)):
                if address and (folder / part / COUNTS).exists():
                    counts = restore_database(folder / part / DATABASE, address)
                    check_counts(json.loads((folder / part / COUNTS).read_text()), counts)
                    say(f"{part}: {sum(counts.values())} rows in {len(counts)} tables")
    except BaseException:
        shutil.rmtree(data, ignore_errors=True)
        raise
    say(f"{data} is whole again. Start it: ./basira serve --data {data}")


VERBS: dict[str, Callable[[Path], None]] = {"backup": back_up, "restore": restore}
HELP = {
    "backup": "Copy a programme, running or not, into a new folder: databases, sealed files, keys. Whole or not at all.",
    "restore": "Bring a backup back into a new data folder (--data), or the empty databases of DATABASE_URL.",
}


@contextmanager
def databases_of(data: Path) -> Iterator[Addresses]:
    """Give the databases' addresses: those named from outside, of the Basira that runs on this folder, or our own server's."""
    if not environment.text("DATABASE_URL") and addresses_file(data).exists() and is_in_use(data):
        yield Addresses(**json.loads(addresses_file(data).read_text()))
        return
    with own_database(data) as own:
        yield own.addresses


@contextmanager
def keys_stay(vault: str) -> Iterator[None]:
    """Keep the vault from dropping a key that its database of a moment ago still needs, until the key file is copied as well."""
    if not vault:
        yield
        return
    with psycopg.connect(vault, autocommit=True, connect_timeout=10) as connection:
        connection.execute("SELECT pg_advisory_lock_shared(%s)", [ROTATION_LOCK])
        yield


@contextmanager
def whole_or_nothing(folder: Path) -> Iterator[Path]:
    """
    Give a new folder beside `folder` that takes its name at the end, durable; on any fault nothing of it stays.

    :raises FolderTaken: when `folder` holds something
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTaken(folder=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=f"{folder.name}.half-", dir=folder.parent))
    mask = os.umask(0o077)
    try:
        yield half
        os.sync()
        half.rename(folder)
        os.sync()
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    finally:
        os.umask(mask)


def copy_files(source: Path, target: Path) -> None:
    """Copy a folder without what was only begun in it; one that is not there yet is empty."""
    if source.exists():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(*BEGUN), copy_function=copy_file)


def copy_private_key(source: Path, keys: Path) -> None:
    """Copy the half that opens originals from where the programme keeps it apart; it lies among the keys of a backup."""
    target = keys / "keys" / PRIVATE_KEY
    if source.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # one that was left among the others when the real one moved
        shutil.copy2(source, target)


def copy_file(source: str, target: str) -> None:
    """
    Copy one file. What went away meanwhile was never acknowledged, or its days are over: a file that a row names stays.

    The sealed parts of what a phone gave over stay for two days after they were filed, for the database that was copied may
    hold them as waiting still (ADR-0024).
    """
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)
