"""What a shopper called, what was decided and who was told stand: the database refuses a change of any of it."""

from django.db import migrations


def freeze(table: str, what: str) -> migrations.RunSQL:
    """Refuse `what` on each row of `table`."""
    trigger = f"{table}_frozen"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("safety", "0001_initial"), ("journal", "0002_append_only")]
    operations = [
        freeze("safety_alarm", "UPDATE OF ref, client_id, cycle_number_id, minutes_before, raised_at OR DELETE"),
        freeze("safety_alarmnote", "UPDATE OR DELETE"),
        freeze("safety_letter", "UPDATE OF ref, mission_id, prepared_at, prepared_by OR DELETE"),
        freeze("safety_lettercheck", "UPDATE OR DELETE"),
        freeze(
            "safety_danger",
            "UPDATE OF ref, client_id, content_sha256, cycle_number_id, mission_id, centre_id, kind, since, words, "
            "photo_expected, reported_at, due_at OR DELETE",
        ),
        freeze("safety_dangerphoto", "UPDATE OF ref, danger_id, sha256, size_bytes, sealed_ref, received_at OR DELETE"),
        freeze("safety_dangerdecision", "UPDATE OR DELETE"),
        freeze("safety_telling", "UPDATE OR DELETE"),
    ]
