"""What a body was told, and what it answered, stands: the database refuses a change of either."""

from django.db import migrations


def freeze(table: str, what: str) -> migrations.RunSQL:
    """Refuse `what` on each row of `table`."""
    trigger = f"{table}_frozen"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


TABLES = ("findings_entityreport", "findings_finding", "findings_reply", "findings_replyfile")


class Migration(migrations.Migration):
    dependencies = [("findings", "0001_initial"), ("journal", "0002_append_only")]
    operations = [freeze(table, "UPDATE OR DELETE") for table in TABLES]
