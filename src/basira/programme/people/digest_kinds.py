"""The kinds of digests, and how far one of the outbox is."""

from enum import StrEnum


class DigestKind(StrEnum):
    """Upon what somebody wants to hear: each week, when results are told, or when something is past its day."""

    WEEKLY = "weekly"
    RELEASE = "release"
    OVERDUE = "overdue"


class DigestState(StrEnum):
    """Waiting for its sending; sent; given up after its tries; or dropped, because nobody wants it any more."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
