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


class Scenario(models.Model):
    """What a shopper plays: cover story, and what she must, may and must never do."""

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
