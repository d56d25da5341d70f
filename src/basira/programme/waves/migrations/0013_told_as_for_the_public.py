"""
A cycle keeps whether the public was to read it when its bodies were informed: who adds the public later adds it for later cycles.

Cycles that are told already are taken as the programme's file says it now; what is out was for the public. The reverse forgets it.
"""

import tomllib

from django.db import migrations, models

STANDS = "CREATE TRIGGER waves_wave_told_stands BEFORE UPDATE OF is_for_the_public ON waves_wave FOR EACH ROW "
STANDS += "WHEN (OLD.state IN ('informed', 'announced') AND OLD.is_for_the_public <> NEW.is_for_the_public) "
STANDS += "EXECUTE FUNCTION basira_refuse_change()"


def keep_how_cycles_were_told(apps, schema_editor):
    file = apps.get_model("people", "KeptBlueprint").objects.filter(pk=1).first()
    readers = tomllib.loads(file.text if file else "").get("reporting", {}).get("to", ["public"])
    is_internal = apps.get_model("people", "Programme").objects.filter(governance="internal").exists()
    told = ["announced"] if is_internal or "public" not in readers else ["announced", "informed"]
    apps.get_model("waves", "Wave").objects.filter(state__in=told).update(is_for_the_public=True)


class Migration(migrations.Migration):
    dependencies = [
        ("waves", "0012_bars_stop_under_other_numbers"),
        ("people", "0007_programme_clocks_and_blueprint"),
        ("journal", "0002_append_only"),
    ]
    operations = [
        migrations.AddField("wave", "is_for_the_public", models.BooleanField(default=False, db_default=False)),
        migrations.RunPython(keep_how_cycles_were_told, migrations.RunPython.noop),
        migrations.AddConstraint(
            "wave",
            models.CheckConstraint(
                name="wave_is_for_the_public_once_told",
                condition=models.Q(is_for_the_public=False) | models.Q(state__in=["informed", "announced"]),
            ),
        ),
        migrations.RunSQL(STANDS, "DROP TRIGGER waves_wave_told_stands ON waves_wave"),
    ]
