"""What was asked, signed and earned stands: the database refuses a change of it, and of the questions themselves."""

from django.db import migrations


def freeze(table: str, what: str) -> migrations.RunSQL:
    """Refuse `what` on each row of `table`."""
    trigger = f"{table}_frozen"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0001_training"), ("journal", "0002_append_only")]
    operations = [
        freeze(
            "training_bankquestion",
            "UPDATE OF ref, sector_id, channel, topic_ar, topic_en, text_ar, text_en, is_multiple, options, read_ar, read_en, "
            "written_at, written_by OR DELETE",
        ),
        freeze("training_pledgetext", "UPDATE OR DELETE"),
        freeze("training_pledgesignature", "UPDATE OF pledge_id, cycle_number_id, language, signed_on OR DELETE"),
        freeze("training_certificate", "UPDATE OF ref, qualification_id, cycle_number_id, given_on, until OR DELETE"),
        freeze(
            "training_attempt",
            "UPDATE OF ref, qualification_id, cycle_number_id, seed, asked, begun_at, due_at OR DELETE",
        ),
        freeze("training_example", "UPDATE OR DELETE"),
        freeze("training_examplemarks", "UPDATE OR DELETE"),
    ]
