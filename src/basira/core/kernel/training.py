"""Words and limits of training that tables and pages share."""

from enum import StrEnum


class CourseKind(StrEnum):
    """What shoppers come together for."""

    COURSE = "course"
    WORKSHOP = "workshop"
    MEETING = "meeting"


class Lack(StrEnum):
    """What a number lacks before a mission is hers."""

    CERTIFICATE = "certificate"
    PLEDGE = "pledge"


class TakenBackFor(StrEnum):
    """Why a certificate or a signed pledge stands no more: always one of these, never free words."""

    RULES = "rules-not-kept"
    SECRECY = "secrecy-not-kept"
    MISTAKE = "given-by-mistake"
    OWN_WISH = "own-wish"


ALSO_SIGNED_IN = ("ur",)
"""Languages of applying beside Arabic and English in which the pledge may be read and signed, by code."""

MOST_CODE_TRIES = 5
"""Wrong codes of a course that one number may type: a code has a million values."""
