"""A finding may name the step of a life event that its figure breaks; like all that an analyst wrote, it stands."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("findings", "0009_least_of_the_meter"),
        ("journeys", "0002_steps_fit_their_case"),
    ]

    operations = [
        migrations.AddField(
            model_name="notedfinding",
            name="way_step",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journeys.lifeeventstep"
            ),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER findings_notedfinding_way_frozen BEFORE UPDATE OF way_step_id ON findings_notedfinding"
            " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
            "DROP TRIGGER findings_notedfinding_way_frozen ON findings_notedfinding",
        ),
    ]
