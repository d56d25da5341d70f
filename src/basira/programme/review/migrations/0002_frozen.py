"""An edit of an answer is kept as it was made."""

from django.db import migrations


def freeze(table: str, what: str) -> migrations.RunSQL:
    """Refuse `what` on each row of `table`."""
    trigger = f"{table}_frozen"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("journal", "0002_append_only")]
    operations = [
        freeze("review_answeredit", "UPDATE OR DELETE"),
    ]
