"""When a sealed file that its site's rule forbade may be destroyed: what holds it, and that two people decide."""

from collections.abc import Iterable
from enum import StrEnum

from basira.core.kernel.problem import Problem

MOST_LETTERS = 1000


class Hold(StrEnum):
    """Why a file may not be destroyed now: somebody may still need it to be there."""

    CONFLICT = "conflict"
    ALARM = "alarm"
    CONTEST = "contest"


class StillHeld(Problem):
    """The file is held; `holds` says by what."""

    code = "retention.still-held"


class NotWithheld(Problem):
    """Only a file that the rule of its site forbade is destroyed; evidence is kept."""

    code = "retention.not-withheld"


class SamePerson(Problem):
    """Whoever proposed it does not approve it: a second person does."""

    code = "retention.same-person"


class ReasonUnfit(Problem):
    """A reason is told in at least a few words, and at most `limit` letters."""

    code = "retention.reason-unfit"


def check_free(holds: Iterable[Hold]) -> None:
    """
    Refuse to destroy what is held.

    :raises StillHeld: with what holds it
    """
    if found := sorted(str(hold) for hold in holds):
        raise StillHeld(holds=found)


def check_second(proposed_by: str, by: str) -> None:
    """
    Refuse that one person proposes and approves.

    :raises SamePerson: when the two are one
    """
    if proposed_by == by:
        raise SamePerson()


def fit_reason(reason: str) -> str:
    """
    Return a reason without what surrounds it.

    :raises ReasonUnfit: when there is none, or it is too long
    """
    said = reason.strip()
    if not 0 < len(said) <= MOST_LETTERS:
        raise ReasonUnfit(limit=MOST_LETTERS)
    return said
