# A call says what its applicants are assessed on: until now it was the same six criteria for every programme, and those of earlier
# calls stay so. Few rows. The reverse forgets which criteria a call asked for.
import django.contrib.postgres.fields
from django.db import migrations, models

import basira.programme.recruiting.models


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0002_drawn_by_a_beacon")]

    operations = [
        migrations.AddField(
            model_name="call",
            name="criteria",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24),
                db_default=[
                    "credibility",
                    "responsibility",
                    "public-interest",
                    "observation",
                    "report-writing",
                    "completeness",
                ],
                default=basira.programme.recruiting.models.default_criteria,
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("criteria__len__gte", 1)), name="call_assesses_something"
            ),
        ),
    ]
