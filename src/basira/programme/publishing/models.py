"""Releases: an already disclosed snapshot, approved by two people, then published. The public site reads nothing else."""

from django.db import models
from django.db.models import Q

from basira.core.kernel.lifecycles import ReleaseState
from basira.core.kernel.refs import new_ref


class Release(models.Model):
    """
    What the public may see of one score run. `snapshot` holds only what the disclosure rule let through
    (`publishing.cards`), so that a page cannot show what was withheld.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    run = models.ForeignKey("results.ScoreRun", models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=[(s, s) for s in ReleaseState])
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField(max_length=64)
    prepared_at = models.DateTimeField()
    prepared_by = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave"], condition=Q(state=ReleaseState.PUBLISHED), name="one_published_release_a_wave"
            ),
            models.CheckConstraint(
                name="release_published_at_and_by_together",
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]


class Approval(models.Model):
    """One person's approval of a release. Two different people must approve before it is published."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="approvals")
    approved_at = models.DateTimeField()
    approved_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "approved_by"], name="approval_once_a_person")]
