"""What a measured body may ask about a visit when it should ask nothing: codes for the log of contacts."""

from enum import StrEnum


class ContactKind(StrEnum):
    """What was asked."""

    WHEN = "when"
    WHO = "who"
    WHAT_WAS_SEEN = "what-was-seen"
    CHANGE_RESULT = "change-result"
    FAVOUR = "favour"
    OTHER = "other"
