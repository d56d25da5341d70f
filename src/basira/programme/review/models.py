"""The review of a visit: its state, what a shopper was asked and answered, the edits beside the original answers."""

from django.db import models
from django.db.models import F, Q

from basira.core.kernel.asking import MOST_QUESTIONS
from basira.core.kernel.lifecycles import VisitState
from basira.core.kernel.refs import new_ref


class Review(models.Model):
    """
    The review of one visit, from submission to verdict. A visit without a row here is `submitted`.

    `question` repeats the words of the last `Question`, so that the database can want one with a return.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    visit = models.OneToOneField("fieldwork.Visit", models.PROTECT, related_name="+")
    state = models.CharField(max_length=24, choices=[(s, s) for s in VisitState])
    question = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=64, null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "opened_at"], name="review_by_state_and_time")]
        constraints = [
            models.CheckConstraint(
                name="review_settled_at_and_by_together",
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="review_returned_with_a_question", condition=~Q(state=VisitState.RETURNED) | ~Q(question="")
            ),
            models.CheckConstraint(
                name="review_rejected_with_a_reason", condition=~Q(state=VisitState.REJECTED) | ~Q(reason="")
            ),
        ]


class Question(models.Model):
    """
    What a reviewer asked the shopper of a visit, and her answer; who asked is told to no phone.

    It never changes but by its one answer, which is kept whenever it comes: late, or after the verdict.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    visit = models.ForeignKey("fieldwork.Visit", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    answer_by = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="question_numbered_once"),
            models.CheckConstraint(name="question_few_a_visit", condition=Q(number__gte=1, number__lte=MOST_QUESTIONS)),
            models.CheckConstraint(name="question_has_words", condition=~Q(words="")),
            models.CheckConstraint(name="question_answer_due_after_asking", condition=Q(answer_by__gt=F("asked_at"))),
            models.CheckConstraint(
                name="question_answer_with_its_time",
                condition=Q(answer="", answered_at=None)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_at__gte=F("asked_at")),
            ),
        ]


class AnswerEdit(models.Model):
    """An answer as a reviewer corrected it; the original stays on the visit. The newest edit of a path counts."""

    visit = models.ForeignKey("fieldwork.Visit", models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField()
    edited_at = models.DateTimeField()
    edited_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="answer_edit_has_a_reason", condition=~Q(reason=""))]
