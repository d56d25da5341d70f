"""
The keys in a file that only the vault's account reads (0400).

The first form is one master key of 32 random bytes, from which come, by HKDF, the key that wraps (version 1) and that of the marks.
After a rotation the file is JSON: each key that wraps by its version, and the marks' key, which stays: what it marks in staff
lists is kept nowhere, so that it could not be marked anew. An old copy of the file therefore still tries values against marks.
"""

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from basira.vault.keys import KEY_BYTES, KeyUnusable, SealBroken, about, seal, unseal


@dataclass(frozen=True, slots=True)
class Held:
    """What a key file holds."""

    wrapping: dict[int, bytes]
    marking: bytes

    def __repr__(self) -> str:
        return "Held(…)"


class KeyFile:
    """A `KeyProvider` in a file. One process holds it: the vault's lock sees to that."""

    def __init__(self, path: Path, held: Held) -> None:
        self._path, self._held, self._lock = path, held, Lock()

    @property
    def current(self) -> int:
        """Return the newest version."""
        return max(self._held.wrapping)

    @property
    def versions(self) -> frozenset[int]:
        """Return every version that the file holds."""
        return frozenset(self._held.wrapping)

    def wrap(self, plain: bytes, subject: str) -> tuple[int, bytes]:
        """Return the version of now, and a data key wrapped under it for one subject."""
        held = self._held
        version = max(held.wrapping)
        return version, seal(held.wrapping[version], plain, about("person", subject, "key", version))

    def unwrap(self, wrapped: bytes, version: int, subject: str) -> bytes:
        """
        Return a data key.

        :raises SealBroken: when it is another's, another version's, or the version is gone
        """
        key = self._held.wrapping.get(version)
        if key is None:
            raise SealBroken()
        return unseal(key, wrapped, about("person", subject, "key", version))

    def mark(self, kind: str, text: str) -> bytes:
        """Return the keyed digest of a value."""
        return hmac.new(self._held.marking, f"{kind}|{text}".encode(), sha256).digest()

    def begin_rotation(self) -> int:
        """Add a new key unless there are two already, durable on return; return the version of now."""
        with self._lock:
            remove_halves(self._path)
            if len(self._held.wrapping) == 1:
                fresh = self._held.wrapping | {self.current + 1: secrets.token_bytes(KEY_BYTES)}
                self._keep(Held(fresh, self._held.marking))
            return self.current

    def end_rotation(self) -> None:
        """Drop every key but the newest; no file of ours holds them then, and what copies there are is for their keeper to destroy."""
        with self._lock:
            remove_halves(self._path)
            if len(self._held.wrapping) > 1:
                self._keep(Held({self.current: self._held.wrapping[self.current]}, self._held.marking))

    def _keep(self, held: Held) -> None:
        write_durably(self._path, written(held))
        self._held = held


def open_key_file(path: Path, *, may_make: bool) -> KeyFile:
    """
    Return the keys of a file, which is made when nothing was sealed yet (`may_make`).

    :raises KeyUnusable: when it is missing although something was sealed, is no key, or others may read it
    """
    if not path.exists():
        if not may_make:
            raise KeyUnusable(reason="missing")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(path, secrets.token_bytes(KEY_BYTES))
    if path.stat().st_mode & 0o077:
        raise KeyUnusable(reason="open to others")
    return KeyFile(path, read(path.read_bytes()))


def read(content: bytes) -> Held:
    """
    Return what a key file says.

    :raises KeyUnusable: when it is neither 32 bytes nor a list of keys
    """
    if len(content) == KEY_BYTES:
        return Held({1: derived(content, b"basira vault wrapping")}, derived(content, b"basira vault marking"))
    try:
        said = json.loads(content)
        held = Held({int(each): b64decode(key) for each, key in said["wrapping"].items()}, b64decode(said["marking"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyUnusable(reason="not 32 bytes") from None
    if not held.wrapping or {len(key) for key in (*held.wrapping.values(), held.marking)} != {KEY_BYTES}:
        raise KeyUnusable(reason="not 32 bytes")
    return held


def written(held: Held) -> bytes:
    """Return what stands in the file."""
    keys = {str(version): b64encode(key).decode() for version, key in sorted(held.wrapping.items())}
    return json.dumps({"wrapping": keys, "marking": b64encode(held.marking).decode()}).encode()


def remove_halves(path: Path) -> None:
    """Remove what killed processes had begun to write beside the key file: it holds keys. For whoever holds the vault's lock."""
    for half in path.parent.glob(f"{path.name}.*.new"):
        half.unlink(missing_ok=True)


def write_durably(path: Path, content: bytes) -> None:
    """Write the key file whole and durable or not at all, readable by its owner alone."""
    half = path.with_name(f"{path.name}.{os.getpid()}.new")
    remove_halves(path)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    half.rename(path)
    for place in (path.parent, path.parent.parent):  # the folder's own name as well
        folder = os.open(place, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def derived(master: bytes, purpose: bytes) -> bytes:
    """Return the key for one purpose (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(master)
