"""
Life events version by version, and the cases that shoppers run through them. The database refuses a change of either.

Which missions make one case stands here alone: nothing that a body sees points at a case.
"""

from django.db import models

from basira.core.kernel.journeys import MOST_STEPS
from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import Channel


class LifeEvent(models.Model):
    """One version of a life event, such as a birth. A new text is a new version; cases keep the one they were planned by."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    content_sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="life_event_version_once")]


class LifeEventStep(models.Model):
    """
    One step: a service of a body, perhaps at one centre; what the citizen brings, what the step hands to the next.

    `promised_days` is what the body promises until the result is there; null for no promise.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    life_event = models.ForeignKey(LifeEvent, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()
    entity = models.ForeignKey("registry.Entity", models.PROTECT, related_name="+")
    service = models.ForeignKey("registry.Service", models.PROTECT, related_name="+")
    centre = models.ForeignKey("registry.Centre", models.PROTECT, related_name="+", null=True)
    channel = models.CharField(max_length=16, choices=[(channel, channel) for channel in Channel])
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    brings_ar = models.CharField(max_length=500, blank=True)
    brings_en = models.CharField(max_length=500, blank=True)
    hands_ar = models.CharField(max_length=500, blank=True)
    hands_en = models.CharField(max_length=500, blank=True)
    promised_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["life_event", "place"], name="life_event_step_once_a_place"),
            models.CheckConstraint(
                name="life_event_step_place_counts_from_one",
                condition=models.Q(place__gte=1, place__lte=MOST_STEPS),
            ),
        ]


class Case(models.Model):
    """One run through a life event in a cycle, by one shopper; by several only where the planner split it."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    life_event = models.ForeignKey(LifeEvent, models.PROTECT, related_name="cases")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    is_split = models.BooleanField(default=False)
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=64)


class CaseStep(models.Model):
    """
    The mission of one step of a case. A trigger refuses a mission of another cycle, kind, body or centre, and another
    shopper's where the case was not split.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    step = models.ForeignKey(LifeEventStep, models.PROTECT, related_name="+")
    mission = models.OneToOneField("waves.Mission", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "step"], name="case_step_once")]
