"""Which key the files of a store are sealed with, and wrapping those anew that an older version sealed with one key."""

import os
from collections.abc import Iterator
from pathlib import Path

from basira.gateways.evidence import CHUNK_BYTES, FAN_LETTERS, EvidenceMissing, EvidenceStore
from basira.gateways.evidence_header import HALVES_START_BYTES, MAGIC, MAGIC_HALVES
from basira.gateways.evidence_key import EvidenceKeyUnusable
from basira.gateways.files import fsync_folder, write_all
from basira.gateways.programme_key import Halves, both_halves


def ready_halves(folder: Path, public_file: Path, private_file: Path) -> Halves:
    """
    Return both halves of the programme's key, made at the first start, and see that the files in `folder` are sealed to it.

    :raises EvidenceKeyUnusable: as `both_halves` does; and when a file was sealed to another key
    """
    found = next(_sealed_to_halves(folder), None)
    halves = both_halves(public_file, private_file, sealed_exist=lambda: found is not None)
    if found is not None and found != MAGIC_HALVES + halves.half_id:
        raise EvidenceKeyUnusable(reason="not the one that the files were sealed to")
    return halves


def check_halves(folder: Path, public_file: Path, private_file: Path) -> None:
    """
    See that the files in `folder` can be opened; where no half was ever made there is nothing to see.

    No key is made; a public half that was lost is written again from the private one.

    :raises EvidenceKeyUnusable: as `ready_halves` does
    """
    if private_file.exists() or public_file.exists() or next(_sealed_to_halves(folder), None):
        ready_halves(folder, public_file, private_file)


def older_refs(folder: Path) -> list[str]:
    """Return the refs of files of version 1, in no order."""
    return [path.name for path in _files(folder) if _start_of(path).startswith(MAGIC)]


def _sealed_to_halves(folder: Path) -> Iterator[bytes]:
    return (start for path in _files(folder) if (start := _start_of(path)).startswith(MAGIC_HALVES))


def _files(folder: Path) -> Iterator[Path]:
    return folder.glob("?" * FAN_LETTERS + "/*")


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HALVES_START_BYTES)
    except FileNotFoundError:  # taken away a moment ago
        return b""


def reseal(store: EvidenceStore, ref: str) -> None:
    """
    Wrap a file's data key anew, as new files have it. What lies behind the header stays byte by byte, and so does its time.

    :raises EvidenceMissing, EvidenceDamaged, PrivateHalfNotHere: as when it is opened; the file is left as it is
    :raises OSError: as the kernel does; the file is then whole, as it was or wrapped anew
    """
    path = store._path_of(ref)
    try:
        older = path.open("rb")
    except FileNotFoundError:
        raise EvidenceMissing(ref=ref) from None
    with older:
        header = store.headers.new(store.headers.data_key(older, ref), ref)
        descriptor, temporary = store.new_incoming()
        try:
            write_all(descriptor, header)
            while chunk := older.read(CHUNK_BYTES):
                write_all(descriptor, chunk)
            times = os.fstat(older.fileno())
            os.utime(descriptor, ns=(times.st_atime_ns, times.st_mtime_ns))
            os.fsync(descriptor)
            os.rename(temporary, path)
        finally:
            os.close(descriptor)
            temporary.unlink(missing_ok=True)
    fsync_folder(path.parent)
