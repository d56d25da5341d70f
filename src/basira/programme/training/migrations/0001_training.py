"""Kinds of certificates, the bank, tests, courses, examples and the pledge: by cycle number alone (ADR-0042)."""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs
import basira.core.kernel.registry
import basira.core.kernel.training


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("panel", "0006_what_a_shopper_keeps_of_herself"),
        ("registry", "0002_rules_of_sites"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                basira.core.kernel.registry.Channel["COUNTER"],
                                basira.core.kernel.registry.Channel["COUNTER"],
                            ),
                            (
                                basira.core.kernel.registry.Channel["PHONE"],
                                basira.core.kernel.registry.Channel["PHONE"],
                            ),
                            (
                                basira.core.kernel.registry.Channel["WEBSITE"],
                                basira.core.kernel.registry.Channel["WEBSITE"],
                            ),
                            (basira.core.kernel.registry.Channel["APP"], basira.core.kernel.registry.Channel["APP"]),
                            (
                                basira.core.kernel.registry.Channel["EVENT"],
                                basira.core.kernel.registry.Channel["EVENT"],
                            ),
                            (
                                basira.core.kernel.registry.Channel["OUTSOURCED"],
                                basira.core.kernel.registry.Channel["OUTSOURCED"],
                            ),
                        ],
                        max_length=16,
                    ),
                ),
                ("topic_ar", models.CharField(max_length=100)),
                ("topic_en", models.CharField(max_length=100)),
                ("text_ar", models.TextField()),
                ("text_en", models.TextField()),
                ("is_multiple", models.BooleanField()),
                ("options", models.JSONField()),
                ("read_ar", models.TextField()),
                ("read_en", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("written_by", models.CharField(max_length=64)),
                ("taken_out_at", models.DateTimeField(null=True)),
                (
                    "sector",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.sector"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PledgeText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("version", models.PositiveIntegerField(unique=True)),
                ("text_ar", models.TextField()),
                ("text_en", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text_ar", ""), _negated=True), models.Q(("text_en", ""), _negated=True)
                        ),
                        name="pledge_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("name_ar", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                basira.core.kernel.registry.Channel["COUNTER"],
                                basira.core.kernel.registry.Channel["COUNTER"],
                            ),
                            (
                                basira.core.kernel.registry.Channel["PHONE"],
                                basira.core.kernel.registry.Channel["PHONE"],
                            ),
                            (
                                basira.core.kernel.registry.Channel["WEBSITE"],
                                basira.core.kernel.registry.Channel["WEBSITE"],
                            ),
                            (basira.core.kernel.registry.Channel["APP"], basira.core.kernel.registry.Channel["APP"]),
                            (
                                basira.core.kernel.registry.Channel["EVENT"],
                                basira.core.kernel.registry.Channel["EVENT"],
                            ),
                            (
                                basira.core.kernel.registry.Channel["OUTSOURCED"],
                                basira.core.kernel.registry.Channel["OUTSOURCED"],
                            ),
                        ],
                        max_length=16,
                    ),
                ),
                ("questions", models.PositiveSmallIntegerField()),
                ("pass_mark", models.PositiveSmallIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("attempts", models.PositiveSmallIntegerField()),
                ("valid_months", models.PositiveSmallIntegerField()),
                ("needs_attendance", models.BooleanField()),
                ("needs_example", models.BooleanField()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=64)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(max_length=64, null=True)),
                (
                    "sector",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.sector"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Example",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("title_ar", models.CharField(max_length=200)),
                ("title_en", models.CharField(max_length=200)),
                ("story_ar", models.TextField()),
                ("story_en", models.TextField()),
                ("items", models.JSONField()),
                ("most_divergence", models.PositiveSmallIntegerField()),
                ("written_at", models.DateTimeField()),
                ("written_by", models.CharField(max_length=64)),
                (
                    "qualification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.qualification"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (
                                basira.core.kernel.training.CourseKind["COURSE"],
                                basira.core.kernel.training.CourseKind["COURSE"],
                            ),
                            (
                                basira.core.kernel.training.CourseKind["WORKSHOP"],
                                basira.core.kernel.training.CourseKind["WORKSHOP"],
                            ),
                            (
                                basira.core.kernel.training.CourseKind["MEETING"],
                                basira.core.kernel.training.CourseKind["MEETING"],
                            ),
                        ],
                        max_length=16,
                    ),
                ),
                ("title_ar", models.CharField(max_length=200)),
                ("title_en", models.CharField(max_length=200)),
                ("text_ar", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                ("place_ar", models.CharField(blank=True, max_length=300)),
                ("place_en", models.CharField(blank=True, max_length=300)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("code_sha256", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.CharField(max_length=64)),
                (
                    "qualification",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="training.qualification",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("given_on", models.DateField()),
                ("until", models.DateField()),
                ("kept_at", models.DateTimeField(null=True)),
                (
                    "cycle_number",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.cyclenumber"
                    ),
                ),
                (
                    "qualification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.qualification"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("seed", models.CharField(max_length=26)),
                ("asked", models.JSONField()),
                ("begun_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answers", models.JSONField(null=True)),
                ("right", models.PositiveSmallIntegerField(null=True)),
                ("has_passed", models.BooleanField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_set_aside", models.BooleanField(default=False)),
                (
                    "cycle_number",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.cyclenumber"
                    ),
                ),
                (
                    "qualification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.qualification"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrainingDemand",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("certificate", models.BooleanField()),
                ("pledge", models.BooleanField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="training_demand_is_one")],
            },
        ),
        migrations.CreateModel(
            name="CourseSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("invited_at", models.DateTimeField()),
                ("attended_on", models.DateField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.course"
                    ),
                ),
                (
                    "cycle_number",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.cyclenumber"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("course", "cycle_number"), name="course_seat_once")],
            },
        ),
        migrations.CreateModel(
            name="ExampleMarks",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField()),
                ("marks", models.JSONField()),
                ("is_near", models.BooleanField()),
                ("marked_at", models.DateTimeField()),
                (
                    "cycle_number",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.cyclenumber"
                    ),
                ),
                (
                    "example",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.example"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("cycle_number", "client_id"), name="example_marks_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PledgeSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=8)),
                ("signed_on", models.DateField()),
                ("kept_at", models.DateTimeField(null=True)),
                (
                    "cycle_number",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.cyclenumber"
                    ),
                ),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.pledgetext"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("pledge", "cycle_number"), name="pledge_signed_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attempts__range", (1, 10)),
                    ("minutes__range", (1, 180)),
                    ("pass_mark__range", (1, 100)),
                    ("questions__range", (1, 100)),
                    ("valid_months__range", (1, 60)),
                ),
                name="qualification_can_be_earned",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="qualification_closed_at_and_by_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="example",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_divergence__range", (1, 100))), name="example_divergence_in_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="course_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                fields=("qualification", "cycle_number", "until"), name="certificate_once_until_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("given_on"))), name="certificate_ends_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("qualification", "cycle_number"),
                name="attempt_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("begun_at"))), name="attempt_due_after_begun"
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("has_passed", None), ("right", None)),
                    models.Q(("ended_at__isnull", False), ("has_passed__isnull", False), ("right__isnull", False)),
                    _connector="OR",
                ),
                name="attempt_ends_with_its_result",
            ),
        ),
    ]
