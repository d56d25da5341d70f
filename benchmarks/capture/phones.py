"""
The phones of the capture benchmark, as a process of their own: `phones.py PLAN RESULTS`.

It makes every visit first and says "ready"; at "go" on its standard input each phone begins in its own moment of the plan,
posts through the plain door (state, key of the device, answers with the record, then what the server still misses), not the
sealed one of the notes (ADR-0024), and sends again, as the notes do, until it hears 201. Bounded in count by the plan and in
time by its deadline.
"""

import http.client
import json
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from captured import ANSWERS, KINDS, PLACES, RECORD, Visit, make

ONE_POST = 1_000_000
"""Bytes up to which the notes send a visit in one post."""

AGAIN_S = 2.0
TIMEOUT_S = 60.0


class Phone:
    """One phone: its key, its visit, and what came of everything that it asked."""

    def __init__(self, url: str, told: dict[str, Any], visit: Visit, deadline: float) -> None:
        self.address = urlsplit(url)
        self.key = told["key"]
        self.visit = visit
        self.deadline = deadline
        self.asked: list[tuple[str, int, float]] = []
        self.acknowledged: set[str] = set()
        self.token = self.cookie = ""
        self.began = self.ended = 0.0
        self.line: http.client.HTTPConnection | None = None

    def live(self) -> None:
        """Open the notes, say the key, send the visit."""
        self.began = time.monotonic()
        home = "/notes"
        if self.ask("state", "GET", f"{home}/state.json") is not None:
            said = json.dumps({"key": self.visit.device}).encode()
            self.ask("device", "PUT", f"{home}/device", said, "application/json")
            self.send(f"{home}/{self.visit.mission}/submission")
        self.ended = time.monotonic()
        if self.line:
            self.line.close()

    def send(self, path: str) -> None:
        """Send the answers with their record, then file by file what is missing."""
        parts = self.visit.parts
        is_small = sum(map(len, parts.values())) <= ONE_POST
        first = list(parts) if is_small else [ANSWERS, RECORD, PLACES]
        missing = self.put("whole" if is_small else "answers", path, first)
        while missing:
            missing = self.put("photo", path, [ANSWERS, missing[0]])

    def put(self, what: str, path: str, names: list[str]) -> list[str]:
        """Send parts in one post; return what the server says is missing, nothing when time is up."""
        edge = uuid.uuid4().hex
        content = b"".join(part(edge, name, self.visit.parts[name]) for name in names) + f"--{edge}--\r\n".encode()
        answer = self.ask(what, "PUT", path, content, f"multipart/form-data; boundary={edge}")
        if answer is None:
            return []
        self.acknowledged |= set(names)
        return list(json.loads(answer)["missing"])

    def ask(self, what: str, method: str, path: str, content: bytes = b"", kind: str = "") -> bytes | None:
        """Ask until it is answered well; None when time is up."""
        wanted = 201 if path.endswith("/submission") else 200
        while time.monotonic() < self.deadline:
            began = time.perf_counter()
            status, answer = self.once(method, path, content, kind)
            self.asked.append((what, status if status != wanted else 0, (time.perf_counter() - began) * 1000))
            if status == wanted:
                return answer
            time.sleep(AGAIN_S)
        return None

    def once(self, method: str, path: str, content: bytes, kind: str) -> tuple[int, bytes]:
        """Ask once over the kept line; 599 for a line that broke."""
        headers = {"X-Notes-Key": self.key, "X-CSRFToken": self.token, "Cookie": self.cookie}
        headers |= {"Content-Type": kind} if kind else {}
        try:
            self.line = self.line or http.client.HTTPConnection(
                self.address.hostname or "", self.address.port, timeout=TIMEOUT_S
            )
            self.line.request(method, path, content or None, headers)
            answer = self.line.getresponse()
            told = answer.read()
        except (OSError, http.client.HTTPException):
            if self.line:
                self.line.close()
            self.line = None
            return 599, b""
        self.token = answer.headers.get("X-CSRFToken") or self.token
        self.cookie = (answer.headers.get("Set-Cookie") or self.cookie).partition(";")[0]
        return answer.status, told

    def result(self, start: float) -> dict[str, Any]:
        """Return what is known of this visit afterwards: names, hashes, and what was acknowledged."""
        visit = self.visit
        sizes = [len(content) for name, content in visit.parts.items() if name not in KINDS]
        return {
            "instance": visit.instance, "mission": visit.mission, "words": visit.words, "hashes": visit.hashes,
            "photo_sizes": sizes, "acknowledged": sorted(self.acknowledged), "asked": self.asked,
            "began": self.began - start, "ended": self.ended - start,
        }  # fmt: skip


def part(edge: str, name: str, content: bytes) -> bytes:
    """Return one part of a multipart body, as a browser's FormData writes a file."""
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
    return f"{head}Content-Type: {KINDS.get(name, 'image/jpeg')}\r\n\r\n".encode() + content + b"\r\n"


def main(plan: dict[str, Any], results: Path) -> None:
    """Make the visits, wait for "go", have every phone live in its moment, and write what came of it."""
    visits = [make(told, told["seed"]) for told in plan["phones"]]
    print("ready", flush=True)
    if sys.stdin.readline().strip() != "go":
        return
    start = time.monotonic()
    phones = [
        Phone(plan["url"], told, visit, start + plan["deadline_s"])
        for told, visit in zip(plan["phones"], visits, strict=True)
    ]
    threads = []
    for told, phone in sorted(zip(plan["phones"], phones, strict=True), key=lambda pair: pair[0]["at_s"]):
        time.sleep(max(0.0, start + told["at_s"] - time.monotonic()))
        threads.append(threading.Thread(target=phone.live, daemon=True))
        threads[-1].start()
    for thread in threads:
        thread.join()
    results.write_text(json.dumps([phone.result(start) for phone in phones]))


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
