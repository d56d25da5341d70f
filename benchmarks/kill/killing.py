"""
Phones that send again, a hand that kills, and the check of what must be there afterwards.

`kill -9` proves that no promise rests on a process: what was acknowledged stood in the kernel's hands at least. It proves
nothing about a power cut (security.md §0.1), which the order of system calls does (DU-03, tests/journeys).
"""

import hashlib
import http.client
import os
import random
import signal
import threading
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from posts import body
from watching import Watched, is_web, processes_under

from basira.core.kernel.problem import Problem
from basira.gateways.evidence import EvidenceStore
from basira.gateways.resealing import ready_halves

PHOTO_SHARE = 0.25
MOST_RESTART_S = 30.0
DEADLINE_S = 300.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One post of a phone: its id, the hash of the XML as sent, and of its photo by name ("" without one)."""

    instance: str
    xml_sha256: str
    photo: str
    photo_sha256: str


@dataclass
class Log:
    """What the phones and the hand wrote down. `given_up` counts visits that no phone could send within the deadline."""

    acknowledged: list[Sent] = field(default_factory=list)
    given_up: int = 0
    attempts: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    restarts: list[tuple[float, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Plan:
    """
    How much is sent, by how many phones, each after a pause (mean, s); and how often the hand kills.

    With `kills` the phones go on, past `posts`, until the hand has killed so often, and then it stops; without, it kills as
    long as they send.
    """

    posts: int
    pause_s: float
    clients: int = 8
    kills: int | None = None


def rehearse(watched: Watched, url: str, path: str, plan: Plan) -> Log:
    """Send visits by phones while the hand kills; return what was written down."""
    log, chance = Log(), random.Random()
    left = visits(log, plan)
    phones = [
        threading.Thread(target=phone, args=(log, left, f"{url}{path}", plan.pause_s, chance))
        for _ in range(plan.clients)
    ]
    for one in phones:
        one.start()
    while any(one.is_alive() for one in phones):
        time.sleep(chance.uniform(0.3, 2.0))
        if plan.kills is None or sum(log.kills.values()) < plan.kills:
            kill_one(watched, url, log, chance)
    for one in phones:
        one.join()
    return log


def visits(log: Log, plan: Plan) -> Iterator[int]:
    """Yield a number for each visit that is still to be sent."""
    number = 0
    while number < plan.posts or sum(log.kills.values()) < (plan.kills or 0):
        yield number
        number += 1


def phone(log: Log, left: Iterator[int], url: str, pause_s: float, chance: random.Random) -> None:
    """Send visits one by one, each until it is acknowledged: only 201 lets a phone forget."""
    address = urlsplit(url)
    while True:
        with log.lock:
            if next(left, None) is None:
                return
        time.sleep(chance.uniform(0, 2 * pause_s))
        sent, kind, content = one_visit(with_photo=chance.random() < PHOTO_SHARE)
        give_up = time.monotonic() + DEADLINE_S
        while (status := attempt(address.hostname or "", address.port, address.path, kind, content)) != 201:
            is_late = time.monotonic() > give_up
            with log.lock:
                log.attempts, log.answers[status] = log.attempts + 1, log.answers[status] + 1
                log.given_up += is_late
            if is_late:
                return
            time.sleep(0.3)
        with log.lock:
            log.attempts, log.answers[status] = log.attempts + 1, log.answers[status] + 1
            log.acknowledged.append(sent)


def one_visit(*, with_photo: bool) -> tuple[Sent, str, bytes]:
    """Return a visit with what is known of it, its content type and its bytes."""
    instance = f"uuid:{uuid.uuid4()}"
    kind, content = body(photo=with_photo, instance=instance)
    edge = kind.partition("boundary=")[2].encode()
    parts = [part.partition(b"\r\n\r\n")[2][:-2] for part in content.split(b"--" + edge)[1:-1]]
    photo = f"{instance[5:13]}.jpg" if with_photo else ""
    digests = [hashlib.sha256(part).hexdigest() for part in parts]
    return Sent(instance, digests[0], photo, digests[1] if with_photo else ""), kind, content


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


def kill_one(watched: Watched, url: str, log: Log, chance: random.Random) -> None:
    """Kill one process of the tree, of a kind that was killed least often so far, and wait until everything lives again."""
    kinds: dict[str, list[int]] = {}
    for pid, _parent, command, _ticks in processes_under(watched.pid):
        if what := kind_of(command):
            kinds.setdefault(what, []).append(pid)
    if not kinds:
        return
    fewest = min(log.kills[what] for what in kinds)
    what = chance.choice(sorted(what for what in kinds if log.kills[what] == fewest))
    # The first of a kind is its parent: half of the time it, else any of it (a web worker, a backend).
    victim = kinds[what][0] if chance.random() < 0.5 else chance.choice(kinds[what])
    began = time.monotonic()
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        return
    log.kills[what] += 1
    time.sleep(0.05)
    while not is_healthy(url) and time.monotonic() - began < DEADLINE_S:
        time.sleep(0.1)
    log.restarts.append((time.monotonic() - began, what))


def kind_of(command: str) -> str:
    """Return which child a command line is of: web, worker, vault, database; "" for the supervisor and the rest."""
    if "basira.project worker" in command:
        return "worker"
    if "basira.vault" in command:
        return "vault"
    if command.startswith("postgres") or "/postgres" in command.split(" ")[0]:
        return "database"
    return "web" if is_web(command) else ""


def is_healthy(url: str) -> bool:
    """Tell whether database and worker live, by the server's own word."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Found:
    """What the check found. `lost` names each acknowledged thing that is not there as it was sent."""

    lost: tuple[str, ...]
    half: tuple[str, ...]
    orphans: tuple[str, ...]
    without_row: int
    in_incoming: int


def check(data: Path, address: str, acknowledged: list[Sent]) -> Found:
    """Compare everything acknowledged with the rows and the sealed files, and the two with each other."""
    keys = data / "keys"
    halves = ready_halves(data / "evidence", keys / "programme.pub", keys / "programme.key")
    store = EvidenceStore(data / "evidence", keys / "evidence.key", halves)
    with psycopg.connect(address) as connection:
        submissions = {
            row[0]: row[1:]
            for row in connection.execute(
                "SELECT instance_id, received_sha256, sealed_ref, visit_id FROM fieldwork_submission"
            )
        }
        attachments = {
            (visit, name): (digest, ref)
            for visit, name, digest, ref in connection.execute(
                "SELECT visit_id, filename, sha256, sealed_ref FROM fieldwork_attachment"
            )
        }
        headless = connection.execute(
            "SELECT visit.ref FROM fieldwork_visit visit LEFT JOIN fieldwork_submission submission"
            " ON submission.visit_id = visit.id WHERE submission.id IS NULL AND visit.source <> 'import'"
        ).fetchall()
    named = {row[1] for row in submissions.values()} | {ref for _digest, ref in attachments.values()}
    opened = {ref: digest_of(store, ref) for ref in named}
    on_disk = set(store.refs())
    lost = [fault for sent in acknowledged for fault in faults_of(sent, submissions, attachments, opened)]
    half = [ref for ref in on_disk - named if digest_of(store, ref) is None]
    orphans = [ref for ref, digest in opened.items() if digest is None] + [ref for (ref,) in headless]
    incoming = sum(1 for _ in (data / "evidence" / "incoming").iterdir())
    return Found(tuple(lost), tuple(half), tuple(orphans), len(on_disk - named), incoming)


def faults_of(
    sent: Sent,
    submissions: dict[str, tuple[str, str, int]],
    attachments: dict[tuple[int, str], tuple[str, str]],
    opened: dict[str, str | None],
) -> Iterator[str]:
    """Yield what is wrong with one acknowledged visit."""
    row = submissions.get(sent.instance)
    if row is None:
        yield f"{sent.instance}: no row"
        return
    received, sealed, visit = row
    if received != sent.xml_sha256:
        yield f"{sent.instance}: other answers"
    if opened[sealed] is None:
        yield f"{sent.instance}: its sealed answers do not open"
    if sent.photo:
        digest, ref = attachments.get((visit, sent.photo), ("", ""))
        if digest != sent.photo_sha256 or opened.get(ref) != sent.photo_sha256:
            yield f"{sent.instance}: its photo is not as it was sent"


def digest_of(store: EvidenceStore, ref: str) -> str | None:
    """Return the hash of a sealed file's plain bytes; None when it is missing or damaged."""
    digest = hashlib.sha256()
    try:
        for chunk in store.open_sealed(ref):
            digest.update(chunk)
    except Problem:
        return None
    return digest.hexdigest()


def break_three(watched: Watched, acknowledged: list[Sent]) -> set[str]:
    """Take away one row, one sealed file, and change one byte of another; return the visits that they are of."""
    plain = [sent.instance for sent in acknowledged if not sent.photo][:2]
    pictured = next(sent.instance for sent in acknowledged if sent.photo)
    sealed = {
        str(instance): str(ref)
        for instance, ref in watched.ask("SELECT instance_id, sealed_ref FROM fieldwork_submission")
    }
    with psycopg.connect(watched.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE fieldwork_submission DISABLE TRIGGER USER")
        owner.execute("DELETE FROM fieldwork_submission WHERE instance_id = %s", [plain[0]])
        owner.execute("ALTER TABLE fieldwork_submission ENABLE TRIGGER USER")
    place_of(watched, sealed[plain[1]]).unlink()
    file = place_of(watched, sealed[pictured])
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)
    return {*plain, pictured}


def place_of(watched: Watched, ref: str) -> Path:
    """Return where a sealed file lies."""
    return watched.data / "evidence" / ref[:2] / ref
