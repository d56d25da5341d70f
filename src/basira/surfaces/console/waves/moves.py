"""What a planner may say of a mission, and of many at once, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from basira.core.kernel.lifecycles import MISSION_MOVES, MissionState

MOVE_WORDS: dict[MissionState, Promise] = {
    MissionState.OFFERED: _("Offer it"),
    MissionState.ACCEPTED: _("The shopper accepts"),
    MissionState.DECLINED: _("The shopper declines"),
    MissionState.EXPIRED: _("The offer has lapsed"),
    MissionState.NOT_DONE: _("It was not done"),
    MissionState.WITHDRAWN: _("Withdraw it"),
    MissionState.VOID: _("Declare it void"),
}
"""A mission becomes done by its visit alone, so that this move is offered to nobody."""

GRAVE = frozenset({MissionState.WITHDRAWN, MissionState.VOID})
"""Moves that are asked about before they are made."""


@dataclass(frozen=True, slots=True)
class Move:
    """A move that is open: where to, the words of its button, and whether to ask first."""

    to: MissionState
    words: str
    is_grave: bool


@dataclass(frozen=True, slots=True)
class MoveTogether:
    """A move for every mission of a cycle that is in `start`."""

    start: MissionState
    to: MissionState
    count: int
    words: str


TOGETHER = (
    (MissionState.PLANNED, MissionState.OFFERED, _("Offer all planned missions")),
    (MissionState.OFFERED, MissionState.ACCEPTED, _("Record that all offers are accepted")),
)


def moves_of(state: MissionState) -> list[Move]:
    """Return what a planner may say of a mission in this state; empty at the end of its life."""
    return [Move(to, str(words), to in GRAVE) for to, words in MOVE_WORDS.items() if to in MISSION_MOVES[state]]


def moves_together(counts: Mapping[MissionState, int]) -> list[MoveTogether]:
    """Return the moves that many missions may make at once; empty where no mission waits for one."""
    return [MoveTogether(start, to, counts[start], str(words)) for start, to, words in TOGETHER if counts.get(start)]
