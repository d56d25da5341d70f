"""Questionnaires and their versions. A published version never changes: the database refuses it."""

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
