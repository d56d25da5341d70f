"""A release's snapshot and its approvals never change; only its state moves."""

from django.db import migrations


def freeze(table: str, what: str) -> migrations.RunSQL:
    """Refuse `what` on each row of `table`."""
    trigger = f"{table}_frozen"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial"), ("journal", "0002_append_only")]
    operations = [
        freeze(
            "publishing_release",
            "UPDATE OF ref, wave_id, run_id, snapshot, snapshot_sha256, prepared_at, prepared_by OR DELETE",
        ),
        freeze("publishing_approval", "UPDATE OR DELETE"),
    ]
