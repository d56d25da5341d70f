"""Corrective plans, their moves and steps, covert repeats, and contacts from measured bodies (ADR-0033)."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("fieldwork", "0008_screens_and_late_keys"),
        ("findings", "0006_analysts_words_stand"),
        ("waves", "0009_repeats_are_no_sample"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("post", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=16)),
                ("words", models.CharField(blank=True, max_length=2000)),
                ("came_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("received_by", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("post", ""), _negated=True), name="contact_says_which_post"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["when", "who", "what-was-seen", "change-result", "favour", "other"])
                        ),
                        name="contact_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("opened_for", models.CharField(max_length=16)),
                ("reason", models.CharField(blank=True, max_length=2000)),
                ("plan_days", models.PositiveSmallIntegerField()),
                ("sign_days", models.PositiveSmallIntegerField()),
                ("rung_days", models.PositiveSmallIntegerField()),
                ("grace_days", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=64)),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="findings.finding"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("place", models.PositiveSmallIntegerField()),
                ("start", models.CharField(blank=True, max_length=16)),
                ("to", models.CharField(max_length=16)),
                ("words", models.CharField(blank=True, max_length=2000)),
                ("files", models.PositiveSmallIntegerField(default=0)),
                ("due_on", models.DateField(null=True)),
                ("quarter", models.CharField(blank=True, max_length=7)),
                ("moved_at", models.DateTimeField()),
                ("moved_by", models.CharField(max_length=64)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="plans.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("rung", models.CharField(max_length=8)),
                ("lateness", models.CharField(max_length=12)),
                ("due_on", models.DateField()),
                ("reached_at", models.DateTimeField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="escalations", to="plans.plan"
                    ),
                ),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.planmove"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanRules",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("score_below", models.DecimalField(decimal_places=1, default=Decimal("60"), max_digits=4)),
                ("critical_failed", models.BooleanField(default=True)),
                ("in_a_row", models.PositiveSmallIntegerField(default=2)),
                (
                    "plan_days",
                    models.PositiveSmallIntegerField(
                        default=10, validators=[django.core.validators.MaxValueValidator(90)]
                    ),
                ),
                (
                    "sign_days",
                    models.PositiveSmallIntegerField(
                        default=5, validators=[django.core.validators.MaxValueValidator(90)]
                    ),
                ),
                (
                    "rung_days",
                    models.PositiveSmallIntegerField(
                        default=5, validators=[django.core.validators.MaxValueValidator(90)]
                    ),
                ),
                (
                    "grace_days",
                    models.PositiveSmallIntegerField(
                        default=60, validators=[django.core.validators.MaxValueValidator(365)]
                    ),
                ),
                (
                    "rotation_days",
                    models.PositiveSmallIntegerField(
                        default=90, validators=[django.core.validators.MaxValueValidator(730)]
                    ),
                ),
                ("set_at", models.DateTimeField()),
                ("set_by", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="plan_rules_are_one_row"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("plan_days__gte", 1),
                            ("score_below__gte", 0),
                            ("score_below__lte", 100),
                            ("sign_days__gte", 1),
                            ("grace_days__gte", 1),
                            ("rung_days__gte", 1),
                        ),
                        name="plan_rules_can_be_kept",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("place", models.PositiveSmallIntegerField()),
                ("what", models.CharField(max_length=280)),
                ("post", models.CharField(max_length=120)),
                ("due_on", models.DateField()),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="plans.planmove"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProofFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("filename", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=60)),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("sealed_ref", models.CharField(max_length=64, unique=True)),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kept_files", to="plans.planmove"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Repeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("drawn_from", models.PositiveSmallIntegerField()),
                ("ordered_at", models.DateTimeField()),
                ("ordered_by", models.CharField(max_length=64)),
                (
                    "mission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="waves.mission"
                    ),
                ),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.planmove"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="repeats", to="plans.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StepDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entity_ref", models.CharField(max_length=26)),
                ("done_at", models.DateTimeField()),
                ("done_by", models.CharField(max_length=64)),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="done", to="plans.planstep"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("outcome", models.CharField(max_length=12)),
                ("shares", models.JSONField()),
                ("judged_at", models.DateTimeField()),
                ("judged_by", models.CharField(max_length=64)),
                (
                    "repeat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdict", to="plans.repeat"
                    ),
                ),
                (
                    "visit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="fieldwork.visit"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opened_for__in", ["critical", "score", "in-a-row"]), ("reason", "")),
                    models.Q(("opened_for", "officer"), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plan_is_opened_by_a_rule_or_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="planmove",
            constraint=models.UniqueConstraint(fields=("plan", "place"), name="plan_move_once_a_place"),
        ),
        migrations.AddConstraint(
            model_name="planmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "to__in",
                        [
                            "plan-open",
                            "plan-proposed",
                            "plan-agreed",
                            "under-way",
                            "declared-fixed",
                            "grace",
                            "verified",
                            "not-fixed",
                        ],
                    )
                ),
                name="plan_move_leads_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="planmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("start", "plan-proposed"), ("to", "plan-open")),
                        models.Q(("start", "declared-fixed"), ("to", "under-way")),
                        _connector="OR",
                        _negated=True,
                    ),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="plan_sent_back_with_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="planmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("to", "declared-fixed"), _negated=True), ("files__gte", 1), _connector="OR"
                ),
                name="plan_declared_fixed_with_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="planmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("to__in", ["verified", "not-fixed"]), models.Q(("quarter", ""), _negated=True)),
                    models.Q(models.Q(("to__in", ["verified", "not-fixed"]), _negated=True), ("quarter", "")),
                    _connector="OR",
                ),
                name="plan_end_says_its_quarter",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(fields=("move", "rung"), name="escalation_once_a_rung"),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lateness__in", ["no-reply", "no-plan", "late", "not-signed"]),
                    ("rung__in", ["unit", "head", "top"]),
                ),
                name="escalation_codes_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.UniqueConstraint(fields=("move", "place"), name="plan_step_once_a_place"),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("what", ""), _negated=True), models.Q(("post", ""), _negated=True)),
                name="plan_step_says_what_and_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["fixed", "not-fixed", "not-seen"])), name="verdict_outcome_is_known"
            ),
        ),
    ]
