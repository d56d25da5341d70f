"""Visits that were given over sealed and could not be filed, or are not opened yet: listed where visits wait, with why, in words."""

from dataclasses import dataclass

from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import sendings
from basira.programme.fieldwork.sendings import SendingCard
from basira.surfaces.shared.words import WORDS


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One of them, and why in the reader's language."""

    card: SendingCard
    why: str


def kept_sealed() -> tuple[KeptLine, ...]:
    """Return what was given over and could not be filed, the newest first; empty when there is nothing."""
    return tuple(KeptLine(card, why_in_words(card.why)) for card in sendings.refused_cards())


def why_in_words(code: str) -> str:
    """Return the words of a refusal by its code alone; general words for those that name values, which are not kept."""
    words = str(WORDS.get(code, WORDS[Problem.code]))
    return str(WORDS["sending.refused"]) if "%(" in words else words
