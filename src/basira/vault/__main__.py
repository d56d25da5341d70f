"""
The vault's command line.

`python -m basira.vault migrate` brings its database up to date; `python -m basira.vault serve` opens its door. `split` and `join`
are for the key file and its shares (`share_files`).
VAULT_DATABASE_URL says where the database is, VAULT_KEY_FILE the key, BASIRA_VAULT_SOCKET the door.
"""

import ctypes
import fcntl
import inspect
import os
import resource
import signal
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg_pool import ConnectionPool

from basira.core.kernel.problem import Problem
from basira.vault.clocks import shred_due
from basira.vault.door import Door, watch
from basira.vault.key_file import open_key_file, remove_halves
from basira.vault.keys import Keys
from basira.vault.maps import subject_of, sweep_maps
from basira.vault.marking import check_marks, sweep_marks
from basira.vault.post import relay_of, send_waiting
from basira.vault.proofs import sweep_proofs
from basira.vault.schema import migrate
from basira.vault.settings import clocks_of
from basira.vault.share_files import join_key_file, split_key_file

BESIDE = (
    ("the outbox and its mails", send_waiting, 5.0),
    ("those whose days are over", shred_due, 1.0),
    ("the traces of sealed maps", sweep_maps, 30.0),
    ("the traces of older marks", sweep_marks, 30.0),
    ("the proofs to be put in order", sweep_proofs, 300.0),
)
"""What is done beside the door: its name for the log, and the pause in seconds."""
PR_SET_DUMPABLE = 4
"""prctl(2)."""


def main(arguments: list[str]) -> int:
    """Run a command of the vault; 2 for one that it does not know, 1 when it cannot start."""
    try:
        match arguments:
            case ["migrate"]:
                for step in migrate(os.environ["VAULT_DATABASE_URL"]):
                    print(f"vault schema: {step}", file=sys.stderr)
            case ["serve"]:
                serve(os.environ["VAULT_DATABASE_URL"], key_file(), Path(os.environ["BASIRA_VAULT_SOCKET"]))
            case ["split", count, threshold, folder]:
                close_to_others()
                split_key_file(key_file(), os.environ["VAULT_DATABASE_URL"], Path(folder), int(count), int(threshold))
            case ["join", *files]:
                close_to_others()
                join_key_file(key_file(), [Path(file) for file in files])
            case _:
                print("usage: python -m basira.vault migrate|serve|split|join", file=sys.stderr)
                return 2
    except Problem as problem:
        print(f"vault: {problem.code} {problem.params}\n{inspect.getdoc(type(problem))}", file=sys.stderr)
        return 1
    return 0


def key_file() -> Path:
    """Return where the key is."""
    return Path(os.environ["VAULT_KEY_FILE"])


def serve(address: str, key_at: Path, door_path: Path) -> None:
    """Open the door until SIGTERM or SIGINT."""
    close_to_others()
    relay_of(os.environ.get("BASIRA_VAULT_SMTP_URL", ""))
    clocks = clocks_of(os.environ)
    make_folder(door_path.parent)
    with sole_vault(door_path.with_suffix(".lock")):
        remove_halves(key_at)
        keys = Keys(open_key_file(key_at, may_make=is_empty(address)))
        check_keys(address, keys)
        with ConnectionPool(address, min_size=1, max_size=8, reconnect_timeout=4, open=True) as pool:
            old_mask = os.umask(0o177)
            with suppress(FileNotFoundError):
                door_path.unlink()
            with Door(str(door_path), pool, keys, clocks) as door:
                os.umask(old_mask)
                for number in (signal.SIGTERM, signal.SIGINT):
                    signal.signal(number, lambda *_: threading.Thread(target=door.shutdown).start())
                for each in BESIDE:
                    threading.Thread(target=watch, args=(door, *each), daemon=True).start()
                door.serve_forever(poll_interval=0.1)


def make_folder(folder: Path) -> None:
    """
    Make the door's folder, or take the one that is there when it is ours alone: what lies in /tmp, anybody may have made first.

    :raises FolderNotOurs: for a link, another account's folder, or one that others may enter
    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise FolderNotOurs(folder=str(folder))


def close_to_others() -> None:
    """Let no other process of this account read our memory or environment, and leave no core file behind."""
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def check_keys(address: str, keys: Keys) -> None:
    """
    Try the keys on somebody and on a sealed map of each version that is kept: under wrong ones, everybody would seem new and be
    sealed apart, and no sealed number would be answered for. So it would under fewer links of the marks than were made.

    :raises SealBroken: when a key is another than the one that the database was sealed with
    """
    with psycopg.connect(address, connect_timeout=10) as connection:
        rows = connection.execute(
            "SELECT DISTINCT ON (key_version) person_id::text, wrapped_key, key_version FROM person "
            "WHERE wrapped_key IS NOT NULL ORDER BY key_version"
        ).fetchall()
        check_marks(connection, keys)
        maps = connection.execute(
            "SELECT DISTINCT ON (key_version) cycle, wrapped_key, key_version FROM sealed_map "
            "WHERE wrapped_key IS NOT NULL ORDER BY key_version"
        ).fetchall()
    for subject, wrapped, version in [*rows, *((subject_of(cycle), *rest) for cycle, *rest in maps)]:
        keys.person_key(bytes(wrapped), version, subject)


def is_empty(address: str) -> bool:
    """Tell whether nothing was ever sealed or marked here: only then a new key may be made."""
    with psycopg.connect(address, connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT EXISTS (SELECT FROM person WHERE wrapped_key IS NOT NULL) OR EXISTS (SELECT FROM staff_mark) "
            "OR EXISTS (SELECT FROM sealed_map)"
        ).fetchone()
    return not (row and row[0])


@contextmanager
def sole_vault(lock_file: Path) -> Iterator[None]:
    """
    Hold the door's lock: two vaults never answer at one door.

    :raises AlreadyOpen: when another vault holds it
    """
    with lock_file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyOpen() from None
        yield


class FolderNotOurs(Problem):
    """
    The folder of the vault's door is a link, belongs to another account, or is open to others, so that somebody could stand in for
    the vault. Remove it, or set BASIRA_VAULT_SOCKET to a path in a folder that this account alone may enter (mode 0700).
    """

    code = "vault.folder-not-ours"


class AlreadyOpen(Problem):
    """Another vault answers at this door."""

    code = "vault.already-open"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
