"""
The programme's own key pair: anybody may seal to its public half, the worker alone opens with the private one.

A secret is sealed to the public half as ECIES does: ECDH on P-256 with a key made for this one secret, HKDF-SHA256, and
AES-256-GCM bound to what the secret belongs to. P-256, because the browsers of every phone have it as well (ADR-0021).
The private half is made once and never replaced: what was sealed to it could not be opened any more.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from basira.core.kernel.problem import Problem
from basira.gateways.evidence_key import KEY_BYTES, EvidenceKeyUnusable, write_key_once

CURVE = SECP256R1()
POINT_BYTES = 65
TAG_BYTES = 16
HALF_ID_BYTES = 8
WRAPPED_BYTES = POINT_BYTES + KEY_BYTES + TAG_BYTES
PURPOSE = b"basira/programme-key/v1|"
ONCE = bytes(12)
"""The nonce of a key that seals one secret and is forgotten."""


class PrivateHalfNotHere(Problem):
    """This process holds the public half only: it seals, and the worker opens."""

    code = "evidence.private-half-not-here"


@dataclass(frozen=True, slots=True)
class Halves:
    """The programme's key pair as one process knows it; `private` is None everywhere but in the worker."""

    public: EllipticCurvePublicKey
    private: EllipticCurvePrivateKey | None = None

    @property
    def point(self) -> bytes:
        """Return the public half as 65 bytes, as browsers read it."""
        return point_of(self.public)

    @property
    def half_id(self) -> bytes:
        """Return what a sealed file says of the key that it was sealed to."""
        return hashlib.sha256(PURPOSE + self.point).digest()[:HALF_ID_BYTES]

    def wrap(self, secret: bytes, bound: bytes) -> bytes:
        """Seal a secret of 32 bytes to the public half, bound to `bound`."""
        once = generate_private_key(CURVE)
        sender = point_of(once.public_key())
        cipher = AESGCM(_shared(once, self.public, sender + self.point))
        return sender + cipher.encrypt(ONCE, secret, PURPOSE + bound)

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        """
        Open what `wrap` sealed.

        :raises PrivateHalfNotHere: where only the public half is
        :raises InvalidTag, ValueError: when it was changed, or sealed to another key or for something else
        """
        if self.private is None:
            raise PrivateHalfNotHere()
        sender = wrapped[:POINT_BYTES]
        other = EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        cipher = AESGCM(_shared(self.private, other, sender + self.point))
        return cipher.decrypt(ONCE, wrapped[POINT_BYTES:], PURPOSE + bound)


def point_of(public: EllipticCurvePublicKey) -> bytes:
    """Return a public half as 65 bytes."""
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _shared(mine: EllipticCurvePrivateKey, theirs: EllipticCurvePublicKey, between: bytes) -> bytes:
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE + between)
    return derived.derive(mine.exchange(ECDH(), theirs))


def public_half(public_file: Path) -> Halves:
    """
    Return what a process that only seals knows of the key.

    :raises EvidenceKeyUnusable: when the file is absent, or is no public half
    """
    try:
        found = load_pem_public_key(public_file.read_bytes())
    except FileNotFoundError:
        raise EvidenceKeyUnusable(reason="absent (its public half)") from None
    except (ValueError, UnsupportedAlgorithm):
        raise EvidenceKeyUnusable(reason="not a key (its public half)") from None
    if not isinstance(found, EllipticCurvePublicKey) or found.curve.name != CURVE.name:
        raise EvidenceKeyUnusable(reason="of another kind (its public half)")
    return Halves(found)


def both_halves(public_file: Path, private_file: Path, *, sealed_exist: Callable[[], bool]) -> Halves:
    """
    Return both halves, made at the first start. A public half that was lost is written again from the private one.

    :raises EvidenceKeyUnusable: when the private half is absent although something was sealed or a public half was given
        out; when a half is no key, open to others, or of another pair
    """
    if not private_file.exists():
        if public_file.exists() or sealed_exist():
            raise EvidenceKeyUnusable(reason="absent (its private half)")
        made = generate_private_key(CURVE)
        write_key_once(private_file, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o400)
    private = _private_half(private_file)
    if not public_file.exists():
        pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        write_key_once(public_file, pem, 0o444)
    public = public_half(public_file).public
    if point_of(public) != point_of(private.public_key()):
        raise EvidenceKeyUnusable(reason="of two pairs (its halves do not belong together)")
    return Halves(public, private)


def _private_half(private_file: Path) -> EllipticCurvePrivateKey:
    if private_file.stat().st_mode & 0o077:
        raise EvidenceKeyUnusable(reason="readable by others (its private half)")
    try:
        found = load_pem_private_key(private_file.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise EvidenceKeyUnusable(reason="not a key (its private half)") from None
    if not isinstance(found, EllipticCurvePrivateKey) or found.curve.name != CURVE.name:
        raise EvidenceKeyUnusable(reason="of another kind (its private half)")
    return found
