"""
The coded lists of an analyst's finding, and what its few free words may not say.

A finding is built of codes, so that no shopper's prose and nobody's temper gets into a report. What a body may not be told
here at all, a hint of a bribe for instance, has no code: it goes to the sealed list (`IntegrityKind`).
"""

import re
from collections.abc import Mapping
from enum import StrEnum


class Severity(StrEnum):
    """How much it matters to people who come for the service; strengths are measured on the same scale."""

    SLIGHT = "slight"
    MARKED = "marked"
    STRONG = "strong"


class Recurrence(StrEnum):
    """Whether it was seen before."""

    FIRST = "first"
    AGAIN = "again"
    LASTING = "lasting"


class Cause(StrEnum):
    """Where it seems to come from: causes lie in how work is arranged, never in a person."""

    RULES = "rules"
    STAFFING = "staffing"
    TRAINING = "training"
    INFORMATION = "information"
    SYSTEM = "system"
    PREMISES = "premises"
    HANDOVER = "handover"
    LEADERSHIP = "leadership"


class Step(StrEnum):
    """Where on the customer's way it stands; a step names no visit."""

    BEFORE = "before"
    ARRIVAL = "arrival"
    WAITING = "waiting"
    SERVING = "serving"
    PAYING = "paying"
    RECEIVING = "receiving"
    AFTER = "after"


class Topic(StrEnum):
    """What fills the blank of a wording."""

    FEES = "fees"
    PAPERS = "papers"
    HOURS = "hours"
    SIGNS = "signs"
    QUEUE = "queue"
    MANNERS = "manners"
    KNOWLEDGE = "knowledge"
    PRIVACY = "privacy"
    ACCESS = "access"
    DIGITAL = "digital"
    COMPLAINTS = "complaints"


class Wording(StrEnum):
    """The sentences that there are. Each has one blank, filled with a topic, and belongs to one part (`WORDING_PARTS`)."""

    KEPT = "kept"
    KNOWN = "known"
    OFFERED = "offered"
    DIFFERS = "differs"
    MISSING = "missing"
    UNEVEN = "uneven"
    TWICE = "twice"
    EARLIER = "earlier"
    SIMPLER = "simpler"
    SHARED = "shared"


WORDING_PARTS: Mapping[Wording, str] = {
    Wording.KEPT: "strength",
    Wording.KNOWN: "strength",
    Wording.OFFERED: "strength",
    Wording.DIFFERS: "shortcoming",
    Wording.MISSING: "shortcoming",
    Wording.UNEVEN: "shortcoming",
    Wording.TWICE: "shortcoming",
    Wording.EARLIER: "opportunity",
    Wording.SIMPLER: "opportunity",
    Wording.SHARED: "opportunity",
}
"""The part of a report (`core.scoring.Part`) to which a wording belongs."""


class IntegrityKind(StrEnum):
    """What is never said to a body: it goes to the sealed list, for the integrity officer alone."""

    BRIBE_HINTED = "bribe-hinted"
    OUT_OF_ORDER = "out-of-order"
    INTERMEDIARY = "intermediary"


MOST_CAUSES = 3
MOST_ARTICLES = 5
MOST_REMARK = 280
"""Letters of the free remark, in each language."""

INTEGRITY_WORDS = re.compile(
    r"brib|kickback|baksheesh|under the table|favouritis|nepotis|corrupt|رشو|رشاو|مرتش|محسوبي|إكرامي|اكرامي|فساد"
    r"|(?<![ء-ي])(?:ال)?واسط[ةه]",
    re.IGNORECASE,
)


def speaks_of_integrity(text: str) -> bool:
    """
    Tell whether a text for a body speaks of what belongs on the sealed list, by a text in matching form too.

    What it cannot read, a person must.
    """
    return bool(INTEGRITY_WORDS.search(text))


LEAST_REFERRED = 3
"""Visits, and shoppers behind them, from which on a kind of hint may leave: one person's word accuses nobody."""


def may_be_referred(*, visits: int, shoppers: int) -> bool:
    """Tell whether hints of one kind about one body in one cycle may be handed to the audit body."""
    return visits >= LEAST_REFERRED and shoppers >= LEAST_REFERRED


def said_at_least(visits: int) -> int:
    """Return the number that is handed over: rounded down to threes, so that one more visit is not read from it."""
    return visits // LEAST_REFERRED * LEAST_REFERRED
