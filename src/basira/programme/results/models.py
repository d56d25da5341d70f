"""Score runs: what went in and what came out, frozen. The database refuses a change."""

from django.db import models

from basira.core.kernel.refs import new_ref


class ScoreRun(models.Model):
    """
    One run over the accepted visits of a wave. `inputs_sha256` proves that a recomputation used the same values.

    `model` is what the mixed-effects model says of the run (`modelled`); empty for runs made before there was one.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    method = models.CharField(max_length=60)
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    model = models.JSONField(default=dict)
    visits = models.PositiveIntegerField()
    run_at = models.DateTimeField()
    run_by = models.CharField(max_length=64)


class Score(models.Model):
    """
    The score of one unit in one run: a share 0 to 1, with its standard error and interval.

    `dimension` is empty for the total. `standard_error`, `low` and `high` are null for a single visit, never 0.
    """

    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="scores")
    level = models.CharField(max_length=16)
    unit = models.CharField(max_length=60)
    dimension = models.CharField(max_length=60, blank=True)
    visits = models.PositiveIntegerField()
    shoppers = models.PositiveIntegerField()
    score = models.FloatField(null=True)
    standard_error = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    critical_failures = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "level", "unit", "dimension"], name="score_once_a_unit"),
            models.CheckConstraint(
                name="score_is_a_share",
                condition=models.Q(score=None) | models.Q(score__gte=0, score__lte=1),
            ),
            models.CheckConstraint(
                name="score_of_one_visit_has_no_error",
                condition=models.Q(visits__gt=1) | models.Q(standard_error=None),
            ),
        ]
