"""
A refused sending keeps its answers in its row, so that the web process need not open what is sealed.

Of what was refused before, the worker reads the answers once; from then on they are frozen as the rest of the row is.
"""

from django.db import migrations, models

ALL = "UPDATE OR DELETE"
WHAT_CAME = "UPDATE OF instance_id, filename, received_sha256, sealed_ref, received_at OR DELETE"


def freeze(what: str) -> str:
    """Return the statements that freeze a conflict so far."""
    return (
        "DROP TRIGGER fieldwork_conflict_frozen ON fieldwork_conflict;"
        f" CREATE TRIGGER fieldwork_conflict_frozen BEFORE {what} ON fieldwork_conflict"
        " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()"
    )


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0003_looked_at_twice")]
    operations = [
        migrations.AddField(model_name="conflict", name="answers", field=models.JSONField(null=True)),
        migrations.RunSQL(freeze(WHAT_CAME), freeze(ALL)),
        migrations.RunSQL(
            "CREATE TRIGGER fieldwork_conflict_answers_frozen BEFORE UPDATE OF answers ON fieldwork_conflict"
            " FOR EACH ROW WHEN (OLD.answers IS NOT NULL) EXECUTE FUNCTION basira_refuse_change()",
            "DROP TRIGGER fieldwork_conflict_answers_frozen ON fieldwork_conflict",
        ),
    ]
