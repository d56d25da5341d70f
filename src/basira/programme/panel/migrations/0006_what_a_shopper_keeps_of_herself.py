"""Days away, hours and expenses by month, and notice of leaving, under the number of a cycle (ADR-0042)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("panel", "0005_links_are_worth_one_use"),
    ]

    operations = [
        migrations.CreateModel(
            name="AwaySpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "cycle_number",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.cyclenumber"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="away_span_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeavingNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said_on", models.DateField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_by", models.CharField(max_length=64, null=True)),
                (
                    "cycle_number",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.cyclenumber"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at", None), ("seen_by", None)),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="leaving_notice_seen_at_and_by_together",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField()),
                ("month", models.DateField()),
                ("minutes", models.PositiveIntegerField()),
                ("expenses", models.DecimalField(decimal_places=2, max_digits=8)),
                (
                    "cycle_number",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.cyclenumber"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("cycle_number", "client_id"), name="own_hours_once_by_client_id"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="own_hours_by_month"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expenses__gte", 0), models.Q(("minutes__gt", 0), ("expenses__gt", 0), _connector="OR")
                        ),
                        name="own_hours_say_something",
                    ),
                ],
            },
        ),
    ]
