"""
The sealed store of originals: photos, recordings and files as the phone sent them, encrypted, never served.

A sealed file is a header (magic, version, key id, wrapped data key) and chunks of at most 1 MiB under AES-256-GCM.
Each file has a data key of its own, bound to the file's reference, so that a swapped file is noticed; each chunk is bound
to its place and to being the last, so that a cut or shuffled file is noticed. The data key is wrapped by the store's key or,
where the store has halves, to the programme's public one: whoever only seals then cannot open (`evidence_header`).
Nothing plain is ever written. Order of intake: hash and encrypt into an O_EXCL temporary file, fsync it, rename,
fsync the folder.
Equal content of two shoppers makes two unlike files: nothing is shared between them.
"""

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import ALPHABET, REF_LENGTH, new_ref
from basira.gateways.evidence_header import (
    NONCE_BYTES,
    PURPOSE,
    TAG_BYTES,
    Headers,
    OneKeyHeaders,
    TwoHalvesHeaders,
)
from basira.gateways.evidence_header import (
    EvidenceDamaged as EvidenceDamaged,
)
from basira.gateways.evidence_key import KEY_BYTES, load_or_make_key
from basira.gateways.files import fsync_folder, write_all
from basira.gateways.leftovers import swept, written_at
from basira.gateways.media_kinds import UNKNOWN, kind_of
from basira.gateways.programme_key import Halves
from basira.gateways.shredding import shred

CHUNK_BYTES = 1024 * 1024
FAN_LETTERS = 2
REF_SHAPE = re.compile(f"[{ALPHABET}]{{{REF_LENGTH}}}")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What a full disk or quota says; it passes when space is back."""


class EvidenceTooLarge(Problem):
    """More bytes than the limit of this intake."""

    code = "evidence.too-large"


class EvidenceKindRefused(Problem):
    """The first bytes are not of a kind that this intake accepts, whatever the name says."""

    code = "evidence.kind-refused"


class EvidenceNoSpace(Problem):
    """The disk or the quota is full; nothing was kept."""

    code = "evidence.no-space"


class EvidenceNotDurable(Problem):
    """The disk could not promise that the file is safe; it was given up and must be sent again."""

    code = "evidence.not-durable"


class EvidenceMissing(Problem):
    """No sealed file has this reference."""

    code = "evidence.missing"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A kept original. `sha256` is of the plain bytes, in hex; `size` in plain bytes; `kind` is told by the bytes."""

    ref: str
    sha256: str
    size: int
    kind: str


class EvidenceStore:
    """
    The sealed files of one installation, in `folder`, under the key in `key_file`; with `halves`, under those.

    Safe for several threads and processes: every name is drawn at random and created exclusively. With `halves`, the key in
    `key_file` opens what an older version sealed, and only where the private half is.
    """

    def __init__(self, folder: Path, key_file: Path, halves: Halves | None = None) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._unnamed = folder / "unnamed"
        self._ready_folders: set[Path] = set()
        self._unsure_folders: set[Path] = set()
        for needed in (folder, self._incoming):
            self._make_folder(needed)
        self.headers = self._headers_for(key_file, halves)

    def begin(self, *, limit: int, accept: frozenset[str] | None = None, remember: int = 0) -> "Sealing":
        """
        Start taking in one original of at most `limit` plain bytes; `accept` names media types, None takes any.

        Feed it with `write`, end it with `keep` or `drop`. Up to 1 MiB stays in memory until then. `remember` is how many of
        its first plain bytes stay readable to whoever holds the sealing: what is sealed need not be opened again to be read.
        """
        return Sealing(self, limit=limit, accept=accept, remember=remember)

    def seal(self, chunks: Iterable[bytes], *, limit: int, accept: frozenset[str] | None = None) -> Sealed:
        """
        Take in a whole original; it is durable when this returns. No chunks make an empty file.

        :raises EvidenceTooLarge, EvidenceKindRefused: by size or by first bytes; nothing stays on disk
        :raises EvidenceNoSpace, EvidenceNotDurable: the disk failed; nothing may be acknowledged
        """
        with self.begin(limit=limit, accept=accept) as sealing:
            for chunk in chunks:
                sealing.write(chunk)
            return sealing.keep()

    def open_sealed(self, ref: str) -> Iterator[bytes]:
        """
        Yield the plain bytes of an original, chunk by chunk, each proved before it is given.

        :raises PrivateHalfNotHere: at the first step, where the store seals to a public half and only that is known here
        :raises EvidenceMissing: at the first step, when nothing has this reference
        :raises EvidenceDamaged: at the chunk that is not as it was written; a cut is noticed at the end
        """
        try:
            file = open(self._path_of(ref), "rb")  # noqa: SIM115 - closed below, after the last chunk
        except FileNotFoundError:
            raise EvidenceMissing(ref=ref) from None
        with file:
            yield from _open_chunks(file, AESGCM(self.headers.data_key(file, ref)), ref)

    def remove(self, ref: str) -> None:
        """Delete an original that no row names (a retry that lost a race). An unknown reference is no error."""
        with suppress(FileNotFoundError):
            self._path_of(ref).unlink()

    def destroy(self, ref: str) -> None:
        """
        Make an original unreadable and take it off the disk, wherever it lies; durable when this returns. Safe to repeat.

        :raises EvidenceNotDurable: when the disk could not promise it; to be tried again
        """
        try:
            for place in (self._path_of(ref), self._unnamed / ref):
                shred(place)
        except OSError as failure:
            raise _disk_problem(failure) from failure

    def refs(self, *, before: float | None = None) -> Iterator[str]:
        """Yield the refs of sealed files, in no order; with `before` (Unix seconds), of those written before it."""
        for fan in self._folder.iterdir():
            if len(fan.name) == FAN_LETTERS and fan.is_dir():
                yield from (file.name for file in fan.iterdir() if before is None or written_at(file) < before)

    def set_aside(self, ref: str, *, at: float) -> None:
        """
        Take a sealed file that no row names out of the store, without deleting it; an unknown one is no error.

        It lies in `unnamed/` from `at` (Unix seconds) on: a database brought back from a backup may still name it.
        """
        self._make_folder(self._unnamed)
        with suppress(FileNotFoundError):
            os.utime(self._path_of(ref), (at, at))
            os.rename(self._path_of(ref), self._unnamed / ref)

    def sweep_unnamed(self, *, before: float) -> int:
        """Delete what was set aside before `before` (Unix seconds); return how many."""
        return swept(self._unnamed, before) if self._unnamed.exists() else 0

    def sweep_incoming(self, *, before: float) -> int:
        """Delete what crashes left half-written, when last touched before `before` (Unix seconds); return how many."""
        return swept(self._incoming, before)

    def wrap_new_key(self, ref: str) -> tuple[bytes, AESGCM]:
        """Return the header of a new file with this reference, and the cipher of its own data key."""
        data_key = secrets.token_bytes(KEY_BYTES)
        return self.headers.new(data_key, ref), AESGCM(data_key)

    def new_incoming(self) -> tuple[int, Path]:
        """Return a new temporary file, opened exclusively, in the same file system as the sealed ones."""
        path = self._incoming / new_ref()
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o400), path

    def put(self, temporary: Path, ref: str) -> None:
        """Rename a finished, fsynced file to its place and fsync the folder; a failure takes it away again."""
        target = self._path_of(ref)
        if target.parent not in self._ready_folders:
            self._make_folder(target.parent)
        elif target.parent in self._unsure_folders:
            raise OSError(errno.EIO, "an earlier fsync of its folder failed")
        os.rename(temporary, target)
        try:
            self._sync_folder(target.parent)
        except OSError:
            with suppress(OSError):
                target.unlink()
            raise

    def _make_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Also when somebody else made it a moment ago: she may not have come to her own fsync yet.
        self._sync_folder(folder.parent)
        self._ready_folders.add(folder)

    def _sync_folder(self, folder: Path) -> None:
        """Fsync a folder. One that failed is never asked again: a later success would not cover what was lost."""
        if folder in self._unsure_folders:
            raise OSError(errno.EIO, "an earlier fsync of this folder failed")
        try:
            fsync_folder(folder)
        except OSError as failure:
            if failure.errno not in FULL:
                self._unsure_folders.add(folder)
            raise

    def _path_of(self, ref: str) -> Path:
        if not REF_SHAPE.fullmatch(ref):
            raise EvidenceMissing(ref="malformed")
        return self._folder / ref[:FAN_LETTERS] / ref

    def _holds_anything(self) -> bool:
        return next(self.refs(), None) is not None

    def _headers_for(self, key_file: Path, halves: Halves | None) -> Headers:
        if halves is None:
            return OneKeyHeaders(load_or_make_key(key_file, sealed_exist=self._holds_anything()))
        is_opener = halves.private is not None and key_file.exists()
        older = OneKeyHeaders(load_or_make_key(key_file, sealed_exist=True)) if is_opener else None
        return TwoHalvesHeaders(halves, older)


class Sealing:
    """One original on its way in. Use it as a context: what was not kept at its end is dropped."""

    def __init__(self, store: EvidenceStore, *, limit: int, accept: frozenset[str] | None, remember: int = 0) -> None:
        self._store = store
        self._limit = limit
        self._accept = accept
        self._hash = hashlib.sha256()
        self._remember = remember
        self.remembered = bytearray()
        self._waiting = bytearray()
        self._counter = 0
        self._cipher: AESGCM | None = None
        self._descriptor: int | None = None
        self._temporary: Path | None = None
        self._is_ended = False
        self.ref = new_ref()
        self.size = 0
        self.kind = UNKNOWN

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_reason: object) -> None:
        self.drop()

    @property
    def sha256(self) -> str:
        """Return the hash, in hex, of the plain bytes written so far."""
        return self._hash.hexdigest()

    def write(self, plain: bytes) -> None:
        """Take the next bytes. Raises as `EvidenceStore.seal` does; the sealing is then dropped."""
        self.size += len(plain)
        if self.size > self._limit:
            self.drop()
            raise EvidenceTooLarge(limit=self._limit)
        self._hash.update(plain)
        self.remembered += plain[: self._remember - len(self.remembered)]
        self._waiting += plain
        # A full chunk waits until a byte follows it: only then is it known not to be the last.
        while len(self._waiting) > CHUNK_BYTES:
            self._check_kind()
            self._write_chunk(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]

    def end(self) -> None:
        """Say that no byte follows; what waited in memory goes to the temporary file. Raises as `write` does."""
        if not self._is_ended:
            self._check_kind()
            self._write_chunk(bytes(self._waiting), last=True)
            self._waiting.clear()
            self._is_ended = True

    def keep(self) -> Sealed:
        """End the original; it is durable when this returns. Raises as `EvidenceStore.seal` does."""
        self.end()
        assert self._descriptor is not None and self._temporary is not None  # noqa: S101 - told to mypy
        try:
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None
            self._store.put(self._temporary, self.ref)
        except OSError as failure:
            self.drop()
            raise _disk_problem(failure) from failure
        self._temporary = None
        return Sealed(self.ref, self.sha256, self.size, self.kind)

    def drop(self) -> None:
        """Forget an original that was not kept and take its temporary file away. Harmless when nothing is left."""
        # After a failed fsync the pages may be marked clean though they were never written: never ask that file again.
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None
        if self._temporary is not None:
            with suppress(OSError):
                self._temporary.unlink()
            self._temporary = None
        self._waiting.clear()

    def _check_kind(self) -> None:
        if self._counter == 0:
            self.kind = kind_of(bytes(self._waiting[:64]))
            if self._accept is not None and self.kind not in self._accept:
                self.drop()
                raise EvidenceKindRefused(kind=self.kind)

    def _write_chunk(self, plain: bytes, *, last: bool) -> None:
        header = b""
        try:
            if self._cipher is None:
                header, self._cipher = self._store.wrap_new_key(self.ref)
                self._descriptor, self._temporary = self._store.new_incoming()
            assert self._descriptor is not None  # noqa: S101 - told to mypy
            sealed = self._cipher.encrypt(*_chunk_terms(self._counter, plain, last=last))
            write_all(self._descriptor, header + sealed)
        except OSError as failure:
            self.drop()
            raise _disk_problem(failure) from failure
        self._counter += 1


def _chunk_terms(counter: int, content: bytes, *, last: bool) -> tuple[bytes, bytes, bytes]:
    # The data key belongs to one file, so a counter never repeats a nonce under one key.
    nonce = counter.to_bytes(NONCE_BYTES, "big")
    return nonce, content, PURPOSE + nonce + (b"last" if last else b"more")


def _open_chunks(file: BinaryIO, cipher: AESGCM, ref: str) -> Iterator[bytes]:
    chunk, counter = file.read(CHUNK_BYTES + TAG_BYTES), 0
    while True:
        following = file.read(CHUNK_BYTES + TAG_BYTES)
        try:
            yield cipher.decrypt(*_chunk_terms(counter, chunk, last=not following))
        except InvalidTag:
            raise EvidenceDamaged(ref=ref, part=f"chunk {counter}") from None
        if not following:
            return
        chunk, counter = following, counter + 1


def _disk_problem(failure: OSError) -> Problem:
    if failure.errno in FULL:
        return EvidenceNoSpace()
    return EvidenceNotDurable(reason=errno.errorcode.get(failure.errno or 0, "unknown"))
