"""
A file may have a sound to be heard, and a withheld original may be destroyed: its row says so, once and for all.

Every derivative there is up to now is a JPEG, which the default says. Old code writes neither column.
"""

from django.db import migrations, models

TRIGGER = "fieldwork_attachment_destroyed_once"


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0005_records_of_a_capture")]
    operations = [
        migrations.AddField(
            model_name="attachment",
            name="derivative_kind",
            field=models.CharField(blank=True, db_default="image/jpeg", max_length=32),
        ),
        migrations.AddField(model_name="attachment", name="destroyed_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(destroyed_at=None)
                | models.Q(derivative_problem__in=["site-photo", "site-recording"], derivative_ref=""),
                name="attachment_destroyed_only_when_withheld",
            ),
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OF destroyed_at, derivative_problem ON fieldwork_attachment"
            " FOR EACH ROW WHEN (OLD.destroyed_at IS NOT NULL) EXECUTE FUNCTION basira_refuse_change()",
            f"DROP TRIGGER {TRIGGER} ON fieldwork_attachment",
        ),
    ]
