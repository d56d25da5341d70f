"""
The keys in a file that only the vault's account reads (0400).

The first form is one master key of 32 random bytes, from which come, by HKDF, the key that wraps (version 1) and that of the marks.
After a rotation the file is JSON: each key that wraps by its version, and the marks' first key with the links after it, one more a
rotation (`marking` says why): under fewer of them, as an old copy of the file has, no value is known again.
"""

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from functools import reduce
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
    links: tuple[bytes, ...] = ()

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

    @property
    def links(self) -> int:
        """Return how many links follow the first key of the marks."""
        return len(self._held.links)

    def mark(self, kind: str, text: str, links: int) -> bytes:
        """
        Return the digest of a value under the first key and so many links.

        :raises SealBroken: when there are fewer
        """
        held = self._held
        if links > len(held.links):
            raise SealBroken()
        first = hmac.new(held.marking, f"{kind}|{text}".encode(), sha256).digest()
        return reduce(further, held.links[:links], first)

    def mark_on(self, digest: bytes, since: int) -> bytes:
        """Return the digest under every link that follows the first `since`."""
        return reduce(further, self._held.links[since:], digest)

    def begin_rotation(self) -> int:
        """Add a new key and a new link unless there are two keys already, durable on return; return the version of now."""
        with self._lock:
            remove_halves(self._path)
            if len(self._held.wrapping) == 1:
                fresh = self._held.wrapping | {self.current + 1: secrets.token_bytes(KEY_BYTES)}
                links = (*self._held.links, secrets.token_bytes(KEY_BYTES))
                self._keep(Held(fresh, self._held.marking, links))
            return self.current

    def end_rotation(self) -> None:
        """Drop every key but the newest; no file of ours holds them then, and what copies there are is for their keeper to destroy."""
        with self._lock:
            remove_halves(self._path)
            if len(self._held.wrapping) > 1:
                self._keep(replace(self._held, wrapping={self.current: self._held.wrapping[self.current]}))

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
        wrapping = {int(each): b64decode(key) for each, key in said["wrapping"].items()}
        held = Held(wrapping, b64decode(said["marking"]), tuple(b64decode(link) for link in said.get("links", ())))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyUnusable(reason="not 32 bytes") from None
    if not held.wrapping or {len(key) for key in (*held.wrapping.values(), held.marking, *held.links)} != {KEY_BYTES}:
        raise KeyUnusable(reason="not 32 bytes")
    return held


def written(held: Held) -> bytes:
    """Return what stands in the file."""
    keys = {str(version): b64encode(key).decode() for version, key in sorted(held.wrapping.items())}
    links = [b64encode(link).decode() for link in held.links]
    return json.dumps({"wrapping": keys, "marking": b64encode(held.marking).decode(), "links": links}).encode()


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


def further(digest: bytes, link: bytes) -> bytes:
    """Return a mark under one link more."""
    return hmac.new(link, digest, sha256).digest()


def derived(master: bytes, purpose: bytes) -> bytes:
    """Return the key for one purpose (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(master)
