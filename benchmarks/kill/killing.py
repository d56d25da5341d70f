"""
Phones that give over and try again, and a hand that kills; what must be there afterwards is checked in `checking`.

They use the door of the notes, so that a kill meets each step: the parts, the giving over, the worker that opens and files.

`kill -9` proves that no promise rests on a process: what was acknowledged stood in the kernel's hands at least. It proves
nothing about a power cut: that is `./basira bench power`, and the order of system calls (DU-03, tests/journeys).
"""

import os
import random
import signal
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from posts import Sent
from sealed_door import Home, Line, key_in
from sending import one_visit
from watching import Watched, is_web, processes_under

PHOTO_SHARE = 0.25
MOST_RESTART_S = 30.0
DEADLINE_S = 300.0
ANSWER_WAIT_S = 30.0


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
    """Send visits by phones while the hand kills; return what was written down, once the worker has opened what it can."""
    log, chance, key = Log(), random.Random(), key_in(path)
    left = visits(log, plan)
    lines = [Line(url, key, ANSWER_WAIT_S) for _ in range(plan.clients)]
    home, *_others = [line.home() for line in lines]  # each learns its own token
    if home is None:
        raise RuntimeError("the notes do not answer to this key")
    phones = [threading.Thread(target=phone, args=(log, left, line, home, plan.pause_s)) for line in lines]
    for one in phones:
        one.start()
    while any(one.is_alive() for one in phones):
        time.sleep(chance.uniform(0.3, 2.0))
        if plan.kills is None or sum(log.kills.values()) < plan.kills:
            kill_one(watched, url, log, chance)
    for one in phones:
        one.join()
    watched.until_opened()
    return log


def visits(log: Log, plan: Plan) -> Iterator[int]:
    """Yield a number for each visit that is still to be sent."""
    number = 0
    while number < plan.posts or sum(log.kills.values()) < (plan.kills or 0):
        yield number
        number += 1


def phone(log: Log, left: Iterator[int], line: Line, home: Home, pause_s: float) -> None:
    """Give visits over one by one, each until it is acknowledged in full: only then may a phone forget."""
    chance = random.Random()
    while True:
        with log.lock:
            if next(left, None) is None:
                return line.close()
        time.sleep(chance.uniform(0, 2 * pause_s))
        sent, visit = one_visit(home, with_photo=chance.random() < PHOTO_SHARE)
        give_up = time.monotonic() + DEADLINE_S
        while (status := line.attempt(visit)) != 201:
            is_late = time.monotonic() > give_up
            with log.lock:
                log.attempts, log.answers[status] = log.attempts + 1, log.answers[status] + 1
                log.given_up += is_late
            if is_late:
                return line.close()
            time.sleep(0.3)
        with log.lock:
            log.attempts, log.answers[status] = log.attempts + 1, log.answers[status] + 1
            log.acknowledged.append(sent)


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
