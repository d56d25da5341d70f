"""A reviewer's question to the shopper of a visit, and her answer from the phone."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.asking import ANSWER_TIME, MOST_ANSWERED, MOST_ASKED, MOST_QUESTIONS, tells_too_much
from basira.core.kernel.lifecycles import VISIT_MOVES, VisitState, check_move
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act
from basira.programme.review.models import Question, Review


class QuestionsSpent(Problem):
    """A visit was asked about `limit` times already."""

    code = "review.questions-spent"


class QuestionTooLong(Problem):
    """A question has at most `limit` letters."""

    code = "review.question-too-long"


class QuestionTellsTooMuch(Problem):
    """The words would tell whoever looks at the phone what its owner does; `found` lists by what."""

    code = "review.question-tells-too-much"


class QuestionUnknown(Problem):
    """No question about a visit of hers has this ref; another's looks the same."""

    code = "review.question-unknown"


class AnswerUnfit(Problem):
    """An answer has some words, and at most `limit` letters."""

    code = "review.answer-unfit"


class QuestionAnswered(Problem):
    """Other words came as the answer before; those stand."""

    code = "review.question-answered"


def ask(visits: Sequence[int], words: str, by: Actor, at: datetime) -> None:
    """
    Write down a question about each of these visits (by row), which are locked by their reviews.

    :raises QuestionTooLong, QuestionTellsTooMuch: when the words may not go to a phone
    :raises QuestionsSpent: when one of the visits was asked about often enough
    """
    if len(words) > MOST_ASKED:
        raise QuestionTooLong(limit=MOST_ASKED)
    if found := tells_too_much(words, shoppers=people.shopper_words()):
        raise QuestionTellsTooMuch(found=list(found))
    before = Counter(Question.objects.filter(visit_id__in=visits).values_list("visit_id", flat=True))
    if max(before.values(), default=0) >= MOST_QUESTIONS:
        raise QuestionsSpent(limit=MOST_QUESTIONS)
    facts = {"words": words, "asked_at": at, "asked_by": by.ref, "answer_by": at + ANSWER_TIME}
    Question.objects.bulk_create(Question(visit_id=each, number=before[each] + 1, **facts) for each in visits)


@transaction.atomic
def answer_question(*, question: str, answer: str, by: Actor, at: datetime) -> bool:
    """
    Keep a shopper's answer, and lead the visit back to the reviewer; return False for the same answer again.

    It is kept whenever it comes: after her time, and after the verdict, which it does not change. The journal says that, not
    what, she answered.

    :raises NotPermitted: when `by` is no shopper
    :raises QuestionUnknown: when nobody asked her this
    :raises AnswerUnfit: without words, or with too many
    :raises QuestionAnswered: when she answered in other words before
    """
    permissions.check(by, Act.ANSWER_QUESTION)
    hers = Question.objects.filter(ref=question, visit__cycle_number__ref=by.ref)
    visit = hers.values_list("visit_id", "visit__ref").first()
    if visit is None:
        raise QuestionUnknown()
    words = answer.strip()
    if not 0 < len(words) <= MOST_ANSWERED:
        raise AnswerUnfit(limit=MOST_ANSWERED)
    review = Review.objects.select_for_update().get(visit_id=visit[0])  # first, as a verdict does
    asked = hers.select_for_update(of=("self",)).get()
    if asked.answered_at is not None:
        if asked.answer != words:
            raise QuestionAnswered()
        return False
    asked.answer, asked.answered_at = words, at
    asked.save(update_fields=["answer", "answered_at"])
    if review.state == VisitState.RETURNED:
        check_move(VISIT_MOVES, VisitState.RETURNED, VisitState.IN_REVIEW)
        review.state = VisitState.IN_REVIEW
        review.save(update_fields=["state"])
    journal.record("question.answered", subject=visit[1], by=by, at=at, late=at > asked.answer_by)
    return True
