"""What a phone sends, and what it must find again: sealed visits with photos and records, each with the hashes of its bytes."""

import json

from posts import Sent, made_visit
from sealed_door import Home, SealedVisit


def one_visit(home: Home, *, with_photo: bool, with_record: bool = False) -> tuple[Sent, SealedVisit]:
    """Return what is known of a visit, and the visit sealed."""
    return made_visit(home, photo=with_photo, more=record_of if with_record else None)


def record_of(instance: str) -> dict[str, bytes]:
    """
    Return how a visit was captured, and where, in the phone's own files.

    The signature is nobody's: the intake judges that, and keeps the bytes all the same.
    """
    text = json.dumps({"contract": 1, "instance_id": instance, "marks": [], "files": []})
    place = {"at": "2026-11-22T06:00:00Z", "latitude": 25.1, "longitude": 55.2, "accuracy_m": 9.0, "of": instance}
    return {
        "record.json": json.dumps({"record": text, "key": "none", "signature": "none"}).encode(),
        "places.json": json.dumps({"samples": [place] * 40}).encode(),
    }
