"""
What is sealed with the vault's keys, and where they may be kept (security.md 4.1).

An envelope: each person has a data key of her own, which seals her fields; it lies beside her row wrapped by a key-encryption
key, which lies elsewhere. What a ciphertext belongs to is bound into it, so that none can be moved to another row, field, person
or version. Destroying the wrapped data key makes every field of hers unreadable at once.
"""

import secrets
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from basira.core.kernel.problem import Problem

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = 1
"""The form of what is sealed under a data key; keys that wrap have versions of their own."""


class KeyUnusable(Problem):
    """The key file is missing beside a database that was sealed with one, is no key, or is readable by others."""

    code = "vault.key-unusable"


class SealBroken(Problem):
    """A sealed value does not open: it was changed, moved from elsewhere, or the key is another."""

    code = "vault.seal-broken"


class KeyProvider(Protocol):
    """
    Where key-encryption keys are kept. A provider wraps and opens; it never gives a key out.

    `key_file.KeyFile` keeps them in a file. A hardware module (PKCS#11) fits the same nine words: none is built yet.
    """

    @property
    def current(self) -> int:
        """The version under which is wrapped now; from 1 on."""

    @property
    def versions(self) -> frozenset[int]:
        """Every version that can still be opened."""

    def wrap(self, plain: bytes, subject: str) -> tuple[int, bytes]:
        """Return the version of now, and a data key wrapped under it for one subject."""

    def unwrap(self, wrapped: bytes, version: int, subject: str) -> bytes:
        """Return a data key. Raises SealBroken: another subject's, another version's, or the version is gone."""

    @property
    def links(self) -> int:
        """How many links follow the first key of the marks."""

    def mark(self, kind: str, text: str, links: int) -> bytes:
        """Return the digest of a value under the first key and so many links. Raises SealBroken: there are fewer."""

    def mark_on(self, digest: bytes, since: int) -> bytes:
        """Return the digest under every link that follows the first `since`."""

    def begin_rotation(self) -> int:
        """Make a new current version and a new link, unless they were begun and not ended; durable on return. Return the version."""

    def end_rotation(self) -> None:
        """Destroy every version but the current one; durable on return."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Everything that is asked of the keys. Its `repr` shows nothing."""

    provider: KeyProvider

    def __repr__(self) -> str:
        return "Keys(…)"

    def new_person_key(self, person: str) -> tuple[bytes, int, bytes]:
        """Return a new data key of a person: plain, and the version and bytes of its wrapped form."""
        plain = secrets.token_bytes(KEY_BYTES)
        return (plain, *self.provider.wrap(plain, person))

    def person_key(self, wrapped: bytes, version: int, person: str) -> bytes:
        """Return a person's data key. Raises SealBroken when it was wrapped for another, or under another key."""
        return self.provider.unwrap(wrapped, version, person)

    def mark(self, kind: str, text: str, links: int) -> bytes:
        """Return the keyed digest by which the same value is known again; how many links, `marking.marks_now` knows."""
        return self.provider.mark(kind, text, links)


def about(table: str, subject: str, field: str, version: int = VERSION) -> bytes:
    """Return what a ciphertext belongs to."""
    return f"basira/v1|{table}|{subject}|{field}|{version}".encode()


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
