"""Words that the duty desk shares with its tables: kinds of danger, since when, who was told, how far a report stands out."""

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
