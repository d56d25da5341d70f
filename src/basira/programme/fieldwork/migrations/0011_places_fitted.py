"""
How well the places among a visit's answers fitted its mission, as a score: the places themselves are sealed from now on.

Old code writes none. Visits that were filed before keep none, and their answers stay as they are.
"""

from django.db import migrations, models

TRIGGER = "fieldwork_visit_frozen"
BEFORE = "ref, wave_id, cycle_number_id, questionnaire_version_id, source, answers, filed_at, third_persons"


def frozen(columns: str) -> str:
    """Return the statements that refuse a change of these columns of a visit, and that it is deleted."""
    return (
        f"DROP TRIGGER {TRIGGER} ON fieldwork_visit;"
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OF {columns} OR DELETE ON fieldwork_visit"
        " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()"
    )


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0010_decisions_on_sendings")]

    operations = [
        migrations.AddField(model_name="visit", name="presence", field=models.JSONField(null=True)),
        migrations.RunSQL(frozen(f"{BEFORE}, presence"), frozen(BEFORE)),
    ]
