"""
Reports to the bodies, the findings in them, and the bodies' answers. The database refuses a change of any of it.

Every row names its body (`entity_ref`), so that row-level security can tell whose it is without asking another table.
The state of a finding is not stored: it is its answer, or what the calendar makes of none (`queries.state_of`).
"""

from django.db import models

from basira.core.kernel.lifecycles import FindingState
from basira.core.kernel.refs import new_ref
from basira.core.scoring import Part

ANSWERS = (FindingState.ACCEPTED, FindingState.ACCEPTED_IN_PART, FindingState.CONTESTED)
"""What a body may answer."""


class EntityReport(models.Model):
    """
    What one body is told of one cycle, frozen when the bodies are informed.

    `figures` holds every name that a page needs, so that the portal's role needs no other table. `starts_on` is the
    cycle's first day, for the order of the cycles alone.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    run = models.ForeignKey("results.ScoreRun", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    figures = models.JSONField()
    figures_sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "entity_ref"], name="one_report_a_body_and_wave")]


class Finding(models.Model):
    """
    One finding of a report: a criterion (or a dimension) with its figures, in its part.

    `answer_by` is the last day for an answer; a strength has none, because it asks for none.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    report = models.ForeignKey(EntityReport, models.PROTECT, related_name="findings")
    place = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=16)
    code = models.CharField(max_length=200)
    figures = models.JSONField()
    answer_by = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="finding_once_a_report"),
            models.CheckConstraint(
                name="finding_part_is_known", condition=models.Q(part__in=[str(part) for part in Part])
            ),
            models.CheckConstraint(
                name="finding_asks_for_an_answer_or_is_a_strength",
                condition=models.Q(part=Part.STRENGTH, answer_by=None)
                | (~models.Q(part=Part.STRENGTH) & models.Q(answer_by__isnull=False)),
            ),
        ]


class Reply(models.Model):
    """A body's answer to one finding: there is one, and it stands."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="reply")
    answer = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    files = models.PositiveSmallIntegerField(default=0)
    replied_at = models.DateTimeField()
    replied_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reply_answer_is_known", condition=models.Q(answer__in=[str(answer) for answer in ANSWERS])
            ),
            models.CheckConstraint(
                name="reply_says_why_or_shows_it",
                condition=models.Q(answer=FindingState.ACCEPTED) | ~models.Q(words="") | models.Q(files__gte=1),
            ),
        ]


class ReplyFile(models.Model):
    """A file that a body sent with its answer: the sealed original; the arbiter sees pages re-made from it."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="kept_files")
    filename = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed_ref = models.CharField(max_length=64, unique=True)


from basira.programme.findings.contests import (  # noqa: E402  their rows point at those above
    ContestOutcome,
    ProofPage,
    ProposedOutcome,
    SecondLook,
)

__all__ = [
    "ANSWERS",
    "ContestOutcome",
    "EntityReport",
    "Finding",
    "ProofPage",
    "ProposedOutcome",
    "Reply",
    "ReplyFile",
    "SecondLook",
]
