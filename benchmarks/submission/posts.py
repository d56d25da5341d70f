"""
The benchmark's own phones: the notes, at the sealed door; and clients that post plainly, with the same posts and measures as
the shared load tool's, where that is not there.
"""

import http.client
import io
import os
import random
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlsplit

from form import FORM_ID, SPEC
from PIL import Image
from sealed_door import Home, Line, SealedVisit, sealed

from basira.core.instrument.sendings import ANSWERS_NAME

T = TypeVar("T")
TEXT = "انتظرت طويلا ولم يشرح لي الموظف سبب التأخير لكن المبنى نظيف "
CHANCE = random.Random(7)


@dataclass(frozen=True, slots=True)
class Sent:
    """A visit as its phone knows it: its id, the hash of the answers, and of each file by name, as they were before sealing."""

    instance: str
    xml_sha256: str
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """One run: how many were posted and refused, in how many seconds, and two waiting times in ms."""

    count: int
    failed: int
    seconds: float
    p50: float
    p99: float


def post_many(url: str, connections: int, count: int, *, photo: bool) -> Result:
    """Post `count` visits plainly over `connections` kept connections; bodies are made before the clock starts."""
    address = urlsplit(url)

    def client() -> Callable[[tuple[str, bytes]], int]:
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=120)

        def post(one: tuple[str, bytes]) -> int:
            headers = {"Content-Type": one[0], "X-OpenRosa-Version": "1.0"}
            try:
                connection.request("POST", address.path, one[1], headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                return 0
            return answer.status

        return post

    return sent([body(photo=photo) for _ in range(count)], [client() for _ in range(connections)])


def give_over_many(url: str, key: str, connections: int, count: int, *, photo: bool) -> tuple[Result, list[Sent]]:
    """Give `count` visits over sealed, over `connections` kept connections; return what of them was acknowledged, too."""
    lines = [Line(url, key) for _ in range(connections)]
    home, *_others = [line.home() for line in lines]  # each learns its own token
    if home is None:
        raise RuntimeError("the notes do not answer to this key")
    acknowledged: list[Sent] = []

    def phone(line: Line) -> Callable[[tuple[Sent, SealedVisit]], int]:
        def give(one: tuple[Sent, SealedVisit]) -> int:
            status = line.attempt(one[1])
            if status == 201:
                acknowledged.append(one[0])
            return status

        return give

    visits = [made_visit(home, photo=photo) for _ in range(count)]  # before the clock starts
    try:
        return sent(visits, [phone(line) for line in lines]), acknowledged
    finally:
        for line in lines:
            line.close()


def sent(visits: list[T], phones: list[Callable[[T], int]]) -> Result:
    """Have phones send visits at once, each its next one when it has heard of the last; what a phone returns is the status."""
    left, waits, failed, lock, begin = iter(visits), list[float](), list[int](), threading.Lock(), threading.Event()

    def work(send: Callable[[T], int]) -> None:
        begin.wait()
        while True:
            with lock:
                following = next(left, None)
            if following is None:
                return
            began = time.perf_counter()
            status = send(following)
            with lock:
                waits.append((time.perf_counter() - began) * 1000)
                if status != 201:
                    failed.append(status)

    threads = [threading.Thread(target=work, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    begin.set()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    waits.sort()
    return Result(len(visits), len(failed), seconds, share_of(waits, 0.5), share_of(waits, 0.99))


def share_of(waits: list[float], share: float) -> float:
    """Return the waiting time in ms that `share` of the posts stayed under."""
    return round(waits[min(len(waits) - 1, int(len(waits) * share))], 1)


def new_instance() -> str:
    """Return a name for a visit that no other has."""
    return f"uuid:{uuid.uuid4()}"


def parts_of(*, photo: bool, instance: str, more: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Return the parts of a visit by name, the answers first; `more` are files beside it."""
    name = f"{instance[5:13]}.jpg" if photo else ""
    groups: dict[str, list[str]] = {}
    for group, question, kind in SPEC:
        groups.setdefault(group, []).append(f"<{question}>{answer_to(question, kind, name)}</{question}>")
    inside = "".join(f"<{group}>{''.join(answers)}</{group}>" for group, answers in groups.items())
    xml = (
        f'<?xml version="1.0" ?><data id="{FORM_ID}" version="1"><start>2026-11-22T10:00:00.000+03:00</start>'
        f"<end>2026-11-22T10:20:00.000+03:00</end><deviceid>bench:1</deviceid>{inside}"
        f"<meta><instanceID>{instance}</instanceID></meta></data>"
    ).encode()
    return {ANSWERS_NAME: xml} | ({name: unlike_photo()} if photo else {}) | dict(more or {})


def made_visit(
    home: Home, *, photo: bool, more: Callable[[str], Mapping[str, bytes]] | None = None
) -> tuple[Sent, SealedVisit]:
    """Make a visit unlike every other and seal it; `more` makes the files beside it, by its name."""
    instance = new_instance()
    parts = parts_of(photo=photo, instance=instance, more=more(instance) if more else None)
    xml, *files = [(name, sha256(content).hexdigest()) for name, content in parts.items()]
    return Sent(instance, xml[1], dict(files)), sealed(home, instance, parts)


def body(*, photo: bool) -> tuple[str, bytes]:
    """Return the content type and the bytes of one plain post, unlike every other."""
    edge = uuid.uuid4().hex
    parts = [part(edge, name, content) for name, content in parts_of(photo=photo, instance=new_instance()).items()]
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()


def unlike_photo() -> bytes:
    """Return the photo with a comment segment that makes its bytes its own, as a real phone's are."""
    return PHOTO[:2] + b"\xff\xfe\x00\x12" + uuid.uuid4().bytes + PHOTO[2:]


def part(edge: str, name: str, content: bytes) -> bytes:
    """Return one part of a multipart body."""
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n"


def answer_to(question: str, kind: str, photo: str) -> str:
    """Return some answer to a question of this kind."""
    simple = {
        "integer": lambda: str(CHANCE.randint(0, 99)),
        "decimal": lambda: f"{CHANCE.random() * 100:.2f}",
        "date": lambda: f"2026-11-{CHANCE.randint(1, 28):02d}",
        "time": lambda: f"{CHANCE.randint(8, 16):02d}:30:00.000+03:00",
        "geopoint": lambda: f"{24 + CHANCE.random():.6f} {46 + CHANCE.random():.6f} 600.0 5.0",
        "select_multiple": lambda: "seats water ramp",
        "select_one": lambda: CHANCE.choice("12345"),
        "image": lambda: photo,
        "audio": lambda: "",
    }
    return simple[kind]() if kind in simple else TEXT * CHANCE.randint(1, 3)


def noise_photo() -> bytes:
    """Return a JPEG of about 200 kB."""
    out = io.BytesIO()
    Image.frombytes("RGB", (820, 620), os.urandom(820 * 620 * 3)).save(out, "JPEG", quality=50)
    return out.getvalue()


PHOTO = noise_photo()
