"""What was filed never changes: answers, submissions, sealed files and conflicts (security bar EV-11)."""

from django.db import migrations


def freeze(table: str, what: str) -> migrations.RunSQL:
    """Refuse `what` on each row of `table`."""
    trigger = f"{table}_frozen"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0001_initial"), ("journal", "0002_append_only")]
    operations = [
        freeze(
            "fieldwork_visit",
            "UPDATE OF ref, wave_id, cycle_number_id, questionnaire_version_id, source, answers, filed_at OR DELETE",
        ),
        freeze("fieldwork_submission", "UPDATE OR DELETE"),
        freeze("fieldwork_conflict", "UPDATE OR DELETE"),
        freeze(
            "fieldwork_attachment",
            "UPDATE OF ref, visit_id, filename, sha256, size_bytes, sealed_ref, received_at OR DELETE",
        ),
    ]
