"""Score runs: what went in and what came out, frozen; the database refuses a change. And runs that were asked for."""

from enum import StrEnum

from django.db import models

from basira.core.kernel.refs import new_ref


class ScoreRun(models.Model):
    """
    One run over the accepted visits of a wave. `inputs_sha256` proves that a recomputation used the same values.

    `model` is what the mixed-effects model says of the run (`modelled`), `waits` how far its waits keep to their limits
    (`waiting`); both empty for runs made before there was such a thing.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    method = models.CharField(max_length=60)
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    model = models.JSONField(default=dict)
    waits = models.JSONField(default=dict, db_default={})
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


class AskedState(StrEnum):
    """How far a run is that was asked for: `done` has its run, `refused` the code of why there is none."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class AskedRun(models.Model):
    """
    A run that somebody asked for and the worker makes, because the cycle is too large for one request. One a cycle at a time.

    `refusal` is the code of why there is no run, `params` the values of its words and the first `faults` by place.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    wave = models.ForeignKey("waves.Wave", models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=[(s, s) for s in AskedState], default=AskedState.WAITING)
    visits = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    begun_at = models.DateTimeField(null=True)
    run = models.OneToOneField(ScoreRun, models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave"], condition=models.Q(state__in=["waiting", "running"]), name="asked_run_once_at_a_time"
            ),
            models.CheckConstraint(
                name="asked_run_waits_until_it_began",
                condition=models.Q(state="waiting", begun_at=None)
                | ~models.Q(state="waiting") & ~models.Q(begun_at=None),
            ),
            models.CheckConstraint(
                name="asked_run_done_has_its_run",
                condition=models.Q(state="done", run__isnull=False) | ~models.Q(state="done") & models.Q(run=None),
            ),
            models.CheckConstraint(
                name="asked_run_refused_says_why",
                condition=models.Q(state="refused") & ~models.Q(refusal="")
                | ~models.Q(state="refused") & models.Q(refusal=""),
            ),
        ]


class CompositeRun(models.Model):
    """
    One weighing of several sources into a composite of each body, beside a score run and as frozen: another is a new one.

    `sources` are [name, weight, worst, best] in the order declared, `readings` by body and source [value, standard error],
    `figures` what came of them; `file_sha256` proves which file was brought in, "" for none.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="+")
    sources = models.JSONField()
    readings = models.JSONField()
    vary = models.FloatField()
    figures = models.JSONField()
    file_sha256 = models.CharField(max_length=64, blank=True)
    weighed_at = models.DateTimeField()
    weighed_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="composite_weights_vary_by_a_share", condition=models.Q(vary__gte=0, vary__lt=1)
            ),
        ]
