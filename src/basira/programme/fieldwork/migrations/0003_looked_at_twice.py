"""
What a reviewer looks at twice: third persons in free text, pictures that look alike, files against the rule of their site.

Earlier visits carry no warnings: their row says nothing of them, and a visit is never read again by itself.
"""

from django.db import migrations, models

FROZEN = "ref, wave_id, cycle_number_id, questionnaire_version_id, source, answers, filed_at"


def freeze_visit(columns: str) -> str:
    """Return the statements that freeze these columns of a visit."""
    return (
        "DROP TRIGGER fieldwork_visit_frozen ON fieldwork_visit;"
        f" CREATE TRIGGER fieldwork_visit_frozen BEFORE UPDATE OF {columns} OR DELETE"
        " ON fieldwork_visit FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()"
    )


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0002_frozen")]
    operations = [
        migrations.AddField(
            model_name="visit", name="third_persons", field=models.JSONField(db_default=[], default=list)
        ),
        migrations.AddField(
            model_name="attachment",
            name="fingerprint",
            field=models.CharField(blank=True, db_default="", max_length=32),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(derivative_ref="") | models.Q(derivative_problem=""),
                name="attachment_has_a_picture_or_a_reason_for_none",
            ),
        ),
        migrations.RunSQL(freeze_visit(f"{FROZEN}, third_persons"), freeze_visit(FROZEN)),
    ]
