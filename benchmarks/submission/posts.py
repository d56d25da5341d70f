"""The benchmark's own phones: the same posts and measures as the shared load tool's, where that is not there."""

import http.client
import io
import os
import random
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from form import FORM_ID, SPEC
from PIL import Image

TEXT = "انتظرت طويلا ولم يشرح لي الموظف سبب التأخير لكن المبنى نظيف "
CHANCE = random.Random(7)


@dataclass(frozen=True, slots=True)
class Result:
    """One run: how many were posted and refused, in how many seconds, and two waiting times in ms."""

    count: int
    failed: int
    seconds: float
    p50: float
    p99: float


def post_many(url: str, connections: int, count: int, *, photo: bool) -> Result:
    """Post `count` visits over `connections` kept connections; bodies are made before the clock starts."""
    bodies = [body(photo=photo) for _ in range(count)]
    left, waits, failed, lock, begin = iter(bodies), list[float](), list[int](), threading.Lock(), threading.Event()
    address = urlsplit(url)

    def work() -> None:
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=120)
        begin.wait()
        while True:
            with lock:
                following = next(left, None)
            if following is None:
                return connection.close()
            kind, content = following
            began = time.perf_counter()
            try:
                connection.request("POST", address.path, content, {"Content-Type": kind, "X-OpenRosa-Version": "1.0"})
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            with lock:
                waits.append((time.perf_counter() - began) * 1000)
                if status != 201:
                    failed.append(status)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    begin.set()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    waits.sort()
    return Result(count, len(failed), seconds, share_of(waits, 0.5), share_of(waits, 0.99))


def share_of(waits: list[float], share: float) -> float:
    """Return the waiting time in ms that `share` of the posts stayed under."""
    return round(waits[min(len(waits) - 1, int(len(waits) * share))], 1)


def body(*, photo: bool, instance: str = "", more: Mapping[str, bytes] | None = None) -> tuple[str, bytes]:
    """Return the content type and the bytes of one post, unlike every other unless `instance` is given; `more` are files beside it."""
    instance = instance or f"uuid:{uuid.uuid4()}"
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
    edge = uuid.uuid4().hex
    parts = [part(edge, "xml_submission_file", "s.xml", xml)]
    if photo:
        parts.append(part(edge, name, name, unlike_photo()))
    parts += [part(edge, beside, beside, content) for beside, content in (more or {}).items()]
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()


def unlike_photo() -> bytes:
    """Return the photo with a comment segment that makes its bytes its own, as a real phone's are."""
    return PHOTO[:2] + b"\xff\xfe\x00\x12" + uuid.uuid4().bytes + PHOTO[2:]


def part(edge: str, name: str, filename: str, content: bytes) -> bytes:
    """Return one part of a multipart body."""
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
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
