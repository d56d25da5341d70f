"""
What each body was asked of itself before a cycle, and what it thought. Nothing here is ever changed, and no score reads it.

Both tables are a body's own (`entity_ref`, row-level security, `0001`). The database refuses what is handed in once the
cycle is in the field.
"""

from django.db import models
from django.db.models import Q

from basira.core.kernel.refs import new_ref


class Sheet(models.Model):
    """
    What one body is asked of itself before one cycle: the criteria in words and scales, and its centres, as they were then.

    `asked` holds every word that a page needs, so that the portal's role needs no other table. `answer_by` is the last day.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    asked = models.JSONField()
    answer_by = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "entity_ref"], name="one_sheet_a_body_and_wave"),
            models.CheckConstraint(name="sheet_is_of_a_body", condition=~Q(entity_ref="")),
        ]


class SelfAssessment(models.Model):
    """
    What a body thought that it would get, once: for the whole body (`centre_ref` is ""), or for one of its centres.

    `answers` are {code of the criterion: answer in the questionnaire's scale}; a criterion that was left out is missing.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="assessments")
    centre_ref = models.CharField(max_length=26, blank=True)
    answers = models.JSONField()
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "centre_ref"], name="self_assessment_once"),
            models.CheckConstraint(name="self_assessment_says_something", condition=~Q(answers={})),
        ]
