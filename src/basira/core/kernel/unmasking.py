"""
Unmasking: opening who stands behind a shopper number, by two people who sign this request and nothing else.

What they sign is a digest of the whole request, made here in one way for all: another number, another reason or another kind
of consent is another digest.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum

from basira.core.kernel.problem import Problem

APPROVALS = 2
OPEN_FOR = timedelta(days=14)
"""How long a request may wait for its approvals and its opening; then it lapses."""
SIGNING_TIME = timedelta(minutes=30)
"""How long a question to a passkey stands (security.md DC-03)."""
MOST_LETTERS = 1000


class Ground(StrEnum):
    """By what right somebody is unmasked. Nothing else is one."""

    COURT = "court-order"
    PROSECUTION = "prosecution"
    DANGER = "danger-to-life"
    OWN_WISH = "own-wish"


MAY_FORBID_NOTICE = frozenset({Ground.COURT, Ground.PROSECUTION})
"""Grounds that may forbid telling the shopper; on all others she is told."""


class Apart(StrEnum):
    """What the two who approve must differ in: the body that they work for, or in a small programme the unit (ruling 19)."""

    BODIES = "bodies"
    UNITS = "units"


class Consent(StrEnum):
    """What somebody signs."""

    APPROVE = "approve"
    OPEN = "open"


class UnmaskingState(StrEnum):
    """A request to open who stands behind a number: two approve, it cools, it is opened once; or it comes to nothing."""

    ASKED = "unmasking-asked"
    APPROVED_ONCE = "approved-once"
    COOLING = "cooling"
    OPENED = "opened"
    REFUSED = "refused"
    TAKEN_BACK = "withdrawn"
    LAPSED = "lapsed"


UNMASKING_MOVES: Mapping[UnmaskingState, frozenset[UnmaskingState]] = {
    UnmaskingState.ASKED: frozenset(
        {UnmaskingState.APPROVED_ONCE, UnmaskingState.REFUSED, UnmaskingState.TAKEN_BACK, UnmaskingState.LAPSED}
    ),
    UnmaskingState.APPROVED_ONCE: frozenset(
        {UnmaskingState.COOLING, UnmaskingState.REFUSED, UnmaskingState.TAKEN_BACK, UnmaskingState.LAPSED}
    ),
    UnmaskingState.COOLING: frozenset(
        {UnmaskingState.OPENED, UnmaskingState.REFUSED, UnmaskingState.TAKEN_BACK, UnmaskingState.LAPSED}
    ),
    # Opened once and for all: whoever needs to know again asks again.
    UnmaskingState.OPENED: frozenset(),
    UnmaskingState.REFUSED: frozenset(),
    UnmaskingState.TAKEN_BACK: frozenset(),
    UnmaskingState.LAPSED: frozenset(),
}


class StatementUnfit(Problem):
    """A request lacks its reason or its legal ground in words, says too much, or forbids a notice that its ground does not."""

    code = "unmasking.statement-unfit"


@dataclass(frozen=True, slots=True)
class Statement:
    """A request as it is signed: never changed once it is asked. `asked_at` is an ISO instant in UTC."""

    request_ref: str
    number_ref: str
    why: str
    ground: Ground
    ground_words: str
    apart: Apart
    forbids_notice: bool
    asked_by: str
    asked_at: str

    def challenge(self, consent: Consent, by: str, nonce: bytes) -> bytes:
        """
        Return the 32 bytes that somebody's passkey signs for one kind of consent to this request.

        `nonce` is drawn anew for each question, so that no signature stands for a later one.
        """
        said = {"v": 1, "consent": str(consent), "by": by, "nonce": nonce.hex(), **asdict(self)}
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).digest()


def check_statement(statement: Statement) -> None:
    """
    Refuse a request that says too little, too much, or forbids what its ground does not.

    :raises StatementUnfit: naming the fields
    """
    wrong = [
        name
        for name, text in (("why", statement.why), ("ground_words", statement.ground_words))
        if not text.strip() or len(text) > MOST_LETTERS
    ]
    wrong += ["forbids_notice"] if statement.forbids_notice and statement.ground not in MAY_FORBID_NOTICE else []
    if wrong:
        raise StatementUnfit(fields=wrong)
