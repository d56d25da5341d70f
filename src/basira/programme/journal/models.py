"""The journal: one entry a write, in the same transaction, never changed."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from basira.core.kernel.actor import ActorKind


class Entry(models.Model):
    """
    What was done: by whom, when, to what.

    It refers by ref and never by foreign key, so that it outlives what it tells of. `detail` holds codes and refs, never
    a name, an answer or a token.
    """

    at = models.DateTimeField()
    act = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    by_kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in ActorKind])
    by_ref = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject", "id"], name="journal_by_subject"),
            models.Index(fields=["act", "-id"], name="journal_by_act"),
            BrinIndex(fields=["at"], name="journal_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                name="journal_entry_says_what_and_who",
                condition=~models.Q(act="") & ~models.Q(subject="") & ~models.Q(by_ref=""),
            )
        ]
