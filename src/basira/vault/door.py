"""
The vault's door: one unix socket, one line of JSON a request, one line an answer.

Only a process of the same account may ask. Requests are small and read with a deadline; an answer is a value or a code,
never a reason that could hold somebody's name. What goes wrong inside is told by its type alone.
"""

import json
import os
import socket
import socketserver
import struct
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from basira.core.kernel.problem import Problem
from basira.core.kernel.unmasking import Consent
from basira.vault import (
    applicants,
    clocks,
    engagements,
    maps,
    proofs,
    rotation,
    signatories,
    staff,
    unmasking,
    unmasking_cards,
    verbs,
)
from basira.vault.keys import Keys
from basira.vault.persons import Asked, Connection, DuplicatePerson, write_entry
from basira.vault.settings import Clocks

MOST_BYTES = 4 * 1024 * 1024
DEADLINE_S = 30.0
VERSION = 1

Request = dict[str, Any]


class NotUnderstood(Problem):
    """The request is no line of JSON of this version, or names a verb that the vault does not have."""

    code = "vault.not-understood"


VERBS: dict[str, Callable[[Connection, Keys, Asked, Request], Any]] = {
    "ping": lambda db, keys, asked, said: "here",
    "enrol": lambda db, keys, asked, said: verbs.enrol(
        db, keys, asked, said["people"], said.get("lost", []), known_too=said.get("known_too", False)
    ),
    "unconfirmed": lambda db, keys, asked, said: verbs.unconfirmed(db),
    "confirm": lambda db, keys, asked, said: verbs.confirm(db, asked, said["panel_refs"]),
    "number_for_cycle": lambda db, keys, asked, said: verbs.number_for_cycle(
        db, asked, said["cycle"], said["panel_refs"]
    ),
    "count_unnumbered": lambda db, keys, asked, said: verbs.count_unnumbered(
        db, asked, said["cycle"], said["panel_refs"]
    ),
    "numbers_of": lambda db, keys, asked, said: verbs.numbers_of(db, keys, asked, said["panel_refs"]),
    "bar": lambda db, keys, asked, said: verbs.bar(db, keys, asked, said["number_ref"], said["entity_ref"]),
    "barred": lambda db, keys, asked, said: verbs.barred(db, keys, asked, said["pairs"]),
    "draw_apart": lambda db, keys, asked, said: verbs.draw_apart(db, keys, asked, said["numbers"], said["earlier"]),
    "contact": lambda db, keys, asked, said: verbs.contact(db, keys, asked, said["number_ref"], said["words"]),
    "apply": lambda db, keys, asked, said: applicants.apply(
        db, keys, asked, applicants.Claim(**said["claim"], lost=tuple(said.get("lost", []))), said["identity"]
    ),
    "unconfirmed_applicants": lambda db, keys, asked, said: applicants.unconfirmed_applicants(db),
    "confirm_applicants": lambda db, keys, asked, said: applicants.confirm_applicants(
        db, asked, said["applicant_refs"]
    ),
    "destroy_applicants": lambda db, keys, asked, said: applicants.destroy_applicants(
        db, asked, said["applicant_refs"]
    ),
    "forget_applicants": lambda db, keys, asked, said: applicants.forget_applicants(db, asked, said["applicant_refs"]),
    "show_papers": lambda db, keys, asked, said: applicants.show_papers(db, keys, asked, said["identity"]),
    "papers_fit": lambda db, keys, asked, said: applicants.papers_fit(db, asked, said["applicant_refs"]),
    "households": lambda db, keys, asked, said: applicants.households(db, asked, said["applicant_refs"]),
    "tell_applicants": lambda db, keys, asked, said: applicants.tell(
        db, keys, asked, said["applicant_refs"], said["words"]
    ),
    "admit": lambda db, keys, asked, said: applicants.admit(db, asked, said["bars"]),
    "keep_proofs": lambda db, keys, asked, said: proofs.keep_proofs(db, keys, asked, said["proofs"]),
    "take_back_proof": lambda db, keys, asked, said: proofs.take_back_proof(
        db, keys, asked, said["number_ref"], said["proof_ref"]
    ),
    "proven": lambda db, keys, asked, said: proofs.proven(db, keys, asked, said["pairs"], said["on"]),
    "note_ended": lambda db, keys, asked, said: clocks.note_ended(db, asked, said["panel_refs"], asked.clocks.kept_for),
    "seal_maps": lambda db, keys, asked, said: maps.seal_maps(db, keys, asked, said["cycles"]),
    "destroy_maps": lambda db, keys, asked, said: maps.destroy_maps(db, asked, said["cycles"]),
    "rotation_begin": lambda db, keys, asked, said: rotation.begin(db, keys, asked),
    "rotation_step": lambda db, keys, asked, said: rotation.step(db, keys, asked),
    "rotation_end": lambda db, keys, asked, said: rotation.end(db, keys, asked),
    "name_signatory": lambda db, keys, asked, said: signatories.name_signatory(
        db, asked, said["account_ref"], said["body"], said["unit"]
    ),
    "dismiss_signatory": lambda db, keys, asked, said: signatories.dismiss_signatory(db, asked, said["account_ref"]),
    "keep_keys": lambda db, keys, asked, said: signatories.keep_keys(db, asked, said["attested"], said["rp_id"]),
    "signatories": lambda db, keys, asked, said: signatories.signatories(db),
    "unmasking_ask": lambda db, keys, asked, said: unmasking.ask(db, keys, asked, said),
    "unmasking_question": lambda db, keys, asked, said: unmasking.question(
        db, asked, said["request_ref"], Consent(said["consent"])
    ),
    "unmasking_approve": lambda db, keys, asked, said: unmasking.approve(
        db, asked, said["request_ref"], said["assertion"]
    ),
    "unmasking_end": lambda db, keys, asked, said: unmasking.end(db, asked, said["request_ref"]),
    "unmasking_open": lambda db, keys, asked, said: unmasking.open_once(
        db, keys, asked, said["request_ref"], said["assertion"]
    ),
    "unmaskings": lambda db, keys, asked, said: unmasking_cards.requests(db, asked, said.get("request_ref", "")),
    "unmaskings_waiting": lambda db, keys, asked, said: unmasking_cards.waiting_for(db, asked),
    "unmasking_counts": lambda db, keys, asked, said: unmasking_cards.counts(db),
    "keep_staff": lambda db, keys, asked, said: staff.keep_staff(db, keys, asked, said["entity_ref"], said["people"]),
    "staff_lists": lambda db, keys, asked, said: staff.staff_lists(db),
    "engaged": lambda db, keys, asked, said: engagements.engaged(db, keys, asked, said["numbers"]),
    "accompany": lambda db, keys, asked, said: engagements.accompany(db, keys, asked, said["numbers"]),
    "returning": lambda db, keys, asked, said: engagements.returning(db, keys, asked, said["places"], said["earlier"]),
    "reserve_for": lambda db, keys, asked, said: engagements.reserve_for(
        db, asked, said["panel_ref"], said["drawn"], said["ended"]
    ),
    "stops": lambda db, keys, asked, said: engagements.stops(
        db, keys, asked, said["provider_ref"], [said["name"], said["phone"]]
    ),
    "people_of": lambda db, keys, asked, said: engagements.people_of(
        db, keys, asked, said["provider_ref"], said.get("stopped", [])
    ),
    "message_states": lambda db, keys, asked, said: verbs.message_states(db, said["refs"]),
}


SILENT = frozenset({"ping"})
"""What tells nothing of anybody: whether we are here."""


class Door(socketserver.ThreadingUnixStreamServer):
    """Listens, and answers each client in a thread of its own."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, path: str, pool: ConnectionPool[Connection], keys: Keys, clocks: Clocks) -> None:
        self.pool = pool
        self.keys = keys
        self.clocks = clocks
        super().__init__(path, Visitor)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Let in only who runs under our own account (SO_PEERCRED)."""
        size = struct.calcsize("3i")
        _pid, uid, _gid = struct.unpack("3i", request.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
        return bool(uid == os.geteuid())

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say that a client broke off, and nothing of what it said."""
        print(f"vault: a client broke off ({type(sys.exception()).__name__})", file=sys.stderr, flush=True)


class Visitor(socketserver.StreamRequestHandler):
    """One client; it may ask again and again."""

    timeout = DEADLINE_S
    server: Door

    def handle(self) -> None:
        """Answer line by line until the client leaves."""
        while line := self.rfile.readline(MOST_BYTES + 1):
            if len(line) > MOST_BYTES or not line.endswith(b"\n"):
                self.tell(refusal(NotUnderstood()))
                return
            self.tell(answer(self.server, line))

    def tell(self, said: Request) -> None:
        """Write one line."""
        self.wfile.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")


def answer(door: Door, line: bytes) -> Request:
    """
    Do what a line asks, in one transaction, and return what to say.

    The first thing in it is the entry that it was asked, whatever the verb writes besides: with a dead journal nothing is read.
    """
    try:
        said = read_request(line)
    except NotUnderstood as problem:
        return refusal(problem)
    asked = Asked(said["by"], datetime.now(UTC), door.clocks)
    try:
        with door.pool.connection(timeout=5) as db, db.transaction():
            if said["verb"] not in SILENT:
                write_entry(db, f"asked: {said['verb']}", "", asked)
            return {"ok": True, "answer": VERBS[said["verb"]](db, door.keys, asked, said)}
    except Problem as problem:
        note_refusal(door, asked, problem)
        return refusal(problem)
    except (KeyError, TypeError, ValueError, psycopg.DataError):
        return refusal(NotUnderstood())
    except Exception as fault:
        print(f"vault: a request failed ({type(fault).__name__})", file=sys.stderr, flush=True)
        return {"ok": False, "code": "vault.failed", "params": {}}


def note_refusal(door: Door, asked: Asked, problem: Problem) -> None:
    """Journal a refusal: it answers a question about somebody as well, so that it leaves a trace or is not told."""
    act = "refused as known" if isinstance(problem, DuplicatePerson) else f"refused: {problem.code}"
    with door.pool.connection(timeout=5) as db, db.transaction():
        write_entry(db, act, "", asked)


def read_request(line: bytes) -> Request:
    """
    Return a request.

    :raises NotUnderstood: for anything else
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise NotUnderstood() from None
    if not isinstance(said, dict) or said.get("v") != VERSION or said.get("verb") not in VERBS:
        raise NotUnderstood()
    if not isinstance(said.get("by"), str) or not said["by"]:
        raise NotUnderstood()
    return said


def refusal(problem: Problem) -> Request:
    """Return a refusal: its code, and only numbers and names of fields beside it."""
    safe = {name: value for name, value in problem.params.items() if isinstance(value, int | list)}
    return {"ok": False, "code": problem.code, "params": safe}


def watch(door: Door, what: str, do: Callable[[Connection, Keys, datetime], int], pause_s: float) -> None:
    """Do something again and again beside the door; when it cannot be done, as without the database, it is tried later."""
    while True:
        try:
            with door.pool.connection(timeout=5) as db:
                db.autocommit = True
                try:
                    do(db, door.keys, datetime.now(UTC))
                finally:
                    db.autocommit = False
        except Exception as fault:
            print(f"vault: {what} wait ({type(fault).__name__})", file=sys.stderr, flush=True)
        time.sleep(pause_s)
