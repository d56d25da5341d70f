"""Documents that services are held against, version by version. The database refuses a change: a new text is a new version."""

from django.db import models

from basira.core.kernel.refs import new_ref
from basira.core.kernel.standards import StandardKind


class StandardVersion(models.Model):
    """
    One version of a law, a charter or a service standard, as it was brought in.

    `entity` is the body whose own promise it is; without one it holds for every body. `content_sha256` is the digest of
    all that it says, by which the same file brought in twice is known.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in StandardKind])
    code = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    title_ar = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    entity = models.ForeignKey("registry.Entity", models.PROTECT, related_name="+", null=True)
    content_sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="standard_version_once"),
            models.CheckConstraint(
                name="standard_kind_is_known", condition=models.Q(kind__in=[str(kind) for kind in StandardKind])
            ),
        ]


class Article(models.Model):
    """One article of a version. `search_key` is its text and its document's titles in the form that is searched."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="articles")
    place = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60)
    text_ar = models.TextField()
    text_en = models.TextField()
    search_key = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="article_once_a_version")]
