"""
Orders of single visits, and their reports. What stands here is never changed; the database refuses it (`0001`).

`SingleReport` and `SingleReply` belong to one unit (`entity_ref`) and are read through `findings.own_rows`. A report to
the top belongs to no unit: its `entity_ref` is null, which row-level security finds equal to nothing.
"""

from django.db import models

from basira.core.kernel.commissions import Addressee, FileOutcome, SecondSource
from basira.core.kernel.refs import new_ref

MAX_WORDS = 4000


class Commission(models.Model):
    """
    An order: one mission whose visit is reported by itself, to whom, and why. The unit never reads it.

    A mission has one at a time: the trigger refuses a second that finds one not withdrawn.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    mission = models.ForeignKey("waves.Mission", models.PROTECT, related_name="+")
    entity_ref = models.CharField(max_length=26)
    addressee = models.CharField(max_length=8)
    why = models.TextField()
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commission_addressee_is_known",
                condition=models.Q(addressee__in=[str(each) for each in Addressee]),
            ),
            models.CheckConstraint(
                name="commission_says_why_and_of_whom", condition=~models.Q(why="") & ~models.Q(entity_ref="")
            ),
        ]


class Withdrawal(models.Model):
    """An order taken back before its report: the mission itself goes on in its cycle."""

    commission = models.OneToOneField(Commission, models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=64)


class SingleReport(models.Model):
    """
    What one visit found, in the questionnaire's words: no score, no number, no day. Who released it did not review it.

    `answer_by` is the last day for the unit's reply, as it was told: None in a report to the top, and in one from before days were kept.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26, null=True)
    commission = models.OneToOneField(Commission, models.PROTECT, related_name="report")
    figures = models.JSONField()
    figures_sha256 = models.CharField(max_length=64)
    answer_by = models.DateField(null=True)
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="single_report_asks_a_unit_alone",
                condition=models.Q(answer_by=None) | models.Q(entity_ref__isnull=False),
            )
        ]


class SingleReply(models.Model):
    """The unit's answer to a single report: there is one, and it stands."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    report = models.OneToOneField(SingleReport, models.PROTECT, related_name="reply")
    words = models.TextField()
    replied_at = models.DateTimeField()
    replied_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="single_reply_says_something", condition=~models.Q(words="") & ~models.Q(entity_ref="")
            )
        ]


class AccountabilityFile(models.Model):
    """
    A question to the post that answers for what a single report found (S1-24). A post, never a person's name.

    One covert visit alone never ends it against anybody: see `FileEnd`.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    report = models.OneToOneField(SingleReport, models.PROTECT, related_name="file")
    post = models.CharField(max_length=200)
    concern = models.TextField()
    answer_by = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_names_a_post_and_a_concern", condition=~models.Q(post="") & ~models.Q(concern="")
            )
        ]


class FileStatement(models.Model):
    """What whoever holds the post says, handed in by the unit: there is one, and it stands."""

    entity_ref = models.CharField(max_length=26)
    file = models.OneToOneField(AccountabilityFile, models.PROTECT, related_name="statement")
    words = models.TextField()
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="file_statement_says_something", condition=~models.Q(words=""))]


class FileEnd(models.Model):
    """
    How a file ended, by somebody who did not open it. Anything but "no action" rests on a second source, and on a hearing.

    `decided_on` is the day of `decided_at` in the programme's time zone, which the database does not know.
    """

    entity_ref = models.CharField(max_length=26)
    file = models.OneToOneField(AccountabilityFile, models.PROTECT, related_name="end")
    outcome = models.CharField(max_length=16)
    source = models.CharField(max_length=16, blank=True)
    source_words = models.TextField(blank=True)
    reasons = models.TextField()
    decided_at = models.DateTimeField()
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_end_is_known_and_says_why",
                condition=models.Q(outcome__in=[str(each) for each in FileOutcome]) & ~models.Q(reasons=""),
            ),
            models.CheckConstraint(
                name="file_ends_on_two_sources_or_without_action",
                condition=models.Q(outcome=str(FileOutcome.NO_ACTION), source="", source_words="")
                | ~models.Q(outcome=str(FileOutcome.NO_ACTION))
                & models.Q(source__in=[str(each) for each in SecondSource])
                & ~models.Q(source_words=""),
            ),
        ]
