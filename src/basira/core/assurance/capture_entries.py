"""The entries of a phone's record, each with its history; exact times stay inside and only differences of them leave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from basira.core.assurance.capture_shapes import Unfit, as_object, day, moment, sha256, text, whole, word
from basira.core.assurance.instruments import Count, Mark, Promised

LONGEST_WORDS = 4_000
LONGEST_PROMISE = 500
LONGEST_REASON = 1_000
LONGEST_NAME = 200
MOST_CHANGES = 50


class Reason(StrEnum):
    """Why an entry was changed or taken back."""

    LATE_TOUCH = "late-touch"
    WRONG_TOUCH = "wrong-touch"
    MISCOUNTED = "miscounted"
    OTHER = "other"


class Where(StrEnum):
    """Where a promise stood."""

    SIGN = "sign"
    WEBSITE = "website"
    STAFF = "staff"
    LETTER = "letter"
    OTHER = "other"


class ContactChannel(StrEnum):
    """By which way a contact was made."""

    COUNTER = "counter"
    PHONE = "phone"
    WEBSITE = "website"
    APP = "app"
    EMAIL = "e-mail"
    MESSAGE = "message"
    LETTER = "letter"


class Outcome(StrEnum):
    """What came of a contact."""

    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    SENT_ELSEWHERE = "sent-elsewhere"
    ASKED_FOR_MORE = "asked-for-more"
    PROMISED = "promised"
    DONE = "done"


class Ask(StrEnum):
    """What is asked right after leaving."""

    WHAT_HAPPENED = "what-happened"
    WHO_SERVED = "who-served"
    WHAT_WAS_SAID = "what-was-said"
    WHAT_IT_LOOKED_LIKE = "what-it-looked-like"


class Origin(StrEnum):
    """Where a file of a visit came from."""

    CAMERA = "camera"
    FILE = "file"
    RECORDER = "recorder"


@dataclass(frozen=True, slots=True)
class MarkAt:
    """A moment as it was touched."""

    what: Mark
    at: datetime


@dataclass(frozen=True, slots=True)
class CountOf:
    """A number as it was counted."""

    what: Count
    value: int


@dataclass(frozen=True, slots=True)
class Promise:
    """Promised against actual, in her words."""

    what: Promised
    promised: str
    where: Where
    actual: str


@dataclass(frozen=True, slots=True)
class ContactAt:
    """A contact in the log of a transaction."""

    id: str
    at: datetime
    channel: ContactChannel
    outcome: Outcome
    promised_by: date | None
    words: str


@dataclass(frozen=True, slots=True)
class RecallAt:
    """What was written down right after leaving."""

    ask: Ask
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FileClaim:
    """A file as the phone says that it captured it; `blurred` counts the boxes that were drawn over it."""

    name: str
    sha256: str
    size: int
    origin: Origin
    blurred: int


Entry = MarkAt | CountOf | Promise | ContactAt
E = TypeVar("E", MarkAt, CountOf, Promise, ContactAt)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An entry as it stood before it was changed, and why."""

    entry: Entry
    changed_at: datetime
    reason: Reason
    words: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry with its history, the oldest first; one that was taken back is `gone`."""

    entry: Entry
    was: tuple[Earlier, ...] = ()
    gone: bool = False
    has_whole_history: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """
    One change of an entry, without any time: what it was (`of`, `what`), before and after in codes or words ("" for none).

    `shift_s` is how far a moment was moved, in seconds; None for what is no moment, and for what was taken back.
    """

    of: str
    what: str
    before: str
    after: str
    reason: str
    words: str
    gone: bool
    shift_s: int | None = None


def mark_in(values: Mapping[str, Any]) -> MarkAt:
    """Return a moment. Raises Unfit."""
    return MarkAt(word(values, "what", Mark), moment(values, "at"))


def count_in(values: Mapping[str, Any]) -> CountOf:
    """Return a number. Raises Unfit."""
    moment(values, "at")
    return CountOf(word(values, "what", Count), whole(values, "value"))


def promise_in(values: Mapping[str, Any]) -> Promise:
    """Return a promise. Raises Unfit."""
    promised, actual = (text(values, name, limit=LONGEST_PROMISE) for name in ("promised", "actual"))
    return Promise(word(values, "what", Promised), promised, word(values, "where", Where), actual)


def contact_in(values: Mapping[str, Any]) -> ContactAt:
    """Return a contact. Raises Unfit."""
    return ContactAt(
        text(values, "id", limit=LONGEST_NAME),
        moment(values, "at"),
        word(values, "channel", ContactChannel),
        word(values, "outcome", Outcome),
        day(values, "promised_by"),
        text(values, "words", limit=LONGEST_WORDS),
    )


def recall_in(values: Mapping[str, Any]) -> RecallAt:
    """Return what was recalled. Raises Unfit."""
    return RecallAt(word(values, "ask", Ask), text(values, "words", limit=LONGEST_WORDS), moment(values, "at"))


def file_in(values: Mapping[str, Any]) -> FileClaim:
    """Return what a phone says of a file. Raises Unfit."""
    moment(values, "captured_at")
    name = text(values, "name", limit=LONGEST_NAME)
    if not name:
        raise Unfit
    size = whole(values, "size", high=10**12)
    return FileClaim(name, sha256(values, "sha256"), size, word(values, "from", Origin), whole(values, "blurred"))


def with_history(read: Callable[[Mapping[str, Any]], E]) -> Callable[[Mapping[str, Any]], Kept]:
    """Return a reader of entries that may have been changed; a history that cannot be read is left out, and says so."""

    def reading(values: Mapping[str, Any]) -> Kept:
        kept = Kept(read(values), gone=values.get("gone") is True)
        try:
            was = _history(values, read)
        except Unfit:
            return replace(kept, has_whole_history=False)
        return replace(kept, was=was)

    return reading


def _history(values: Mapping[str, Any], read: Callable[[Mapping[str, Any]], E]) -> tuple[Earlier, ...]:
    found = values.get("was", [])
    if not isinstance(found, list) or len(found) > MOST_CHANGES:
        raise Unfit
    same = {name: values[name] for name in ("what", "id") if name in values}
    steps = [_earlier({**same, **as_object(each)}, read) for each in found]
    if any(later.changed_at < sooner.changed_at for sooner, later in pairwise(steps)):
        raise Unfit
    if values.get("gone") is True and not steps:
        raise Unfit
    return tuple(steps)


def _earlier(values: Mapping[str, Any], read: Callable[[Mapping[str, Any]], E]) -> Earlier:
    entry = read(values)
    # A contact has words of its own, so that those of its change have a name of their own.
    said = "words" if "change_words" not in values and not isinstance(entry, ContactAt) else "change_words"
    words = text(values, said, limit=LONGEST_REASON)
    return Earlier(entry, moment(values, "changed_at"), word(values, "reason", Reason), words)


def changes_of(entries: Sequence[Kept]) -> list[Change]:
    """Return what was changed in entries, in their order and the oldest first; empty when nothing was."""
    return [
        change(one.was[place], one.was[place + 1].entry if place + 1 < len(one.was) else one.entry, gone=gone)
        for one in entries
        for place in range(len(one.was))
        for gone in [one.gone and place + 1 == len(one.was)]
    ]


def change(earlier: Earlier, later: Entry, *, gone: bool) -> Change:
    """Return one step of a history."""
    before, shift = earlier.entry, None
    if isinstance(before, MarkAt) and isinstance(later, MarkAt) and not gone:
        shift = round((later.at - before.at).total_seconds())
    of, what, said = shown(before)
    return Change(of, what, said, "" if gone else shown(later)[2], str(earlier.reason), earlier.words, gone, shift)


def shown(entry: Entry) -> tuple[str, str, str]:
    """Return what an entry is, of which thing, and what it says without any time."""
    match entry:
        case MarkAt():
            return "mark", str(entry.what), ""
        case CountOf():
            return "count", str(entry.what), str(entry.value)
        case Promise():
            return "promise", str(entry.what), " / ".join(said for said in (entry.promised, entry.actual) if said)
        case ContactAt():
            return "contact", str(entry.channel), str(entry.outcome)
