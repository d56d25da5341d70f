"""What a phone offers on the way, by the kind of mission: moments to touch, things to count, promises to compare, and a log."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from basira.core.kernel.registry import MissionKind


class Mark(StrEnum):
    """A moment that is touched on the way."""

    ARRIVED = "arrived"
    TICKET = "ticket"
    CALLED = "called"
    SERVED = "served"
    LEFT = "left"
    DIALLED = "dialled"
    MACHINE = "machine"
    HOLD_BEGAN = "hold-began"
    HOLD_ENDED = "hold-ended"
    HUMAN = "human"
    ENDED = "ended"
    BEGAN = "began"
    DONE = "done"
    GAVE_UP = "gave-up"
    WRITTEN = "written"
    RECEIPT = "receipt"
    ANSWERED = "answered"
    ADDRESSED = "addressed"


class Count(StrEnum):
    """Something that is counted."""

    QUEUE = "queue"
    OPEN_COUNTERS = "open-counters"
    REFERRALS = "referrals"
    APPOINTMENT_DAYS = "appointment-days"
    RINGS = "rings"
    MENU_STEPS = "menu-steps"
    HOLDS = "holds"
    TRANSFERS = "transfers"
    ATTEMPTS = "attempts"
    STEPS = "steps"
    ERRORS = "errors"
    REMINDERS = "reminders"
    STAFF = "staff"
    VISITORS = "visitors"


class Promised(StrEnum):
    """What a body promises and a shopper compares with what she met."""

    WAIT_MINUTES = "wait-minutes"
    FEE = "fee"
    DAYS = "days"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Instruments:
    """What one kind of mission offers, in the order to show; `log` where contacts over days make sense."""

    marks: tuple[Mark, ...]
    counts: tuple[Count, ...]
    promises: tuple[Promised, ...] = tuple(Promised)
    log: bool = True


AT_A_COUNTER = Instruments(
    (Mark.ARRIVED, Mark.TICKET, Mark.CALLED, Mark.SERVED, Mark.LEFT),
    (Count.QUEUE, Count.OPEN_COUNTERS, Count.REFERRALS, Count.APPOINTMENT_DAYS),
)
INSTRUMENTS: Mapping[MissionKind, Instruments] = {
    MissionKind.COUNTER_VISIT: AT_A_COUNTER,
    MissionKind.JOURNEY_STEP: AT_A_COUNTER,
    MissionKind.EVERYDAY: AT_A_COUNTER,
    MissionKind.PHONE_CALL: Instruments(
        (Mark.DIALLED, Mark.MACHINE, Mark.HOLD_BEGAN, Mark.HOLD_ENDED, Mark.HUMAN, Mark.ENDED),
        (Count.RINGS, Count.MENU_STEPS, Count.HOLDS, Count.TRANSFERS, Count.ATTEMPTS),
    ),
    MissionKind.WEBSITE_OR_APP: Instruments(
        (Mark.BEGAN, Mark.DONE, Mark.GAVE_UP), (Count.STEPS, Count.ERRORS, Count.APPOINTMENT_DAYS)
    ),
    MissionKind.MESSAGE: Instruments((Mark.WRITTEN, Mark.RECEIPT, Mark.ANSWERED), (Count.REMINDERS,)),
    MissionKind.EVENT: Instruments(
        (Mark.ARRIVED, Mark.ADDRESSED, Mark.LEFT), (Count.QUEUE, Count.STAFF, Count.VISITORS), promises=(), log=False
    ),
    MissionKind.SPOT_CHECK: Instruments(
        (Mark.BEGAN, Mark.ENDED), (Count.QUEUE, Count.OPEN_COUNTERS), promises=(), log=False
    ),
}
"""By kind of mission; the table of docs/reference/capture-record.md."""

AT_A_PLACE = frozenset(
    {
        MissionKind.COUNTER_VISIT, MissionKind.JOURNEY_STEP, MissionKind.EVERYDAY, MissionKind.EVENT,
        MissionKind.SPOT_CHECK,
    }
)  # fmt: skip
"""Kinds that are made at the centre: a position says something of them alone."""
