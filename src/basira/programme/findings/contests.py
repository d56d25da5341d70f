"""
How a contest ends: what the arbiter laid before a second person, what that one said of it, and the outcome.

The outcome alone belongs to a body (`entity_ref`) and is read by it; the rest is the programme's. The database refuses a
change of any of it, and an outcome by somebody who had a hand in what is contested (`0004`).
"""

from django.db import models
from django.db.models import Q

from basira.core.kernel.lifecycles import OUTCOMES, FindingState
from basira.core.kernel.refs import new_ref
from basira.core.scoring import Part


def outcome_rules(name: str) -> list[models.BaseConstraint]:
    """Return what holds of every outcome, proposed or given; `name` begins the constraints' names."""
    says_what_holds = ~Q(now_reads="") & Q(now_part__in=[str(Part.SHORTCOMING), str(Part.OPPORTUNITY)])
    return [
        models.CheckConstraint(name=f"{name}_is_known", condition=Q(outcome__in=sorted(map(str, OUTCOMES)))),
        models.CheckConstraint(name=f"{name}_has_reasons", condition=~Q(reasons="")),
        models.CheckConstraint(
            name=f"{name}_changed_says_what_holds",
            condition=(Q(outcome=str(FindingState.CHANGED)) & says_what_holds)
            | (~Q(outcome=str(FindingState.CHANGED)) & Q(now_reads="", now_part="")),
        ),
    ]


class ContestOutcome(models.Model):
    """
    The arbiter's answer to one contest: there is one, and it stands. The finding itself stays as it was told.

    A changed finding says here how it now reads, and in which part; both are read beside the original.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    finding = models.OneToOneField("findings.Finding", models.PROTECT, related_name="outcome")
    outcome = models.CharField(max_length=16)
    reasons = models.TextField()
    now_reads = models.TextField(blank=True)
    now_part = models.CharField(max_length=16, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64)

    class Meta:
        constraints = outcome_rules("contest_outcome")


class ProposedOutcome(models.Model):
    """An outcome whose words were found to tell something: it waits for a second person, and no body reads it."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    finding = models.ForeignKey("findings.Finding", models.PROTECT, related_name="proposed")
    outcome = models.CharField(max_length=16)
    reasons = models.TextField()
    now_reads = models.TextField(blank=True)
    now_part = models.CharField(max_length=16, blank=True)
    signs = models.JSONField()
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=64)

    class Meta:
        constraints = outcome_rules("proposed_outcome")


class SecondLook(models.Model):
    """What a second person said of an arbiter's words: they may be read, or they go back with a reason."""

    proposed = models.OneToOneField(ProposedOutcome, models.PROTECT, related_name="look")
    is_fit = models.BooleanField()
    words = models.TextField(blank=True)
    looked_at = models.DateTimeField()
    looked_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="second_look_returned_with_a_reason", condition=Q(is_fit=True) | ~Q(words=""))
        ]


class ProofPage(models.Model):
    """
    One page of a body's file as the arbiter sees it: a picture re-made from pixels. The original stays sealed.

    Where none can be made, one row says why (`problem`), with `place` 0.
    """

    file = models.ForeignKey("findings.ReplyFile", models.PROTECT, related_name="pages")
    place = models.PositiveSmallIntegerField()
    derivative_ref = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "place"], name="proof_page_once_a_place"),
            models.CheckConstraint(
                name="proof_page_is_a_picture_or_says_why_not",
                condition=(Q(place=0, derivative_ref="") & ~Q(problem=""))
                | (Q(place__gte=1, problem="") & ~Q(derivative_ref="")),
            ),
        ]
