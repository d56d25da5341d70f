"""
Orders of single visits, and their reports. What stands here is never changed; the database refuses it (`0001`).

`SingleReport` and `SingleReply` belong to one unit (`entity_ref`) and are read through `findings.own_rows`. A report to
the top belongs to no unit: its `entity_ref` is null, which row-level security finds equal to nothing.
"""

from django.db import models

from basira.core.kernel.commissions import Addressee
from basira.core.kernel.refs import new_ref

MAX_WORDS = 4000


class Commission(models.Model):
    """An order: one mission whose visit is reported by itself, to whom, and why. The unit never reads it."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    mission = models.OneToOneField("waves.Mission", models.PROTECT, related_name="+")
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
    """What one visit found, in the questionnaire's words: no score, no number, no day. Who released it did not review it."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26, null=True)
    commission = models.OneToOneField(Commission, models.PROTECT, related_name="report")
    figures = models.JSONField()
    figures_sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=64)


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
