"""Weighings of several sources into a composite, frozen as score runs are."""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

TABLE = "results_compositerun"


class Migration(migrations.Migration):
    dependencies = [("results", "0005_waits_of_a_run")]
    operations = [
        migrations.CreateModel(
            name="CompositeRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("sources", models.JSONField()),
                ("readings", models.JSONField()),
                ("vary", models.FloatField()),
                ("figures", models.JSONField()),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("weighed_at", models.DateTimeField()),
                ("weighed_by", models.CharField(max_length=64)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="results.scorerun"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("vary__gte", 0), ("vary__lt", 1)), name="composite_weights_vary_by_a_share"
                    )
                ]
            },
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
            f"DROP TRIGGER {TABLE}_frozen ON {TABLE}",
        ),
    ]
