"""
A picture keeps how much it looks like one of a screen, for a reviewer to look twice; and a record is judged again when the key
that signed it comes after it. The later judgement is a row of its own: neither is ever changed.

Old code writes neither column. Pictures that were re-made before keep no score.
"""

import django.db.models.deletion
from django.db import migrations, models

TRIGGER = "fieldwork_latejudgement_frozen"


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0007_sealed_sendings")]
    operations = [
        migrations.AddField(
            model_name="attachment", name="screen_score", field=models.PositiveSmallIntegerField(null=True)
        ),
        migrations.AddField(
            model_name="attachment", name="screen_reasons", field=models.JSONField(default=list, db_default=[])
        ),
        migrations.CreateModel(
            name="LateJudgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.CharField(max_length=16)),
                ("flags", models.JSONField(default=list)),
                ("judged_at", models.DateTimeField()),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="late", to="fieldwork.capturerecord"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(verdict__in=["sound", "doubtful", "unreadable"]),
                        name="late_judgement_verdict_is_known",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OR DELETE ON fieldwork_latejudgement"
            " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
            f"DROP TRIGGER {TRIGGER} ON fieldwork_latejudgement",
        ),
    ]
