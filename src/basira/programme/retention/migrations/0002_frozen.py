"""What was proposed to be destroyed, why and by whom stands; so does what came of it."""

from django.db import migrations

TABLE = "retention_destruction"


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_initial"), ("journal", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OF ref, attachment_id, reason, proposed_at, proposed_by OR DELETE"
            f" ON {TABLE} FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
            f"DROP TRIGGER {TABLE}_frozen ON {TABLE}",
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER {TABLE}_settled BEFORE UPDATE ON {TABLE} FOR EACH ROW"
            " WHEN (OLD.state IN ('refused', 'destroyed')) EXECUTE FUNCTION basira_refuse_change()",
            f"DROP TRIGGER {TABLE}_settled ON {TABLE}",
        ),
    ]
