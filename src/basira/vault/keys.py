"""
The vault's key file, and what is sealed with it (security.md 4.1).

One master key of 32 random bytes in a file that only the vault's account reads. From it come, by HKDF, the key that wraps
each person's own key and the key of the marks. Fields are AES-256-GCM under the person's key; what a ciphertext belongs to
is bound into it, so that none can be moved to another row, field or person.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from basira.core.kernel.problem import Problem

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = 1


class KeyUnusable(Problem):
    """The key file is missing beside a database that was sealed with one, too short, or readable by others."""

    code = "vault.key-unusable"


class SealBroken(Problem):
    """A sealed value does not open: it was changed, moved from elsewhere, or the key is another."""

    code = "vault.seal-broken"


@dataclass(frozen=True, slots=True)
class Keys:
    """What is derived from the key file. Its `repr` shows nothing."""

    wrapping: bytes
    marking: bytes

    def __repr__(self) -> str:
        return "Keys(…)"

    def new_person_key(self, person: str) -> tuple[bytes, bytes]:
        """Return a new key of a person, plain and wrapped."""
        plain = secrets.token_bytes(KEY_BYTES)
        return plain, seal(self.wrapping, plain, about("person", person, "key"))

    def person_key(self, wrapped: bytes, person: str) -> bytes:
        """Return a person's key. Raises SealBroken when it was wrapped for another, or under another file."""
        return unseal(self.wrapping, wrapped, about("person", person, "key"))

    def mark(self, kind: str, text: str) -> bytes:
        """Return the keyed digest by which the same value is known again, and from which it cannot be read."""
        return hmac.new(self.marking, f"{kind}|{text}".encode(), sha256).digest()


def about(table: str, subject: str, field: str) -> bytes:
    """Return what a ciphertext belongs to."""
    return f"basira/v1|{table}|{subject}|{field}|{VERSION}".encode()


def seal(key: bytes, plain: bytes, belongs_to: bytes) -> bytes:
    """Return the nonce and the ciphertext."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, belongs_to)


def unseal(key: bytes, sealed: bytes, belongs_to: bytes) -> bytes:
    """
    Open what `seal` closed.

    :raises SealBroken: when it was changed, belongs elsewhere, or the key is another
    """
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], belongs_to)
    except InvalidTag:
        raise SealBroken() from None


def read_keys(path: Path, *, may_make: bool) -> Keys:
    """
    Return the keys of a file, which is made when nothing was sealed yet (`may_make`).

    :raises KeyUnusable: when it is missing although something was sealed, is no key, or others may read it
    """
    if not path.exists():
        if not may_make:
            raise KeyUnusable(reason="missing")
        make_key(path)
    if path.stat().st_mode & 0o077:
        raise KeyUnusable(reason="open to others")
    master = path.read_bytes()
    if len(master) != KEY_BYTES:
        raise KeyUnusable(reason="not 32 bytes")
    return Keys(derived(master, b"basira vault wrapping"), derived(master, b"basira vault marking"))


def make_key(path: Path) -> None:
    """Make the key file, whole and durable or not at all; readable by its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        os.write(handle, secrets.token_bytes(KEY_BYTES))
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
