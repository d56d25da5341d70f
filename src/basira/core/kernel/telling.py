"""What a body may learn of where a figure or a sentence comes from: the facts by which it narrows down who was there."""

from enum import StrEnum


class Fact(StrEnum):
    """One thing about a visit that a body can look up on its own side, in its queue log or on its cameras."""

    CENTRE = "centre"
    CHANNEL = "channel"
    SERVICE = "service"
    PERSONA = "persona"
    GROUP = "group"
    """Of which people somebody seemed to be."""
    DAY = "day"
    PART = "part"
    """Of the day."""


Told = frozenset[tuple[Fact, str]]
"""What is told, as (fact, value). A value of "" is told, and nobody outside the vault can say of whom it is true."""
