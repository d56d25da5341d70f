"""
What a mission was as the first part of its visit was taken in: by that the visit is judged when it is opened (ADR-0032).

Old code writes nothing here, and takes in what was accepted or done alone; of rows before, that is all that is known.
"""

from django.db import migrations, models

TRIGGER = "fieldwork_sending_frozen"
BEFORE = "ref, cycle_number_id, instance_id, mission, begun_at"


def frozen(columns: str) -> str:
    """Return the statements that refuse a change of these columns of a sending, and that it is deleted."""
    return (
        f"DROP TRIGGER {TRIGGER} ON fieldwork_sending;"
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OF {columns} OR DELETE ON fieldwork_sending"
        " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()"
    )


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0008_screens_and_late_keys")]

    operations = [
        migrations.AddField(
            model_name="sending",
            name="mission_stood",
            field=models.CharField(db_default="accepted", max_length=16),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(("mission_stood__in", ["accepted", "done"])),
                name="sending_of_a_mission_that_was_agreed",
            ),
        ),
        migrations.RunSQL(frozen(f"{BEFORE}, mission_stood"), frozen(BEFORE)),
    ]
