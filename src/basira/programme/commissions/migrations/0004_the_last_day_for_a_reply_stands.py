"""The last day for a unit's reply stands in its report, so that no clock that is set afterwards moves it. Older reports keep none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commissions", "0003_a_file_comes_after_its_reply"),
    ]

    operations = [
        migrations.AddField(
            model_name="singlereport",
            name="answer_by",
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name="singlereport",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_by", None), ("entity_ref__isnull", False), _connector="OR"),
                name="single_report_asks_a_unit_alone",
            ),
        ),
    ]
