"""What a phone sends, and what it must find again: visits with photos and records, each with the hashes of its bytes."""

import hashlib
import http.client
import json
import uuid
from dataclasses import dataclass, field

from posts import body


@dataclass(frozen=True, slots=True)
class Sent:
    """One post of a phone: its id, the hash of the XML as sent, and of each file by name."""

    instance: str
    xml_sha256: str
    files: dict[str, str] = field(default_factory=dict)


def one_visit(*, with_photo: bool, with_record: bool = False) -> tuple[Sent, str, bytes]:
    """Return a visit with what is known of it, its content type and its bytes."""
    instance = f"uuid:{uuid.uuid4()}"
    more = record_of(instance) if with_record else {}
    kind, content = body(photo=with_photo, instance=instance, more=more)
    edge = kind.partition("boundary=")[2].encode()
    parts = [part.partition(b"\r\n\r\n")[2][:-2] for part in content.split(b"--" + edge)[1:-1]]
    names = [*([f"{instance[5:13]}.jpg"] if with_photo else []), *more]
    digests = [hashlib.sha256(part).hexdigest() for part in parts]
    return Sent(instance, digests[0], dict(zip(names, digests[1:], strict=True))), kind, content


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


def attempt(host: str, port: int | None, path: str, kind: str, content: bytes) -> int:
    """Post once; return the status, 0 when there was no whole answer."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        connection.request("POST", path, content, {"Content-Type": kind, "X-OpenRosa-Version": "1.0"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
