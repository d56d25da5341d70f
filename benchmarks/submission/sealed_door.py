"""
The door that the notes of a phone use: a visit sealed part by part, given over, and only then let go of (ADR-0024).

The envelope is that of docs/reference/sealed-sending.md, made by what the tests hold to the phone's own (tests/sealed_scene.py).
"""

import base64
import http.client
import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, ROOT / "src"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from tests.sealed_scene import Plain, listed, sealed_visit  # noqa: E402

from basira.core.instrument.sendings import ANSWERS_NAME  # noqa: E402
from basira.gateways.programme_key import Halves  # noqa: E402

TIMEOUT_S = 60.0
BROKEN = 0
"""In place of a status, where there was no whole answer."""

KINDS = {ANSWERS_NAME: "text/xml", "record.json": "application/json", "places.json": "application/json"}
PLAIN_PATH = re.compile(r"/v1/key/([^/]+)/projects/(\d+)/submission")

Ask = Callable[[str, str, str, bytes], bytes | None]
"""Asks for something: what it is, method, path, content. Returns the answer to what was answered well, else None."""


def key_in(path: str) -> str:
    """Return the key of the notes that stands for the same shopper as the address of her OpenRosa client."""
    found = PLAIN_PATH.fullmatch(path)
    if found is None:
        raise ValueError(f"{path} is no address of a client")
    return "/".join(found.groups())


@dataclass(frozen=True, slots=True)
class Home:
    """What `state.json` tells a phone: the first of its missions, and the key to seal to; None where it is to send plainly."""

    mission: str
    halves: Halves | None

    @classmethod
    def told(cls, state: bytes) -> "Home":
        """Read it from the body of the answer."""
        values: dict[str, Any] = json.loads(state)
        mission, seal = str(values["missions"][0]["ref"]), values.get("seal")
        if seal is None:
            return cls(mission, None)
        point = base64.urlsafe_b64decode(seal["point"] + "=" * (-len(seal["point"]) % 4))
        return cls(mission, Halves(EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)))


@dataclass(frozen=True, slots=True)
class SealedVisit:
    """A visit as it leaves a phone: where it goes, its sealed parts by number, and what each holds."""

    path: str
    parts: tuple[bytes, ...]
    names: tuple[str, ...]

    def missing(self, here: Mapping[str, str]) -> list[int]:
        """Return the numbers that the server does not hold with our bytes, by what it says that it holds."""
        return [each["number"] for each in self.named() if here.get(str(each["number"])) != each["sha256"]]

    def named(self) -> list[dict[str, Any]]:
        """Return the parts as a phone names them when it gives the visit over."""
        return [listed(number, part) for number, part in enumerate(self.parts)]


def sealed(home: Home, instance: str, parts: Mapping[str, bytes]) -> SealedVisit:
    """Seal a visit: `parts` by name, the answers first. Raises ValueError where the server takes nothing sealed."""
    if home.halves is None:
        raise ValueError("this server wants phones to send plainly")
    names = list(parts)
    if names[0] != ANSWERS_NAME:
        raise ValueError("the answers are the first part")
    files = [Plain(name, parts[name], KINDS.get(name, "image/jpeg")) for name in names[1:]]
    made = sealed_visit(home.halves, parts[ANSWERS_NAME], files, instance)
    return SealedVisit(f"/notes/{home.mission}/sealed/{instance}", tuple(made), ("list", *names))


def give_over(ask: Ask, visit: SealedVisit) -> bool:
    """Send what the server has not got yet, then say that this is all. True once it was given over in full."""
    here = ask("what is here", "GET", visit.path, b"")
    if here is None:
        return False
    for number in visit.missing(json.loads(here)["parts"]):
        if ask(visit.names[number], "PUT", f"{visit.path}/{number}", visit.parts[number]) is None:
            return False
    return ask("giving over", "POST", visit.path, json.dumps({"parts": visit.named()}).encode()) is not None


class Line:
    """A kept connection of one phone to the notes, with what it must say with every request."""

    def __init__(self, url: str, key: str, timeout_s: float = TIMEOUT_S) -> None:
        address = urlsplit(url)
        self.connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=timeout_s)
        self.key = key
        self.token = self.cookie = ""

    def ask(self, method: str, path: str, content: bytes = b"") -> tuple[int, bytes]:
        """Ask once; return status and body, BROKEN where the line broke. The next asking takes a new one."""
        kind = "application/json" if method == "POST" else "application/octet-stream"
        headers = {"X-Notes-Key": self.key, "X-CSRFToken": self.token, "Cookie": self.cookie}
        headers |= {"Content-Type": kind} if content else {}
        try:
            self.connection.request(method, path, content or None, headers)
            answer = self.connection.getresponse()
            told = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return BROKEN, b""
        self.token = answer.headers.get("X-CSRFToken") or self.token
        self.cookie = (answer.headers.get("Set-Cookie") or self.cookie).partition(";")[0]
        return answer.status, told

    def home(self) -> Home | None:
        """Ask for the state, as a phone does before anything else; None without a good answer."""
        status, told = self.ask("GET", "/notes/state.json")
        return Home.told(told) if status == 200 else None

    def attempt(self, visit: SealedVisit) -> int:
        """Give a visit over, going on where it was cut; return 201, or the first status that was something else."""
        last = BROKEN

        def ask(_what: str, method: str, path: str, content: bytes) -> bytes | None:
            nonlocal last
            last, told = self.ask(method, path, content)
            return told if last in (200, 201) else None

        give_over(ask, visit)
        return last

    def close(self) -> None:
        """Hang up."""
        self.connection.close()
