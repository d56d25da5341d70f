"""A version of a document stands as it was brought in: the database refuses a change of it and of its articles."""

from django.db import migrations


def freeze(table: str) -> migrations.RunSQL:
    """Refuse a change of each row of `table`."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {table}_frozen ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("standards", "0001_initial"), ("journal", "0002_append_only")]
    operations = [freeze("standards_standardversion"), freeze("standards_article")]
