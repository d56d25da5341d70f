"""Questions to shoppers and their answers: beside the visit for the reviewer, and on the phone of whoever is asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from basira.core.kernel.asking import MOST_QUESTIONS, Asked, standing, told_until
from basira.core.kernel.lifecycles import VisitState
from basira.programme.review.models import Question, Review


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question as the reviewer meets it. `answer` is "" while there is none; `is_settled` when the visit has its verdict."""

    number: int
    words: str
    asked_at: datetime
    answer_by: datetime
    answer: str
    answered_at: datetime | None
    is_settled: bool

    def stands(self, now: datetime) -> Asked:
        """Return how it stands now."""
        return standing(answer_by=self.answer_by, answered_at=self.answered_at, is_settled=self.is_settled, now=now)


@dataclass(frozen=True, slots=True)
class PhoneQuestion:
    """
    A question as a phone gets it: nothing of who asked, nor of the review.

    `mission_ref` is None for a visit of none; `answer_by` is the full hour after her time is over.
    """

    ref: str
    mission_ref: str | None
    words: str
    answer_by: datetime


def question_cards(visit: str, *, is_settled: bool) -> tuple[QuestionCard, ...]:
    """Return what was asked about a visit, in order; empty when nothing was. One query."""
    rows = Question.objects.filter(visit__ref=visit).order_by("number")
    return tuple(
        QuestionCard(row.number, row.words, row.asked_at, row.answer_by, row.answer, row.answered_at, is_settled)
        for row in rows
    )


def questions_left(cards: tuple[QuestionCard, ...]) -> int:
    """Return how often a visit may still be asked about."""
    return max(0, MOST_QUESTIONS - len(cards))


def phone_questions(cycle_number_id: int) -> tuple[PhoneQuestion, ...]:
    """
    Return what a shopper is asked and has not answered, what is due first first; empty when nothing is. One query.

    One that is overdue stays until the verdict: a late answer is better than none.
    """
    waits = Review.objects.filter(visit=OuterRef("visit"), state=VisitState.RETURNED)
    found = Question.objects.filter(Exists(waits), answered_at=None, visit__cycle_number_id=cycle_number_id)
    rows = found.order_by("answer_by", "pk").values_list("ref", "visit__mission__ref", "words", "answer_by")
    return tuple(PhoneQuestion(ref, mission, words, told_until(answer_by)) for ref, mission, words, answer_by in rows)


def due_of_visit() -> Any:
    """Return by when the visit of an outer query is to be answered about, as a subquery; null where nothing is asked."""
    asked = Question.objects.filter(visit=OuterRef("pk"), answered_at=None).order_by("-number")
    return Subquery(asked.values("answer_by")[:1])
