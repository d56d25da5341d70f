"""
What a shopper may say of her own mission: from which state, with which reasons, and within which limits.

Tables and refusals alone; the verb that writes is `waves.verbs.make_move`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.problem import Problem


class ShopperMove(StrEnum):
    """What she may say; another time leaves the mission's state as it is."""

    ACCEPT = "accept"
    DECLINE = "decline"
    ANOTHER_TIME = "another-time"
    HAND_BACK = "hand-back"
    NOT_DONE = "not-done"
    BEGIN_EVERYDAY = "begin-everyday"
    """An experience that nobody assigned: it makes its mission, so that no state of one leads to it."""


class MoveReason(StrEnum):
    """Why; `OTHER` wants words."""

    NO_TIME = "no-time"
    TOO_FAR = "too-far"
    UNWELL = "unwell"
    KNOWN_THERE = "known-there"
    NOT_FITTING = "not-fitting"
    FEELS_UNSAFE = "feels-unsafe"
    CLOSED = "closed"
    MOVED = "moved"
    NOT_FOUND = "not-found"
    REFUSED_SERVICE = "refused-service"
    UNSAFE = "unsafe"
    OTHER = "other"


R = MoveReason

REASONS: Mapping[ShopperMove, tuple[MoveReason, ...]] = {
    ShopperMove.ACCEPT: (),
    ShopperMove.DECLINE: (R.NO_TIME, R.TOO_FAR, R.KNOWN_THERE, R.NOT_FITTING, R.FEELS_UNSAFE, R.OTHER),
    ShopperMove.ANOTHER_TIME: (),
    ShopperMove.HAND_BACK: (R.NO_TIME, R.UNWELL, R.KNOWN_THERE, R.NOT_FITTING, R.FEELS_UNSAFE, R.OTHER),
    ShopperMove.NOT_DONE: (R.CLOSED, R.MOVED, R.NOT_FOUND, R.REFUSED_SERVICE, R.UNSAFE, R.OTHER),
    ShopperMove.BEGIN_EVERYDAY: (),
}
"""The reasons that go with a move, in the order to show; a move without any takes none."""

WANTS_REASON = frozenset({ShopperMove.HAND_BACK, ShopperMove.NOT_DONE})

LEADS_TO: Mapping[ShopperMove, MissionState] = {
    ShopperMove.ACCEPT: MissionState.ACCEPTED,
    ShopperMove.DECLINE: MissionState.DECLINED,
    ShopperMove.HAND_BACK: MissionState.WITHDRAWN,
    ShopperMove.NOT_DONE: MissionState.NOT_DONE,
}

MOVES_FROM: Mapping[MissionState, frozenset[ShopperMove]] = {
    MissionState.OFFERED: frozenset({ShopperMove.ACCEPT, ShopperMove.DECLINE, ShopperMove.ANOTHER_TIME}),
    MissionState.ACCEPTED: frozenset({ShopperMove.ANOTHER_TIME, ShopperMove.HAND_BACK, ShopperMove.NOT_DONE}),
}
"""What is hers to say in each state; in a state that is missing here, nothing."""

MOST_RESCHEDULES = 2
BOOKING_AHEAD = timedelta(days=14)
"""How far ahead another time may start; what is usual for volunteers."""
CANCEL_NOTICE = timedelta(hours=48)
"""A shorter notice before the window is noted, never refused: nobody is kept to a visit against her will."""
ANSWER_TIME = timedelta(hours=72)
"""How long an offer stands, or until its window ends: the clock that volunteers get for a revision, too."""
NEED_TIME = timedelta(days=31)
"""How long what she said she needs stands: "this month"."""
MOST_NEEDS = 20
EVERYDAY_TIME = timedelta(days=7)
"""How long an everyday experience may be written down after it was begun."""
EVERYDAY_A_CYCLE = 30
"""Everyday experiences of one shopper in one cycle: far more than anybody's life brings, and a bound for a lost phone."""
MOST_WORDS = 500
"""Letters of the text that goes with a reason."""


class NotHersToSay(Problem):
    """In this state of the mission, the move is not the shopper's to make."""

    code = "waves.move-not-hers"


class ReasonRefused(Problem):
    """The reason is missing, or is not one of this move's."""

    code = "waves.move-reason"


class WordsRefused(Problem):
    """Words are missing where the reason is "other", stand without a reason, or are longer than `limit` letters."""

    code = "waves.move-words"


class ReschedulesSpent(Problem):
    """Another time was asked for `limit` times already."""

    code = "waves.reschedules-spent"


class TimeRefused(Problem):
    """Another time does not lie where it may: `limit` says which limit."""

    code = "waves.another-time"


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """Return how long it is."""
        return self.end - self.start


def moves_from(state: MissionState, reschedules: int) -> tuple[ShopperMove, ...]:
    """Return what a shopper may say now, in the order of `ShopperMove`; empty when it is not hers any more."""
    spent = {ShopperMove.ANOTHER_TIME} if reschedules >= MOST_RESCHEDULES else set()
    return tuple(move for move in ShopperMove if move in MOVES_FROM.get(state, frozenset()) - spent)


def check_open(move: ShopperMove, state: MissionState) -> None:
    """
    Refuse a move that is not hers in this state.

    :raises NotHersToSay: with the state
    """
    if move not in MOVES_FROM.get(state, frozenset()):
        raise NotHersToSay(state=state)


def check_reason(move: ShopperMove, reason: str, words: str) -> None:
    """
    Refuse a reason or words that do not go with a move.

    :raises ReasonRefused: when the reason is missing or another move's
    :raises WordsRefused: when words are missing, too long, or stand without a reason
    """
    if (move in WANTS_REASON and not reason) or (reason and reason not in REASONS[move]):
        raise ReasonRefused()
    is_bare = bool(words) and not reason
    if len(words) > MOST_WORDS or is_bare or (reason == MoveReason.OTHER and not words):
        raise WordsRefused(limit=MOST_WORDS)


def check_another_time(asked: Window, planned: Window, last_day: date, at: datetime) -> None:
    """
    Refuse a window that starts in the past or too far ahead, ends after the cycle, or is longer than was planned.

    `last_day` is the cycle's, and is compared with the day of `asked.end` in the zone that it carries.

    :raises TimeRefused: with the limit: "order", "past", "ahead", "cycle" or "length"
    """
    broken = {
        "order": asked.end <= asked.start,
        "past": asked.start <= at,
        "ahead": asked.start > at + BOOKING_AHEAD,
        "cycle": asked.end.date() > last_day,
        "length": asked.length > planned.length,
    }
    for limit, is_broken in broken.items():
        if is_broken:
            raise TimeRefused(limit=limit, days=BOOKING_AHEAD.days)


def is_short_notice(move: ShopperMove, start: datetime, at: datetime) -> bool:
    """Tell whether a mission is handed back later than the notice that is asked for."""
    return move is ShopperMove.HAND_BACK and start - at < CANCEL_NOTICE
