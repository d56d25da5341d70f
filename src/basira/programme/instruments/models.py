"""Questionnaires, their versions, and the copies on which people work. A published version never changes: the database refuses it."""

from django.db import models

from basira.core.kernel.lifecycles import QuestionnaireState
from basira.core.kernel.refs import new_ref


class Questionnaire(models.Model):
    """A questionnaire by its XForm id; what is answered is always one of its versions."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    form_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)


class QuestionnaireVersion(models.Model):
    """
    One version: the workbook as uploaded, the XForm made of it, and its tree (questions, criteria, weights).

    `tree` is `core.instrument.Tree.as_dict()`; `xform_md5` is what OpenRosa clients compare.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+")
    version = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=16, choices=[(s, s) for s in QuestionnaireState])
    title_ar = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    workbook = models.BinaryField()
    workbook_name = models.CharField(max_length=200)
    workbook_sha256 = models.CharField(max_length=64)
    xform = models.TextField()
    xform_md5 = models.CharField(max_length=32)
    tree = models.JSONField()
    problems = models.JSONField(default=list)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=64, null=True)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "version"], name="questionnaire_version_once"),
            models.CheckConstraint(
                name="questionnaire_published_at_and_by_together",
                condition=models.Q(published_at=None, published_by=None)
                | models.Q(published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="questionnaire_retired_at_and_by_together",
                condition=models.Q(retired_at=None, retired_by=None)
                | models.Q(retired_at__isnull=False, retired_by__isnull=False),
            ),
        ]


class FormMedia(models.Model):
    """A file that goes with a version's form, such as a CSV of choices."""

    version = models.ForeignKey(QuestionnaireVersion, models.CASCADE, related_name="media")
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    md5 = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "filename"], name="form_media_once")]


class WorkingCopy(models.Model):
    """
    A questionnaire while it is edited: the tables of its workbook, which become a version only when it is kept.

    `tables` is `core.instrument.editing.Book.as_dict()`, `began_as` the same when the copy was made, and `revision` counts the
    changes: who saves names the revision that was read. `base` is the version that the copy was made of, if any, and gives
    the files that go out with the form. A closed copy was kept as a version, or thrown away.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    form_id = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    base = models.ForeignKey(QuestionnaireVersion, models.PROTECT, null=True, related_name="+")
    began_as = models.JSONField()
    tables = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, null=True)
    kept_as = models.ForeignKey(QuestionnaireVersion, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="working_copy_closed_at_and_by_together",
                condition=models.Q(closed_at=None, closed_by=None)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="working_copy_kept_only_when_closed",
                condition=models.Q(kept_as=None) | models.Q(closed_at__isnull=False),
            ),
        ]
