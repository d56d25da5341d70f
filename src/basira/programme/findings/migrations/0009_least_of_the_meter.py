"""The programme's own least of the re-identification meter: never under the thresholds of a public figure (ADR-0039)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("findings", "0008_centre_reports")]

    operations = [
        migrations.CreateModel(
            name="MeterLeast",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("visits", models.PositiveSmallIntegerField()),
                ("shoppers", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="meter_least_is_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("shoppers__gte", 3), ("shoppers__lte", models.F("visits")), ("visits__range", (5, 50))
                        ),
                        name="meter_least_protects",
                    ),
                ],
            },
        ),
    ]
