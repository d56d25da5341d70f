"""What shoppers said of their missions, in words: the reasons only for whoever may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from basira.programme.people.permissions import Act, can
from basira.programme.waves.answers import AnswerCard, answer_cards, reason_counts
from basira.surfaces.shared.actor import StaffRequest
from basira.surfaces.shared.mission_words import MOVE_NAMES, REASON_WORDS


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as a page shows it; `reason` and `words` are empty for whoever may not read them."""

    move: str
    reason: str
    words: str
    asked_start: datetime | None
    asked_end: datetime | None
    is_short_notice: bool
    said_at: datetime


def said_of(request: StaffRequest, missions: Iterable[str]) -> dict[str, tuple[Said, ...]]:
    """Return what was said of these missions, by ref, the newest first; one without any is missing."""
    may_read = can(request.actor, Act.READ_ANSWERS)
    return {ref: tuple(said(card, may_read) for card in cards) for ref, cards in answer_cards(missions).items()}


def said(card: AnswerCard, may_read: bool) -> Said:
    """Return an answer in the reader's language."""
    reason = str(REASON_WORDS[card.reason]) if card.reason and may_read else ""
    words = card.words if may_read else ""
    asked = (card.asked_start, card.asked_end)
    return Said(str(MOVE_NAMES[card.move]), reason, words, *asked, card.is_short_notice, card.said_at)


def reasons_said(request: StaffRequest, wave: str) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return why missions of a cycle were not taken or not done, by what was said, with how often; empty for others' eyes."""
    if not can(request.actor, Act.READ_ANSWERS):
        return []
    by_move = groupby(reason_counts(wave), key=lambda each: each.move)
    return [
        (
            str(MOVE_NAMES[move]),
            [(str(REASON_WORDS[each.reason]) if each.reason else _("No reason given"), each.count) for each in counts],
        )
        for move, counts in by_move
    ]
