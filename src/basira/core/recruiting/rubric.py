"""
How an application is assessed: criteria marked 0 to 4 by people who do not see each other, and one score from them.

Two assessors, and a third where the two lie further apart than the call allows. A score is the mean of the criteria as
points of 100, all criteria weighing the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from basira.core.kernel.problem import Problem

TOP = 4
"""The best mark of a criterion; 0 is the worst."""
POINT = Decimal("0.1")


class Criterion(StrEnum):
    """What is looked for (S3-16 to S3-19, S3-30, S3-31, S1-26 to S1-30); each call says which of them."""

    CREDIBILITY = "credibility"
    RESPONSIBILITY = "responsibility"
    PUBLIC_INTEREST = "public-interest"
    NEUTRALITY = "neutrality"
    SECRECY = "secrecy"
    GAINS_TRUST = "gains-trust"
    OBSERVATION = "observation"
    EVALUATIVE_NOTES = "evaluative-notes"
    KNOWS_THE_AIM = "knows-the-aim"
    REPORT_WRITING = "report-writing"
    COMPLETENESS = "completeness"


DEFAULT_CRITERIA = (
    Criterion.CREDIBILITY,
    Criterion.RESPONSIBILITY,
    Criterion.PUBLIC_INTEREST,
    Criterion.OBSERVATION,
    Criterion.REPORT_WRITING,
    Criterion.COMPLETENESS,
)
"""What a call asks for where the programme says nothing else."""


class NotPassed(StrEnum):
    """Why an application did not pass: always one of these, never free words."""

    BELOW_MARK = "below-mark"
    CONFLICT = "conflict"
    PAPERS = "papers"


class MarksIncomplete(Problem):
    """A criterion has no mark, or one outside 0 to 4, or is not asked for; `criteria` names them."""

    code = "recruiting.marks-incomplete"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the assessments come to: `wanted` more assessors are asked for, or there is a score, in points of 100."""

    wanted: int
    score: Decimal | None = None


def score_of(marks: Mapping[str, int], criteria: Sequence[Criterion] = DEFAULT_CRITERIA) -> Decimal:
    """
    Return the score of one assessor by the criteria of a call (one at least), 0 to 100 with one decimal.

    :raises MarksIncomplete: naming the criteria without a mark of 0 to 4, or else the marks that nobody asked for
    """
    wrong = [str(each) for each in criteria if marks.get(each) not in range(TOP + 1)]
    if wrong or len(marks) != len(criteria):
        raise MarksIncomplete(criteria=wrong or sorted(set(marks) - set(criteria)))
    return (Decimal(sum(marks.values()) * 100) / (TOP * len(criteria))).quantize(POINT)


def agreement(scores: Sequence[Decimal], *, most_apart: int) -> Agreement:
    """
    Return what the scores of one application come to, in whatever order they were given.

    Two that are at most `most_apart` points apart give their mean. Of three, the two that are nearest to each other do;
    where both pairs are as near, all three. Fewer ask for more.
    """
    ordered = sorted(scores)
    if len(ordered) < 2:
        return Agreement(2 - len(ordered))
    if len(ordered) == 2:
        is_near = ordered[1] - ordered[0] <= most_apart
        return Agreement(0, _mean(ordered)) if is_near else Agreement(1)
    gaps = [after - before for before, after in pairwise(ordered)]
    if gaps[0] == gaps[-1]:
        return Agreement(0, _mean(ordered))
    place = gaps.index(min(gaps))
    return Agreement(0, _mean(ordered[place : place + 2]))


def _mean(scores: Sequence[Decimal]) -> Decimal:
    return (sum(scores, Decimal(0)) / len(scores)).quantize(POINT)
