"""Words that the duty desk shares with its tables: kinds of danger, since when, who was told, and what a report may betray."""

import re
from enum import StrEnum


class DangerKind(StrEnum):
    """What endangers life."""

    FIRE_EXIT = "fire-exit"
    STRUCTURE = "structure"
    ELECTRICITY = "electricity"
    MEDICAL = "medical"
    VIOLENCE = "violence"
    CHILD = "child"
    OTHER = "other"


class Since(StrEnum):
    """Since when, coarse on purpose: an exact moment would date a visit."""

    NOW = "now"
    TODAY = "today"
    DAYS = "days"
    LONGER = "longer"
    UNKNOWN = "unknown"


class Told(StrEnum):
    """Who is told of a danger: the body's emergency contact, and the top."""

    BODY = "body"
    TOP = "top"


class Way(StrEnum):
    """How they were told. There is no mail of the programme itself, so that a person tells and says when."""

    PHONE = "phone"
    IN_PERSON = "in-person"


class Exposure(StrEnum):
    """How easily a body could tell from which visit a report came."""

    CERTAIN = "certain"
    LIKELY = "likely"
    HARD = "hard"


ENOUGH_VISITS = 5
ENOUGH_SHOPPERS = 3
"""What a published figure must rest on (core/disclosure): among as many, one visit is not told apart either."""


def exposure_of(*, visits: int, shoppers: int) -> Exposure:
    """
    Return how far a report stands out among `visits` by `shoppers` distinct people at its centre, its own among them.

    None at all counts as one: whoever reports was there.
    """
    if visits <= 1 or shoppers <= 1:
        return Exposure.CERTAIN
    if visits < ENOUGH_VISITS or shoppers < ENOUGH_SHOPPERS:
        return Exposure.LIKELY
    return Exposure.HARD


NUMBER_OF_A_SHOPPER = re.compile(r"م\s*[-–]?\s*\d{3,}|\bM-\d{3,}", re.IGNORECASE)
TIME_OF_DAY = re.compile(r"\d{1,2}\s*[:٫]\s*\d{2}")
WORDS_FOR_SHOPPERS = re.compile(r"shopper|undercover|covert|متسوق|المتسوّق|متخف", re.IGNORECASE)


def betrays(text: str) -> tuple[str, ...]:
    """
    Return what a text for a body would betray: "number" of a shopper, "time" of day, or that there was a "visit" at all.

    Empty for a text that tells nothing of these. It reads digits of every script; what it cannot read, a person must.
    """
    told = (("number", NUMBER_OF_A_SHOPPER), ("time", TIME_OF_DAY), ("visit", WORDS_FOR_SHOPPERS))
    return tuple(name for name, sign in told if sign.search(text))
