"""Decisions to destroy a sealed file that its site's rule forbade. They stand, whatever came of them."""

from django.db import models
from django.db.models import F, Q

from basira.core.assurance.destroying import MOST_LETTERS
from basira.core.kernel.lifecycles import DestructionState
from basira.core.kernel.refs import new_ref

ALIVE = (DestructionState.PROPOSED, DestructionState.APPROVED, DestructionState.DESTROYED)
"""States of which a file has at most one; what was refused may be proposed again."""


class Destruction(models.Model):
    """
    One proposal to destroy one file, what a second person said, and when the file was gone.

    `reason` is the proposer's, `answer_reason` that of a refusal. `destroyed_at` is written after the file is off the disk.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    attachment = models.ForeignKey("fieldwork.Attachment", models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=[(s, s) for s in DestructionState])
    reason = models.CharField(max_length=MOST_LETTERS)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=64)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, null=True)
    answer_reason = models.CharField(max_length=MOST_LETTERS, blank=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "proposed_at"], name="destruction_by_state_and_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["attachment"], condition=Q(state__in=[str(s) for s in ALIVE]), name="destruction_once_a_file"
            ),
            models.CheckConstraint(name="destruction_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="destruction_needs_two_people",
                condition=Q(answered_by=None) | Q(state=DestructionState.REFUSED) | ~Q(answered_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="destruction_state_tells_what_was_done",
                condition=Q(state=DestructionState.PROPOSED, answered_at=None, answered_by=None, destroyed_at=None)
                | Q(
                    state__in=[DestructionState.APPROVED, DestructionState.REFUSED],
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    destroyed_at=None,
                )
                | Q(
                    state=DestructionState.DESTROYED,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    destroyed_at__isnull=False,
                ),
            ),
        ]
