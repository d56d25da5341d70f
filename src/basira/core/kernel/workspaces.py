"""The words of a workspace: whose side somebody writes on, and which of the two drawings of a procedure it is."""

from enum import StrEnum


class Side(StrEnum):
    """Who writes: the measured body, or the programme."""

    BODY = "body"
    PROGRAMME = "programme"


class Drawn(StrEnum):
    """A procedure as it is, or as it could be."""

    AS_IS = "as-is"
    COULD_BE = "could-be"
