"""What is read out of a phone's moments: durations in whole seconds and days between contacts; no exact time comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from basira.core.assurance.capture_entries import ContactAt, MarkAt
from basira.core.assurance.instruments import Mark


class Duration(StrEnum):
    """What is timed."""

    WAIT = "wait"
    SERVICE = "service"
    VISIT = "visit"
    TO_HUMAN = "to-human"
    HOLD = "hold"
    TASK = "task"
    REPLY = "reply"
    CHECK = "check"


SPANS: tuple[tuple[Duration, tuple[Mark, ...], tuple[Mark, ...]], ...] = (
    (Duration.WAIT, (Mark.TICKET, Mark.ARRIVED), (Mark.CALLED, Mark.SERVED)),
    (Duration.SERVICE, (Mark.SERVED,), (Mark.LEFT,)),
    (Duration.VISIT, (Mark.ARRIVED,), (Mark.LEFT,)),
    (Duration.TO_HUMAN, (Mark.DIALLED,), (Mark.HUMAN,)),
    (Duration.TASK, (Mark.BEGAN,), (Mark.DONE, Mark.GAVE_UP)),
    (Duration.REPLY, (Mark.WRITTEN,), (Mark.ANSWERED,)),
    (Duration.CHECK, (Mark.BEGAN,), (Mark.ENDED,)),
)
"""From where to where each is measured; of several moments the first that was touched counts."""

LAST = frozenset({Mark.LEFT, Mark.ENDED, Mark.DONE, Mark.GAVE_UP, Mark.ANSWERED})
"""Moments of which the last touch counts; of the others the first."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact without its time: days after the first one, and in how many days something was promised (None for no day)."""

    day: int
    channel: str
    outcome: str
    promised_in: int | None
    words: str


def durations_of(marks: Sequence[MarkAt]) -> tuple[dict[str, int], bool]:
    """
    Return durations in whole seconds, and whether all of them make sense: one that would be negative is left out.

    What was not touched at both ends is not there; no moments give none.
    """
    at = {
        mark: (max if mark in LAST else min)(each.at for each in marks if each.what is mark)
        for mark in {each.what for each in marks}
    }
    spans = {}
    for duration, starts, ends in SPANS:
        start, end = _first(at, starts), _first(at, ends)
        if start is not None and end is not None:
            spans[duration] = round((end - start).total_seconds())
    hold = held(marks)
    if hold is not None:
        spans[Duration.HOLD] = hold
    return {str(name): span for name, span in spans.items() if span >= 0}, all(span >= 0 for span in spans.values())


def _first(at: dict[Mark, datetime], marks: Sequence[Mark]) -> datetime | None:
    return next((at[mark] for mark in marks if mark in at), None)


def held(marks: Sequence[MarkAt]) -> int | None:
    """Return the seconds of all holds together; None without a hold that began and ended, negative where one ended before any began."""
    began: datetime | None = None
    total, is_any = timedelta(), False
    for each in sorted((each for each in marks if each.what in (Mark.HOLD_BEGAN, Mark.HOLD_ENDED)), key=_by_time):
        if each.what is Mark.HOLD_BEGAN:
            began = began or each.at
        elif began is not None:
            total, is_any, began = total + (each.at - began), True, None
        elif not is_any:
            return -1
    return round(total.total_seconds()) if is_any else None


def _by_time(mark: MarkAt) -> tuple[datetime, bool]:
    return mark.at, mark.what is Mark.HOLD_ENDED


def contacts_of(contacts: Sequence[ContactAt], zone_minutes: int) -> list[Contact]:
    """Return contacts in their order by time, each by its day where the phone was; empty for none."""
    zone = timedelta(minutes=zone_minutes)
    days = [((each.at + zone).date(), each) for each in sorted(contacts, key=lambda each: each.at)]
    return [
        Contact(
            (on - days[0][0]).days,
            str(each.channel),
            str(each.outcome),
            None if each.promised_by is None else (each.promised_by - on).days,
            each.words,
        )
        for on, each in days
    ]
