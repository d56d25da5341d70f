"""
One round of the rig: start the whole server on the disk, send, stop the writers, cut the power, come back.

The start that follows a cut is also the start of the next round: what was acknowledged before is looked for first.
"""

import json
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg
from checking import Found, check
from disks import Disk
from ending import end_all, freeze
from killing import kind_of
from posts import Sent
from sealed_door import Line, SealedVisit, key_in
from sending import one_visit
from serving import start
from watching import Watched, processes_under

from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.gateways.vault import Vault

PHONES = 6
ANSWER_WAIT_S = 30.0
PHOTO_SHARE = RECORD_SHARE = 0.4
WRITERS = ("web", "vault", "")
"""Who acknowledges, and the supervisor, which would start them again."""


@dataclass
class Log:
    """What phones and the panel were told is kept, what phones were not told yet, and how the rounds went."""

    acknowledged: list[Sent] = field(default_factory=list)
    enrolled: list[str] = field(default_factory=list)
    unanswered: int = 0
    unfinished: list[tuple[Sent, SealedVisit]] = field(default_factory=list)
    starts_s: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Rig:
    """Where the server lives: its disk, the folder on it, where a phone posts, what it is told, and where its words go."""

    disk: Disk
    path: str
    words: IO[str]
    more: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Return the folder that holds the server's data."""
        return self.disk.place


class NotBack(Exception):
    """The server did not come back; its last words."""


def come_up(rig: Rig, log: Log) -> tuple[Watched, str]:
    """Start the server; return it and its address. Raises NotBack."""
    began = time.monotonic()
    server = start(rig.folder, more=rig.more, words=rig.words)
    assert server.stdout is not None
    line = server.stdout.readline()
    server.stdout.close()
    if not line:
        end_all()
        rig.words.flush()
        raise NotBack(Path(rig.words.name).read_text()[-1500:])
    log.starts_s.append(time.monotonic() - began)
    return Watched(server.pid, rig.folder / "data"), str(json.loads(line)["url"])


def send_until_cut(rig: Rig, watched: Watched, url: str, log: Log, chance: random.Random) -> None:
    """Let phones send and the panel enrol until a moment of chance, then stop the writers and cut; the disk is back afterwards."""
    over = threading.Event()
    people = [threading.Thread(target=phone, args=(url, rig.path, log, over, random.Random(chance.random())), daemon=True)
              for _ in range(PHONES)]  # fmt: skip
    people.append(threading.Thread(target=panel, args=(watched.data, log, over), daemon=True))
    for one in people:
        one.start()
    time.sleep(chance.uniform(0.5, 8.0))
    # A stopped process sends nothing: each answer that a phone still reads was sent before the cut.
    freeze(pid for pid, _parent, command, _ticks in processes_under(watched.pid) if kind_of(command) in WRITERS)
    over.set()
    rig.disk.power_cycle(end_all)
    for one in people:
        one.join()


def phone(url: str, path: str, log: Log, over: threading.Event, chance: random.Random) -> None:
    """
    Give visits over one by one: some of text alone, some with a photo, some with the record of how they were captured. What a
    cut left half given over goes on first, as it does on a phone.
    """
    line = Line(url, key_in(path), ANSWER_WAIT_S)
    home = line.home()
    while home is not None and not over.is_set():
        with log.lock:
            begun = log.unfinished.pop() if log.unfinished else None
        sent, visit = begun or one_visit(
            home, with_photo=chance.random() < PHOTO_SHARE, with_record=chance.random() < RECORD_SHARE
        )
        status = line.attempt(visit)
        with log.lock:
            if status == 201:
                log.acknowledged.append(sent)
            else:
                log.unanswered += 1
                log.unfinished.append((sent, visit))
        over.wait(chance.uniform(0, 0.1))
    line.close()


def panel(data: Path, log: Log, over: threading.Event) -> None:
    """Enrol persons at the vault's door, and tell it that they are known; whom it answered for must be there."""
    vault = Vault(data / "run" / "vault" / "door")
    while not over.is_set():
        ref = new_ref()
        identity = {"name": f"Person {ref}", "phone": str(int(ref, 36))[-12:]}
        try:
            vault.ask("enrol", by="bench", people=[{"panel_ref": ref, "identity": identity}])
            vault.ask("confirm", by="bench", panel_refs=[ref])
        except Problem:
            return
        with log.lock:
            log.enrolled.append(ref)
        over.wait(0.1)


def stop_in_order(watched: Watched) -> None:
    """Ask the server to stop, and wait."""
    os.kill(watched.pid, signal.SIGINT)
    try:
        os.waitpid(watched.pid, 0)
    except ChildProcessError:
        return


def found_in(watched: Watched, log: Log) -> tuple[Found, list[str]]:
    """
    Return what the check finds once the worker has opened what it can, and who was enrolled and is not there with her fields
    and her line in the vault's journal.
    """
    watched.until_opened()
    address = json.loads((watched.data / "run" / "addresses.json").read_text())["vault"]
    with psycopg.connect(address) as connection:
        whole = connection.execute(
            "SELECT panel_ref FROM person WHERE confirmed"
            " AND (SELECT count(*) FROM person_field WHERE person_field.person_id = person.person_id) = 2"
            " AND EXISTS (SELECT 1 FROM vault_entry WHERE act = 'enrolled' AND vault_entry.panel_ref = person.panel_ref)"
            " AND EXISTS (SELECT 1 FROM vault_entry WHERE act = 'confirmed' AND vault_entry.panel_ref = person.panel_ref)"
        ).fetchall()
    there = {ref for (ref,) in whole}
    found = check(watched.data, watched.address, log.acknowledged)
    return found, [ref for ref in log.enrolled if ref not in there]
