"""What may be reported from one visit alone, to whom, how its answers are told, and how an accountability file may end."""

from decimal import Decimal
from enum import StrEnum

from basira.core.kernel.registry import MissionKind

SINGLE_KINDS = frozenset({MissionKind.PHONE_CALL, MissionKind.EVENT, MissionKind.WEBSITE_OR_APP, MissionKind.MESSAGE})
"""
Kinds of which one visit may be reported within the body that ordered it (ruling 19: a phone test, an exhibition visit).

Somebody who stood at a counter is remembered; a voice, a stand with hundreds of guests or a message is not.
"""


class Addressee(StrEnum):
    """Who reads a single report (S1-25)."""

    UNIT = "unit"
    TOP = "top"


class Met(StrEnum):
    """What one visit found of one criterion. There is no score of one visit: it would be a number without an interval."""

    YES = "met"
    PARTLY = "met-in-part"
    NO = "not-met"
    NOT_APPLICABLE = "not-applicable"


def met(share: Decimal | None) -> Met:
    """Return what a share of points (0 to 1) says of a criterion; None is one that did not apply."""
    if share is None:
        return Met.NOT_APPLICABLE
    if share >= 1:
        return Met.YES
    return Met.NO if share <= 0 else Met.PARTLY


class FileOutcome(StrEnum):
    """How an accountability file ends (ruling 2). Nothing is decided about a person: that is the body's own lawful process."""

    NO_ACTION = "no-action"
    GUIDANCE = "guidance"
    REFERRED = "referred"


class SecondSource(StrEnum):
    """What stands beside the one covert visit: without it, no file ends against anybody."""

    ANOTHER_VISIT = "another-visit"
    COMPLAINT = "complaint"
    DOCUMENT = "document"
    OWN_STATEMENT = "own-statement"
