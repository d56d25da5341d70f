"""
The key file split into files of shares, each for another person's hands, and made whole again from enough of them (DC-02).

`python -m basira.vault split COUNT THRESHOLD FOLDER` and `python -m basira.vault join FILE …`. A share stands in a file of mode
0400 and nowhere else: not in an argument, in the journal, or in what is printed.
"""

import json
import os
import secrets
import shutil
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import psycopg

from basira.core.kernel.problem import Problem
from basira.vault.key_file import open_key_file, read, write_durably
from basira.vault.persons import Asked, write_entry
from basira.vault.shares import SharesRefused, join, split

FORM = 1


class FolderTaken(Problem):
    """The folder for the shares exists already. Name a new one: shares of two keys are never mixed."""

    code = "vault.folder-taken"


class KeyThere(Problem):
    """A key file lies here already and is not written over. Shares are joined where the key was lost."""

    code = "vault.key-there"


@dataclass(frozen=True, slots=True)
class Share:
    """One share as its file holds it. `set` is drawn for each splitting; `sum` finds a slip of the hand or the disk."""

    form: int
    set: str
    place: int
    threshold: int
    count: int
    text: str
    sum: str = ""

    def __repr__(self) -> str:
        return "Share(…)"

    def with_sum(self) -> "Share":
        """Return it with the digest of all the rest."""
        said = asdict(self) | {"sum": ""}
        return Share(**said | {"sum": sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]})


def split_key_file(path: Path, address: str, folder: Path, count: int, threshold: int) -> None:
    """
    Write shares of the key file into a new folder, one a file, after the vault's journal has its entry: all, or nothing is left.

    :raises KeyUnusable: when there is no key file, or it is none
    :raises SplitRefused: for fewer than two who are needed, or too many
    :raises FolderTaken: when the folder exists
    """
    open_key_file(path, may_make=False)
    shares = split(path.read_bytes(), count, threshold)
    with new_folder(folder):
        with psycopg.connect(address, connect_timeout=10) as db:
            write_entry(db, f"key split: {threshold} of {count}", "", Asked("operator", datetime.now(UTC)))
        drawn = secrets.token_hex(8)
        for place, share in shares.items():
            text = b64encode(share).decode()
            write_share(folder / f"share-{place}-of-{count}.json", Share(FORM, drawn, place, threshold, count, text))


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """
    Make a folder for its owner alone, and remove it with all that was written into it when the block fails.

    :raises FolderTaken: when it exists
    """
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise FolderTaken(folder=str(folder)) from None
    try:
        yield
    except BaseException:
        shutil.rmtree(folder)
        raise


def write_share(path: Path, share: Share) -> None:
    """Write one share, durable and readable by its owner alone; nothing is written over."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(share.with_sum()), file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def join_key_file(path: Path, files: Sequence[Path]) -> None:
    """
    Write the key file, which is lost, from files of shares.

    :raises KeyThere: when one lies there
    :raises SharesRefused: when the shares are too few, of different splittings, or changed; nothing is written
    """
    if path.exists():
        raise KeyThere(file=str(path))
    shares = [read_share(file) for file in files]
    if len({(share.set, share.threshold, share.count) for share in shares}) > 1:
        raise SharesRefused(reason="of different splittings")
    by_place = {share.place: b64decode(share.text) for share in shares}
    if not shares or len(by_place) < shares[0].threshold:
        needed = shares[0].threshold if shares else "more"
        raise SharesRefused(reason=f"{len(by_place)} different shares, {needed} are needed")
    secret = join(by_place)
    read(secret)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(path, secret)


def read_share(path: Path) -> Share:
    """
    Return the share that a file holds.

    :raises SharesRefused: when it holds none, or was changed; the file is named
    """
    with suppress(OSError, ValueError, TypeError):
        share = Share(**json.loads(path.read_bytes()))
        if share.form == FORM and share == share.with_sum():
            return share
    raise SharesRefused(reason=f"no share, or a changed one: {path.name}")
