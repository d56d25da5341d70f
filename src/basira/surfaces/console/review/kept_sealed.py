"""Visits that were given over sealed and could not be filed, or are not opened yet: listed where visits wait, with why, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from basira.core.instrument.sendings import Decision
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import sendings
from basira.programme.fieldwork.sendings import SendingCard
from basira.surfaces.shared.words import WORDS

NEVER_OPENED = "sending.never-opened"
DECISIONS = {
    Decision.AGAIN: _("Tried again"),
    Decision.FOR_ANOTHER: _("Tried again for another mission"),
    Decision.SET_ASIDE: _("Set aside"),
}
"""What a decision on one of them is called."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One of them, and why in the reader's language."""

    card: SendingCard
    why: str


def kept_sealed() -> tuple[KeptLine, ...]:
    """Return what was given over and could not be filed, the newest first; empty when there is nothing."""
    return lines_of(sendings.refused_cards())


def lines_of(cards: Iterable[SendingCard]) -> tuple[KeptLine, ...]:
    """Return sendings with why they are not filed, in words; those that nobody could open say so."""
    return tuple(KeptLine(card, why_in_words(card.why or NEVER_OPENED)) for card in cards)


def why_in_words(code: str) -> str:
    """Return the words of a refusal by its code alone; general words for those that name values, which are not kept."""
    words = str(WORDS.get(code, WORDS[Problem.code]))
    return str(WORDS["sending.refused"]) if "%(" in words else words
