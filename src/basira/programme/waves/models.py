"""Measuring cycles (waves in code), the scenarios that shoppers play, and the missions they are given."""

from django.db import models

from basira.core.kernel.lifecycles import MissionState, WaveState
from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import Channel


class Wave(models.Model):
    """A measuring cycle. `number` is its public number: 1, 2, 3 … and the project id that OpenRosa clients use."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    number = models.PositiveIntegerField(unique=True)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    state = models.CharField(max_length=16, choices=[(s, s) for s in WaveState])
    starts_on = models.DateField()
    ends_on = models.DateField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="wave_ends_after_it_starts", condition=models.Q(ends_on__gte=models.F("starts_on"))
            )
        ]


TEXTS = (
    "name_ar",
    "name_en",
    "story_ar",
    "story_en",
    "must_ar",
    "must_en",
    "may_ar",
    "may_en",
    "never_ar",
    "never_en",
)
"""What a scenario says, in both languages."""


class Scenario(models.Model):
    """
    What a shopper plays: cover story, and what she must, may and must never do.

    It is a draft until a second person has approved it, and again once it is changed; `revision` counts the changes, so
    that what is approved is what was read. `approved_texts` are the texts as they were approved last: shoppers read those,
    even while a change waits for its approval.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    code = models.CharField(max_length=60, unique=True)
    name_ar = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    story_ar = models.TextField(blank=True)
    story_en = models.TextField(blank=True)
    must_ar = models.TextField(blank=True)
    must_en = models.TextField(blank=True)
    may_ar = models.TextField(blank=True)
    may_en = models.TextField(blank=True)
    never_ar = models.TextField(blank=True)
    never_en = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    written_by = models.CharField(max_length=64, default="")
    revision = models.PositiveIntegerField(default=1)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=64, null=True)
    approved_points = models.JSONField(default=list)
    approved_texts = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scenario_approved_at_and_by_together",
                condition=models.Q(approved_at=None, approved_by=None)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False, approved_texts__isnull=False),
            ),
            models.CheckConstraint(
                name="scenario_is_approved_by_another",
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("written_by")),
            ),
        ]


class Mission(models.Model):
    """One visit to be made: by a cycle number, to a centre, by a channel, in a window."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="+")
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    centre = models.ForeignKey("registry.Centre", models.PROTECT, related_name="+")
    service = models.ForeignKey("registry.Service", models.PROTECT, related_name="+", null=True)
    channel = models.CharField(max_length=16, choices=[(c, c) for c in Channel])
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="+")
    questionnaire_version = models.ForeignKey("instruments.QuestionnaireVersion", models.PROTECT, related_name="+")
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    state = models.CharField(max_length=16, choices=[(s, s) for s in MissionState])
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["wave", "state"], name="mission_by_wave_and_state")]
        constraints = [
            models.CheckConstraint(
                name="mission_window_ends_after_start", condition=models.Q(window_end__gte=models.F("window_start"))
            )
        ]
