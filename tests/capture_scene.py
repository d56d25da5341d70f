"""A record of a capture as a phone makes it, with a key pair of its own; for tests of the core, the intake and the desk."""

import base64
import json
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from basira.core.assurance.capture_record import key_id

CANARY_MINUTE = ":47:"
"""The minute of every moment of a record made here, which no page, export or journal line may show."""


@cache
def phone_key(number: int = 1) -> ec.EllipticCurvePrivateKey:
    """Return the private key of a phone, the same each time."""
    return ec.derive_private_key(number + 1000, ec.SECP256R1())


def point(number: int = 1) -> bytes:
    """Return the raw point of a phone's public key."""
    return phone_key(number).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def spoken(raw: bytes) -> str:
    """Return bytes as a phone says them."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def at(hour: int, second: int = 0, day: int = 22) -> str:
    """Return a moment in the canary minute of an hour."""
    return f"2026-11-{day}T{hour:02}{CANARY_MINUTE}{second:02}Z"


def values_for(xml: bytes, **changed: Any) -> dict[str, Any]:
    """Return what a counter visit's record says of a submission; `changed` replaces whole names."""
    return {
        "contract": 1,
        "mission": "",
        "instance_id": "uuid:1",
        "answers": {"sha256": sha256(xml).hexdigest(), "size": len(xml)},
        "files": [],
        "places": None,
        "marks": [
            {"what": "arrived", "at": at(6)},
            {
                "what": "ticket",
                "at": at(6, 30),
                "was": [{"what": "ticket", "at": at(7, 30), "changed_at": at(8), "reason": "late-touch", "words": ""}],
            },
            {"what": "called", "at": at(7, 30)},
            {"what": "served", "at": at(7, 50)},
            {"what": "left", "at": at(8)},
        ],
        "counts": [
            {
                "what": "queue",
                "value": 7,
                "at": at(6, 10),
                "was": [
                    {
                        "what": "queue", "value": 5, "at": at(6, 5), "changed_at": at(6, 10), "reason": "miscounted",
                        "words": "two sat aside",
                    }
                ],
            },
            {"what": "open-counters", "value": 2, "at": at(6, 20)},
        ],
        "promises": [{"what": "wait-minutes", "promised": "15", "where": "sign", "actual": "60"}],
        "contacts": [
            {
                "id": "a", "at": at(6, day=20), "channel": "phone", "outcome": "promised", "promised_by": "2026-11-27",
                "words": "call again",
            },
            {"id": "b", "at": at(6, day=25), "channel": "counter", "outcome": "done", "promised_by": None, "words": ""},
        ],
        "seen": {"observation": "The lift was broken", "story": "A clerk helped an old man", "proposal": ""},
        "recall": [{"ask": "who-served", "words": "Counter four", "at": at(8, 40)}],
        "clock": {"phone_at": at(9), "server_at": at(9, 2), "zone_minutes": 240},
    } | changed  # fmt: skip


def signed(values: Any, *, key: int = 1, named: str = "") -> bytes:
    """Return record.json of values (a text as it is), signed by a phone's key."""
    text = values if isinstance(values, str) else json.dumps(values, ensure_ascii=False)
    r, s = decode_dss_signature(phone_key(key).sign(text.encode(), ec.ECDSA(SHA256())))
    signature = spoken(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return json.dumps({"record": text, "key": named or key_id(point(key)), "signature": signature}).encode()


def places_json(*samples: tuple[float, float, float]) -> bytes:
    """Return places.json of positions (latitude, longitude, accuracy)."""
    names = ("latitude", "longitude", "accuracy_m")
    listed = [{"at": at(6), "of": "arrived", **dict(zip(names, each, strict=True))} for each in samples]
    return json.dumps({"samples": listed}).encode()
