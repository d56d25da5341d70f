"""
Visits as filed, the submissions that carried them, and the sealed files behind them.

Files are sealed on disk before their row exists, and the row is committed before anything is acknowledged.
"""

from django.db import models

from basira.core.assurance.capture_record import Verdict
from basira.core.assurance.site_rules import Withheld
from basira.core.instrument.sendings import MOST_REASON, Decision, Outcome
from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.refs import new_ref


class Visit(models.Model):
    """
    One visit (on site) or experience (phone, digital), with its original answers: question path → text.

    `mission` is null when the visit named none; such a visit waits for a reviewer and is never scored.
    Answers never change here: corrections and verdicts stand in review. Exact times and places among them are coarse
    (`core.instrument.coarse`); `presence` is how well the places fitted the mission, null without any. `third_persons` warns of
    details of others in free text, as [path, kinds] (`core.assurance.third_persons`); never the details themselves.
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
    presence = models.JSONField(null=True)
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
    """
    Other bytes under an instanceID (or attachment name) that is already taken: refused with 409, and kept.

    `answers` are those of a refused submission, for a reviewer: the web process cannot open the sealed file. Null for a
    file, and where nobody could read them.
    """

    instance_id = models.CharField(max_length=200, db_index=True)
    filename = models.CharField(max_length=200, blank=True)
    received_sha256 = models.CharField(max_length=64)
    sealed_ref = models.CharField(max_length=64, unique=True)
    answers = models.JSONField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instance_id", "filename", "received_sha256"], name="conflict_kept_once")
        ]


class Attachment(models.Model):
    """
    A file of a visit. The original stays sealed; people see `derivative_ref`, a picture re-made from pixels.

    `derivative_problem` says why there is none; one of `Withheld` where the site's rule forbids to have it. `fingerprint` tells
    what the picture shows, for likeness; empty where there is no picture or it shows nothing. `screen_score` is how much it
    looks like a picture of a screen, 0 to 100, with the reasons (`core.assurance.screens`); null where nobody looked.
    `derivative_kind` is the media type of what people are given. `destroyed_at` is set once a withheld original is off the
    disk; the row stays.
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
    screen_score = models.PositiveSmallIntegerField(null=True)
    screen_reasons = models.JSONField(default=list, db_default=[])
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


class DeviceKey(models.Model):
    """
    The public half of a phone's own key, by which its records are signed: a raw point of P-256, and its id.

    A key belongs to one number alone, so that two cycle numbers are never joined by the phone that they share.
    """

    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=16, unique=True)
    point = models.BinaryField(max_length=65)
    said_at = models.DateTimeField()


class CaptureRecord(models.Model):
    """
    How a visit was captured, as its phone told it (docs/reference/capture-record.md): the sealed record, what it is worth, and
    what was read out of it. Exact times stand in the sealed record alone: here are durations in seconds and days between.
    """

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="capture")
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    sealed_ref = models.CharField(max_length=64, unique=True)
    verdict = models.CharField(max_length=16)
    flags = models.JSONField(default=list)
    durations = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    promises = models.JSONField(default=list)
    contacts = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    seen = models.JSONField(default=dict)
    recall = models.JSONField(default=list)
    files = models.JSONField(default=list)
    places_sha256 = models.CharField(max_length=64, blank=True)
    third_persons = models.JSONField(default=list)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="capture_record_verdict_is_known", condition=models.Q(verdict__in=[str(each) for each in Verdict])
            )
        ]


class LateJudgement(models.Model):
    """
    What a record is worth since the key that signed it was said, after it came. The first judgement stays as it was written.

    Only the signature is judged again, and only once its key is there.
    """

    record = models.OneToOneField(CaptureRecord, models.PROTECT, related_name="late")
    verdict = models.CharField(max_length=16)
    flags = models.JSONField(default=list)
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="late_judgement_verdict_is_known", condition=models.Q(verdict__in=[str(each) for each in Verdict])
            )
        ]


class CapturePlaces(models.Model):
    """
    The positions of a visit's capture, sealed apart so that they can be destroyed, and the score that was made of them.

    The score stays when they are destroyed. It is null for kinds of missions that no place belongs to, and for positions that
    cannot be read.
    """

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="capture_places")
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    sealed_ref = models.CharField(max_length=64, unique=True, null=True)
    score = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(max_length=16, blank=True)
    reasons = models.JSONField(default=list)
    received_at = models.DateTimeField()
    destroy_after = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="capture_places_lie_sealed_or_were_destroyed",
                condition=models.Q(sealed_ref__isnull=False, destroyed_at__isnull=True)
                | models.Q(sealed_ref__isnull=True, destroyed_at__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["destroy_after"], name="places_to_destroy", condition=models.Q(destroyed_at__isnull=True)
            )
        ]


class Sending(models.Model):
    """
    A visit that a phone sealed to the programme's key and gives over part by part (`core.instrument.sendings`).

    `mission_stood` is what its mission was as the first part was taken in: by that the visit is judged when it is opened,
    whatever became of the mission since (ADR-0032).

    `parts` lists what was given over as [number, SHA-256, size], and is empty until all of it is here: then, and not before,
    the phone was told so. The worker opens it and files the visit; `outcome` says what came of it, `why` is the code of a
    refusal, and what was refused stays sealed. A person may decide to have it tried again, or to set it aside.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    instance_id = models.CharField(max_length=200)
    mission = models.CharField(max_length=26)
    mission_stood = models.CharField(max_length=16, db_default=str(MissionState.ACCEPTED))
    begun_at = models.DateTimeField()
    parts = models.JSONField(default=list)
    given_over_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    why = models.CharField(max_length=64, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle_number", "instance_id"], name="sending_named_once"),
            models.CheckConstraint(
                name="sending_of_a_mission_that_was_agreed",
                condition=models.Q(mission_stood__in=[str(MissionState.ACCEPTED), str(MissionState.DONE)]),
            ),
            models.CheckConstraint(
                name="sending_given_over_with_its_parts",
                condition=models.Q(given_over_at=None, parts=[])
                | models.Q(given_over_at__isnull=False) & ~models.Q(parts=[]),
            ),
            models.CheckConstraint(
                name="sending_settled_once_given_over",
                condition=models.Q(outcome="", why="", settled_at=None)
                | models.Q(outcome=str(Outcome.FILED), why="", settled_at__isnull=False, given_over_at__isnull=False)
                | models.Q(outcome=str(Outcome.REFUSED), settled_at__isnull=False, given_over_at__isnull=False)
                & ~models.Q(why="")
                | models.Q(outcome=str(Outcome.SET_ASIDE), settled_at__isnull=False, given_over_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["given_over_at"],
                name="sending_to_open",
                condition=models.Q(outcome="", given_over_at__isnull=False),
            )
        ]


class SendingDecision(models.Model):
    """
    What a person decided of a sending that could not be filed: to try again, for another mission of its number, to set it aside.

    `why` is the code under which it was refused until then, "" where it waited still. A sending leaves what came of it by a
    decision alone; the database holds that, and decisions stand.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    sending = models.ForeignKey(Sending, models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=16)
    mission = models.ForeignKey("waves.Mission", models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=MOST_REASON, blank=True)
    why = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sending_decision_says_what",
                condition=models.Q(decision=str(Decision.AGAIN), mission=None)
                | models.Q(decision=str(Decision.FOR_ANOTHER), mission__isnull=False)
                | models.Q(decision=str(Decision.SET_ASIDE), mission=None) & ~models.Q(reason=""),
            )
        ]


class SealedPart(models.Model):
    """
    A part of a sending, as the phone sealed it: nobody but the worker can open it. Its hash and size are of the sealed bytes.

    `is_other` marks other bytes under a number that was taken: refused with 409, and kept. `sealed_ref` is null once the file is
    off the disk: what it held is filed, or its days are over (`destroy_after` for positions of a refused sending).
    """

    sending = models.ForeignKey(Sending, models.PROTECT, related_name="sealed_parts")
    number = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    is_other = models.BooleanField(default=False)
    sealed_ref = models.CharField(max_length=64, unique=True, null=True)
    received_at = models.DateTimeField()
    destroy_after = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sending", "number"], name="sealed_part_named_once", condition=models.Q(is_other=False)
            ),
            models.UniqueConstraint(fields=["sending", "number", "sha256"], name="sealed_part_kept_once"),
        ]
