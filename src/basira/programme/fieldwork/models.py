"""
Visits as filed, the submissions that carried them, and the sealed files behind them.

Files are sealed on disk before their row exists, and the row is committed before anything is acknowledged.
"""

from django.db import models

from basira.core.assurance.site_rules import Withheld
from basira.core.kernel.refs import new_ref


class Visit(models.Model):
    """
    One visit (on site) or experience (phone, digital), with its original answers: question path → text.

    `mission` is null when the visit named none; such a visit waits for a reviewer and is never scored.
    Answers never change here: corrections and verdicts stand in review. `third_persons` warns of details of others in free
    text, as [path, kinds] (`core.assurance.third_persons`); never the details themselves.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    mission = models.ForeignKey("waves.Mission", models.PROTECT, related_name="+", null=True)
    questionnaire_version = models.ForeignKey("instruments.QuestionnaireVersion", models.PROTECT, related_name="+")
    source = models.CharField(max_length=16)
    visited_on = models.DateField(null=True)
    answers = models.JSONField()
    third_persons = models.JSONField(default=list, db_default=[])
    filed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["wave", "filed_at"], name="visit_by_wave_and_time")]
        constraints = [
            models.CheckConstraint(
                name="visit_source_is_known", condition=models.Q(source__in=["openrosa", "browser", "import"])
            )
        ]


class Submission(models.Model):
    """
    What a client posted under one instanceID. `received_sha256` is of the bytes as received, for the same-bytes test;
    the sealed file holds the XML after unknown and phone-identifying nodes were stripped.
    """

    instance_id = models.CharField(max_length=200, unique=True)
    visit = models.OneToOneField(Visit, models.PROTECT, related_name="submission")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    received_sha256 = models.CharField(max_length=64)
    sealed_ref = models.CharField(max_length=64, unique=True)
    attachments_expected = models.JSONField(default=list)
    received_at = models.DateTimeField()


class Conflict(models.Model):
    """Other bytes under an instanceID (or attachment name) that is already taken: refused with 409, and kept."""

    instance_id = models.CharField(max_length=200, db_index=True)
    filename = models.CharField(max_length=200, blank=True)
    received_sha256 = models.CharField(max_length=64)
    sealed_ref = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instance_id", "filename", "received_sha256"], name="conflict_kept_once")
        ]


class Attachment(models.Model):
    """
    A file of a visit. The original stays sealed; people see `derivative_ref`, a picture re-made from pixels.

    `derivative_problem` says why there is none; one of `Withheld` where the site's rule forbids to have it. `fingerprint` tells
    what the picture shows, for likeness; empty where there is no picture or it shows nothing. `derivative_kind` is the media
    type of what people are given. `destroyed_at` is set once a withheld original is off the disk; the row stays.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="attachments")
    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    sealed_ref = models.CharField(max_length=64, unique=True)
    derivative_ref = models.CharField(max_length=64, blank=True)
    derivative_problem = models.CharField(max_length=64, blank=True)
    derivative_kind = models.CharField(max_length=32, blank=True, db_default="image/jpeg")
    fingerprint = models.CharField(max_length=32, blank=True, db_default="")
    destroyed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "filename"], name="attachment_named_once"),
            models.CheckConstraint(
                name="attachment_has_a_picture_or_a_reason_for_none",
                condition=models.Q(derivative_ref="") | models.Q(derivative_problem=""),
            ),
            models.CheckConstraint(
                name="attachment_destroyed_only_when_withheld",
                condition=models.Q(destroyed_at=None)
                | models.Q(derivative_problem__in=[str(why) for why in Withheld], derivative_ref=""),
            ),
        ]
