"""A run of a large cycle is asked for, and made by the worker (ADR-0046): one a cycle at a time."""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

STATES = ("waiting", "running", "done", "refused")


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0003_model_of_a_run"),
        ("waves", "0009_repeats_are_no_sample"),
    ]

    operations = [
        migrations.CreateModel(
            name="AskedRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[(s, s) for s in STATES],
                        default="waiting",
                        max_length=16,
                    ),
                ),
                ("visits", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=64)),
                ("begun_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=60)),
                ("params", models.JSONField(default=dict)),
                (
                    "run",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="results.scorerun"
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="waves.wave"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("wave",),
                        name="asked_run_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("begun_at", None), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                models.Q(("begun_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="asked_run_waits_until_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("run__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("run", None)),
                            _connector="OR",
                        ),
                        name="asked_run_done_has_its_run",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), models.Q(("refusal", ""), _negated=True)),
                            models.Q(models.Q(("state", "refused"), _negated=True), ("refusal", "")),
                            _connector="OR",
                        ),
                        name="asked_run_refused_says_why",
                    ),
                ],
            },
        ),
    ]
