"""A score run and its scores never change: a new run replaces an old one by being newer."""

from django.db import migrations


def freeze(table: str, what: str) -> migrations.RunSQL:
    """Refuse `what` on each row of `table`."""
    trigger = f"{table}_frozen"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("results", "0001_initial"), ("journal", "0002_append_only")]
    operations = [
        freeze("results_scorerun", "UPDATE OR DELETE"),
        freeze("results_score", "UPDATE OR DELETE"),
    ]
