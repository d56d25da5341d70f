"""What a phone seals to the programme's key and gives over, made here as the phone makes it (frontend/src/field/sealing)."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from basira.core.instrument import sendings
from basira.core.instrument.sendings import ANSWERS_NAME, LIST_NAME, Place
from basira.gateways import programme_key
from basira.gateways.programme_key import Halves, point_of


@dataclass(frozen=True)
class Chance:
    """What is made by chance for one part."""

    once: EllipticCurvePrivateKey
    data_key: bytes


@dataclass(frozen=True)
class Plain:
    """A part before it is sealed."""

    name: str
    content: bytes
    kind: str = "text/xml"


def chance() -> Chance:
    return Chance(generate_private_key(SECP256R1()), secrets.token_bytes(32))


def seal_part(part: Plain, place: Place, halves: Halves, by: Chance | None = None) -> bytes:
    """Return a part as a phone seals it; `by` names what else is drawn."""
    by = by or chance()
    start = sendings.MAGIC + halves.half_id
    sender = point_of(by.once.public_key())
    derived = HKDF(SHA256(), 32, salt=None, info=programme_key.PURPOSE + sender + halves.point)
    wrapping = AESGCM(derived.derive(by.once.exchange(ECDH(), halves.public)))
    wrapped = wrapping.encrypt(bytes(12), by.data_key, programme_key.PURPOSE + place.bound(start))
    head = json.dumps({"name": part.name, "type": part.kind}, separators=(",", ":"), ensure_ascii=False).encode()
    inside = len(head).to_bytes(4, "big") + head + part.content
    step, cipher = sendings.CHUNK_BYTES, AESGCM(by.data_key)
    chunks = [
        cipher.encrypt(*sendings.chunk_terms(counter, inside[at : at + step], last=at + step >= len(inside)))
        for counter, at in enumerate(range(0, len(inside), step))
    ]
    return start + sender + wrapped + b"".join(chunks)


def listed(number: int, sealed: bytes) -> dict[str, object]:
    """Return a part as a list names it."""
    return {"number": number, "sha256": hashlib.sha256(sealed).hexdigest(), "size": len(sealed)}


def sealed_visit(halves: Halves, xml: bytes, files: Sequence[Plain] = (), instance: str = "uuid:1") -> list[bytes]:
    """Return all parts of a visit by number: the list, the answers, the files."""
    plain = [Plain(ANSWERS_NAME, xml), *files]
    parts = [seal_part(part, Place(instance, number), halves) for number, part in enumerate(plain, 1)]
    values = {"contract": 1, "parts": [listed(number, sealed) for number, sealed in enumerate(parts, 1)]}
    return [seal_part(Plain(LIST_NAME, json.dumps(values).encode()), Place(instance, 0), halves), *parts]
