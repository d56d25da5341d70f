"""
The record of a capture as a phone sent it: read, judged, and told without any exact time.

The contract is docs/reference/capture-record.md. Nothing here refuses a visit: a record that cannot be read, or whose signature
is wrong, is flagged, and every input has a judgement.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256 as digest
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from basira.core.assurance import capture_entries as entries
from basira.core.assurance.capture_entries import Change, ContactAt, CountOf, FileClaim, Kept, MarkAt, Promise, RecallAt
from basira.core.assurance.capture_measures import Contact, contacts_of, durations_of
from basira.core.assurance.capture_shapes import Unfit, as_object, json_object, listed, moment, sha256, text, whole
from basira.core.assurance.instruments import Mark

RECORD = "record.json"
"""The name of the part that holds the record."""

CONTRACT = 1
MAX_BYTES = 256_000
MOST_MARKS, MOST_COUNTS, MOST_PROMISES, MOST_CONTACTS, MOST_FILES, MOST_RECALLS = 200, 200, 50, 200, 200, 20
POINT_BYTES, SIGNATURE_BYTES = 65, 64
KEY_ID_LETTERS = 16
CLOCK_TOLERANCE = timedelta(minutes=5)
URL_LETTERS = re.compile(r"[A-Za-z0-9_-]{1,400}={0,2}", re.ASCII)
SEEN = ("observation", "story", "proposal")


class Flag(StrEnum):
    """What a reader of a record should know; those of `DOUBTS` make it doubtful."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    UNSIGNED = "unsigned"
    KEY_UNKNOWN = "key-unknown"
    SIGNATURE_WRONG = "signature-wrong"
    ANSWERS_DIFFER = "answers-differ"
    VISIT_DIFFERS = "visit-differs"
    ENTRIES_UNFIT = "entries-unfit"
    HISTORY_UNFIT = "history-unfit"
    DURATION_NEGATIVE = "duration-negative"
    CLOCK_OFF = "clock-off"
    CLOCK_UNPROVED = "clock-unproved"


class Verdict(StrEnum):
    """What a record is worth as evidence of how a visit was captured."""

    SOUND = "sound"
    DOUBTFUL = "doubtful"
    UNREADABLE = "unreadable"


DOUBTS = frozenset({Flag.UNSIGNED, Flag.KEY_UNKNOWN, Flag.SIGNATURE_WRONG, Flag.ANSWERS_DIFFER, Flag.VISIT_DIFFERS})


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a visit beside its record. `keys` are raw points by their id; `mission` is "" where none is known."""

    keys: Mapping[str, bytes]
    mission: str
    instance_id: str
    answers_sha256: str
    answers_size: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Recall:
    """What was written down after leaving, and how many seconds after; None where leaving was not touched."""

    ask: str
    words: str
    after_s: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of a record, without exact times; everything may be empty. `places_sha256` is "" without places."""

    durations: Mapping[str, int]
    counts: Mapping[str, int]
    promises: tuple[Promise, ...] = ()
    contacts: tuple[Contact, ...] = ()
    changes: tuple[Change, ...] = ()
    seen: Mapping[str, str] | None = None
    recall: tuple[Recall, ...] = ()
    files: tuple[FileClaim, ...] = ()
    places_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A record's worth, why, and what it says."""

    verdict: Verdict
    flags: tuple[Flag, ...]
    reading: Reading


NOTHING = Reading({}, {})


def judge(content: bytes, told: Told) -> Judged:
    """
    Return what a record is worth and what it says. No input makes it raise.

    A record that cannot be read says nothing; one whose signature is wrong is read all the same, and doubted.
    """
    if len(content) > MAX_BYTES:
        return Judged(Verdict.UNREADABLE, (Flag.TOO_LARGE,), NOTHING)
    try:
        envelope = json_object(content)
        record = envelope.get("record")
        if not isinstance(record, str):
            raise Unfit
        signed = record.encode()
        values = json_object(record)
        if values.get("contract") != CONTRACT:
            raise Unfit
    except (Unfit, UnicodeEncodeError):
        return Judged(Verdict.UNREADABLE, (Flag.UNREADABLE,), NOTHING)
    reading, said = _read(values)
    flags = dict.fromkeys([*_signature_flags(envelope, signed, told.keys), *_fit_flags(values, told), *said])
    flags |= dict.fromkeys(_clock_flags(values, told))
    return Judged(_verdict_of(flags), tuple(flags), reading)


SIGNING = frozenset({Flag.UNSIGNED, Flag.KEY_UNKNOWN, Flag.SIGNATURE_WRONG})


def judge_signature(
    content: bytes, flags: Sequence[Flag], keys: Mapping[str, bytes]
) -> tuple[Verdict, tuple[Flag, ...]]:
    """
    Return what a record that was judged with `flags` is worth, now that these keys are known; the other flags stand.

    For a key that was said after its record: nothing else of the judgement can change later. No input makes it raise.
    """
    try:
        envelope = json_object(content)
        signed = str(envelope["record"]).encode()
    except (Unfit, KeyError, UnicodeEncodeError):
        return Verdict.UNREADABLE, tuple(flags)
    now = (*_signature_flags(envelope, signed, keys), *(flag for flag in flags if flag not in SIGNING))
    return _verdict_of(now), now


def _verdict_of(flags: Iterable[Flag]) -> Verdict:
    return Verdict.DOUBTFUL if DOUBTS.intersection(flags) else Verdict.SOUND


def key_id(point: bytes) -> str:
    """Return the id of a phone's public key: the first 16 hex digits of its SHA-256."""
    return digest(point).hexdigest()[:KEY_ID_LETTERS]


def point_of(said: str) -> bytes | None:
    """Return the raw point of a public key as a phone says it (base64url); None when it is no point of the curve P-256."""
    point = _bytes_of(said)
    if point is None or len(point) != POINT_BYTES or _public_key(point) is None:
        return None
    return point


def _public_key(point: bytes) -> ec.EllipticCurvePublicKey | None:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return None


def _bytes_of(said: object) -> bytes | None:
    if not isinstance(said, str) or not URL_LETTERS.fullmatch(said):
        return None
    bare = said.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return None


def _signature_flags(envelope: Mapping[str, Any], signed: bytes, keys: Mapping[str, bytes]) -> list[Flag]:
    named, said = envelope.get("key"), envelope.get("signature")
    if not named and not said:
        return [Flag.UNSIGNED]
    point = keys.get(named) if isinstance(named, str) else None
    key = None if point is None else _public_key(point)
    if key is None:
        return [Flag.KEY_UNKNOWN]
    signature = _bytes_of(said)
    if signature is None or len(signature) != SIGNATURE_BYTES:
        return [Flag.SIGNATURE_WRONG]
    half = SIGNATURE_BYTES // 2
    r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    try:
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return [Flag.SIGNATURE_WRONG]
    return []


def _fit_flags(values: Mapping[str, Any], told: Told) -> list[Flag]:
    flags = []
    try:
        answers = as_object(values.get("answers"))
        same = sha256(answers, "sha256") == told.answers_sha256
        same = same and whole(answers, "size", high=10**9) == told.answers_size
    except Unfit:
        same = False
    if not same:
        flags.append(Flag.ANSWERS_DIFFER)
    is_other_mission = bool(told.mission) and values.get("mission") != told.mission
    if is_other_mission or values.get("instance_id") != told.instance_id:
        flags.append(Flag.VISIT_DIFFERS)
    return flags


def _clock_flags(values: Mapping[str, Any], told: Told) -> list[Flag]:
    try:
        clock = as_object(values.get("clock"))
        phone = moment(clock, "phone_at")
        server = None if clock.get("server_at") is None else moment(clock, "server_at")
    except Unfit:
        return [Flag.CLOCK_UNPROVED]
    if phone > told.received_at + CLOCK_TOLERANCE:
        return [Flag.CLOCK_OFF]
    if server is None:
        return [Flag.CLOCK_UNPROVED]
    return [Flag.CLOCK_OFF] if abs(phone - server) > CLOCK_TOLERANCE else []


def _read(values: Mapping[str, Any]) -> tuple[Reading, list[Flag]]:
    marks, marks_whole = listed(values, "marks", MOST_MARKS, entries.with_history(entries.mark_in))
    counts, counts_whole = listed(values, "counts", MOST_COUNTS, entries.with_history(entries.count_in))
    promises, promises_whole = listed(values, "promises", MOST_PROMISES, entries.with_history(entries.promise_in))
    contacts, contacts_whole = listed(values, "contacts", MOST_CONTACTS, entries.with_history(entries.contact_in))
    recalls, recalls_whole = listed(values, "recall", MOST_RECALLS, entries.recall_in)
    files, files_whole = listed(values, "files", MOST_FILES, entries.file_in)
    seen, seen_whole = _seen(values)
    places, places_whole = _places(values)
    zone, zone_whole = _zone(values)
    every = [*marks, *counts, *promises, *contacts]
    touched = [one.entry for one in standing(marks) if isinstance(one.entry, MarkAt)]
    durations, make_sense = durations_of(touched)
    reading = Reading(
        durations,
        {str(one.entry.what): one.entry.value for one in standing(counts) if isinstance(one.entry, CountOf)},
        tuple(one.entry for one in standing(promises) if isinstance(one.entry, Promise)),
        tuple(contacts_of([one.entry for one in standing(contacts) if isinstance(one.entry, ContactAt)], zone)),
        tuple(entries.changes_of(every)),
        seen,
        tuple(_recalled(recalls, touched)),
        tuple(files),
        places,
    )
    wholes = [marks_whole, counts_whole, promises_whole, contacts_whole, recalls_whole, files_whole]
    flags = {
        Flag.ENTRIES_UNFIT: not all([*wholes, seen_whole, places_whole, zone_whole]),
        Flag.HISTORY_UNFIT: not all(one.has_whole_history for one in every),
        Flag.DURATION_NEGATIVE: not make_sense,
    }
    return reading, [flag for flag, is_due in flags.items() if is_due]


def standing(kept: Sequence[Kept]) -> list[Kept]:
    """Return the entries that were not taken back."""
    return [one for one in kept if not one.gone]


def _seen(values: Mapping[str, Any]) -> tuple[dict[str, str], bool]:
    try:
        said = as_object(values.get("seen", {}))
    except Unfit:
        return {}, False
    found: dict[str, str] = {}
    is_whole = True
    for name in SEEN:
        try:
            words = text(said, name, limit=entries.LONGEST_WORDS)
        except Unfit:
            is_whole = False
        else:
            found |= {name: words} if words else {}
    return found, is_whole


def _places(values: Mapping[str, Any]) -> tuple[str, bool]:
    if values.get("places") is None:
        return "", True
    try:
        return sha256(as_object(values["places"]), "sha256"), True
    except Unfit:
        return "", False


def _zone(values: Mapping[str, Any]) -> tuple[int, bool]:
    try:
        return whole(as_object(values.get("clock")), "zone_minutes", low=-14 * 60, high=14 * 60), True
    except Unfit:
        return 0, False


def _recalled(recalls: Sequence[RecallAt], marks: Sequence[MarkAt]) -> list[Recall]:
    ends = [each.at for each in marks if each.what in (Mark.LEFT, Mark.ENDED)]
    left = max(ends) if ends else None
    return [
        Recall(str(each.ask), each.words, None if left is None else round((each.at - left).total_seconds()))
        for each in recalls
        if each.words
    ]
