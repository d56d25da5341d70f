"""A reviewer's question to a shopper: how many, for how long, what its words may not tell, and how it stands."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from basira.core.kernel.betraying import betrays

MOST_QUESTIONS = 3
"""Questions about one visit: whoever must ask a fourth time has the answer that there is none."""
ANSWER_TIME = timedelta(hours=72)
"""How long a volunteer has; the same as for an offer. Nothing happens by itself when it is over (ruling 17)."""
MOST_ASKED = 500
"""Letters of a question: what a phone shows without scrolling."""
MOST_ANSWERED = 2000
"""Letters of an answer."""


class Asked(StrEnum):
    """How a question stands."""

    OPEN = "asked"
    OVERDUE = "no-answer"
    ANSWERED = "answered"
    ANSWERED_LATE = "answered-late"
    NOT_NEEDED = "no-longer-needed"


def standing(*, answer_by: datetime, answered_at: datetime | None, is_settled: bool, now: datetime) -> Asked:
    """Return how a question stands now; one that its visit's verdict came before is not needed any more."""
    if answered_at is not None:
        return Asked.ANSWERED if answered_at <= answer_by else Asked.ANSWERED_LATE
    if is_settled:
        return Asked.NOT_NEEDED
    return Asked.OPEN if now <= answer_by else Asked.OVERDUE


def told_until(answer_by: datetime) -> datetime:
    """Return until when a phone is told that an answer is wanted: the full hour after, which tells nobody when it was asked."""
    past = timedelta(minutes=answer_by.minute, seconds=answer_by.second, microseconds=answer_by.microsecond)
    return answer_by + -past % timedelta(hours=1)


def tells_too_much(words: str, *, shoppers: Iterable[str]) -> tuple[str, ...]:
    """
    Return what a question would tell to whoever looks at the phone, as `betrays` names it: a "number", a "visit", a "person".

    Empty for words that could stand in anybody's notes. A time of day may be named: reviewers ask about times. `shoppers` are
    the programme's own words for its shoppers.
    """
    return tuple(each for each in betrays(words, words=shoppers) if each != "time")
