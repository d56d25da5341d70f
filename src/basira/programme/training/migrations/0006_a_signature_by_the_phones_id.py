"""A signature keeps the phone's id under which it came: sent again, it does not undo that it was taken back since."""

from django.db import migrations, models

FROZEN = "CREATE TRIGGER training_pledgesignature_frozen BEFORE UPDATE OF {} OR DELETE ON training_pledgesignature "
FROZEN += "FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()"
UNFROZEN = "DROP TRIGGER training_pledgesignature_frozen ON training_pledgesignature"
BEFORE = "pledge_id, cycle_number_id, language, signed_on"


class Migration(migrations.Migration):
    dependencies = [("training", "0005_pledge_in_languages_of_applying")]
    operations = [
        migrations.AddField("pledgesignature", "client_id", models.UUIDField(null=True)),
        migrations.AddConstraint(
            "pledgesignature",
            models.UniqueConstraint(fields=["cycle_number", "client_id"], name="pledge_signed_once_by_an_id"),
        ),
        migrations.RunSQL(
            [UNFROZEN, FROZEN.format(f"{BEFORE}, client_id")],
            [UNFROZEN, FROZEN.format(BEFORE)],
        ),
    ]
