"""A visit as the notes send it: answers, four photos of its own, the signed record and its places. All of it is invented."""

import base64
import io
import json
import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openpyxl import Workbook
from PIL import Image, ImageChops

FORM_ID = "bench_capture"
PHOTOS = ("front", "queue", "board", "ramp")
LEAST_BYTES, MOST_BYTES = 200_000, 1_000_000
WIDTH, HEIGHT = 1280, 960
NOISE = Image.frombytes("L", (WIDTH, HEIGHT), random.Random(0).randbytes(WIDTH * HEIGHT))
RECORD, PLACES, ANSWERS = "record.json", "places.json", "xml_submission_file"
KINDS = {RECORD: "application/json", PLACES: "application/json", ANSWERS: "text/xml"}


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit, ready to be sent: the parts by name, the answers among them; `words` is a text that no other visit has."""

    mission: str
    instance: str
    words: str
    parts: dict[str, bytes]
    device: str

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of each part as it is sent."""
        return {name: sha256(content).hexdigest() for name, content in self.parts.items()}


def write_workbook(path: Path) -> None:
    """Write the form as an XLSForm: three questions and four photos."""
    workbook = Workbook()
    survey = workbook.active
    assert survey is not None  # noqa: S101  a new workbook has a sheet
    survey.title = "survey"
    labels = ("label::English (en)", "label::Arabic (ar)")
    survey.append(["type", "name", *labels])
    survey.append(["start", "start"])
    survey.append(["integer", "minutes", "Minutes waited", "دقائق الانتظار"])
    survey.append(["select_one yn", "greeted", "Were you greeted?", "هل رُحّب بك؟"])
    survey.append(["text", "words", "What went well?", "ما الذي كان جيدا؟"])
    for name in PHOTOS:
        survey.append(["image", name, f"Photo: {name}", f"صورة {name}"])
    choices = workbook.create_sheet("choices")
    choices.append(["list_name", "name", *labels])
    choices.append(["yn", "yes", "Yes", "نعم"])
    choices.append(["yn", "no", "No", "لا"])
    settings = workbook.create_sheet("settings")
    settings.append(["form_title", "form_id", "version", "default_language"])
    settings.append(["Visit", FORM_ID, "1", "English (en)"])
    workbook.save(path)


def photo(chance: random.Random) -> bytes:
    """Return a JPEG of its own, between 200 kB and 1 MB: big soft shapes as a room has them, and the grain of a cheap camera."""
    target = chance.uniform(LEAST_BYTES * 1.05, MOST_BYTES * 0.95)
    shapes = Image.frombytes("RGB", (12, 9), chance.randbytes(12 * 9 * 3)).resize(
        (WIDTH, HEIGHT), Image.Resampling.BICUBIC
    )
    grain = ImageChops.offset(NOISE, chance.randrange(WIDTH), chance.randrange(HEIGHT))
    picture = Image.blend(shapes, Image.merge("RGB", (grain, grain, grain)), 0.35)
    low, high, best = 5, 97, b""
    while low <= high and not target * 0.85 <= len(best) <= target * 1.15:
        quality = (low + high) // 2
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        best = out.getvalue()
        low, high = (quality + 1, high) if len(best) < target else (low, quality - 1)
    return best


def make(told: dict[str, Any], seed: int) -> Visit:
    """Make a visit of a mission; the same seed makes the same pictures."""
    chance = random.Random(seed)
    instance, words = f"uuid:{uuid.UUID(int=chance.getrandbits(128), version=4)}", f"words of visit {seed}"
    photos = {f"{uuid.UUID(int=chance.getrandbits(128), version=4)}.jpg": photo(chance) for _ in PHOTOS}
    asked = "".join(f"<{name}>{file}</{name}>" for name, file in zip(PHOTOS, photos, strict=True))
    xml = (
        f'<?xml version="1.0" ?><data id="{FORM_ID}" version="1"><start>{moment(0)}</start>'
        f"<minutes>{chance.randint(0, 90)}</minutes><greeted>yes</greeted><words>{words}</words>{asked}"
        f"<meta><instanceID>{instance}</instanceID></meta></data>"
    ).encode()
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    places = places_of(told)
    said = {"mission": told["mission"], "instance_id": instance} | said_of(xml, photos, places)
    parts = {ANSWERS: xml, RECORD: signed(said, own, point), PLACES: places, **photos}
    return Visit(told["mission"], instance, words, parts, spoken(point))


def moment(minutes: float) -> str:
    """Return an instant so many minutes from now, as phones write it."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def places_of(told: dict[str, Any]) -> bytes:
    """Return two positions near the mission's place."""
    at = {"latitude": float(told["latitude"]), "longitude": float(told["longitude"]), "accuracy_m": 35.0}
    samples = [{"at": moment(-30), "of": "arrived", **at}, {"at": moment(-5), "of": "left", **at}]
    return json.dumps({"samples": samples}).encode()


def said_of(xml: bytes, photos: dict[str, bytes], places: bytes) -> dict[str, Any]:
    """Return what the record of a counter visit says, beside what it is of."""
    marks = (("arrived", -30), ("ticket", -29), ("called", -12), ("served", -11), ("left", -5))
    counts = (("queue", 7), ("open-counters", 2))
    how = {"captured_at": moment(-20), "from": "camera", "blurred": 0}
    return {
        "contract": 1,
        "answers": weighed(xml),
        "files": [{"name": name, **weighed(content), **how} for name, content in photos.items()],
        "places": weighed(places),
        "marks": [{"what": what, "at": moment(minutes)} for what, minutes in marks],
        "counts": [{"what": what, "value": value, "at": moment(-28)} for what, value in counts],
        "promises": [{"what": "wait-minutes", "promised": "15", "where": "sign", "actual": "17"}],
        "contacts": [],
        "seen": {"observation": "", "story": "", "proposal": "A second counter at noon"},
        "recall": [{"ask": "who-served", "words": "Counter four", "at": moment(-2)}],
        "clock": {"phone_at": moment(0), "server_at": moment(0), "zone_minutes": 240},
    }


def weighed(content: bytes) -> dict[str, Any]:
    """Return hash and size of a part, as a record says them."""
    return {"sha256": sha256(content).hexdigest(), "size": len(content)}


def signed(values: dict[str, Any], own: ec.EllipticCurvePrivateKey, point: bytes) -> bytes:
    """Return record.json: the text of the values, signed by the phone's own key."""
    text = json.dumps(values, ensure_ascii=False)
    r, s = decode_dss_signature(own.sign(text.encode(), ec.ECDSA(SHA256())))
    signature = spoken(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return json.dumps({"record": text, "key": sha256(point).hexdigest()[:16], "signature": signature}).encode()


def spoken(raw: bytes) -> str:
    """Return bytes as a phone says them."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
