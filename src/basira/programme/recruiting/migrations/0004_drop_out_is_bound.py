# The share that is expected to drop out says how many reserves a draw has: it is bound with the draw, so that nobody chooses it once
# the beacon has spoken. Earlier draws were made with 0.15. Few rows. The reverse forgets what later draws were bound to.
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0003_criteria_of_a_call")]

    operations = [
        migrations.AddField(
            model_name="choice", name="drop_out", field=models.FloatField(db_default=0.15, default=0.15)
        ),
        migrations.AddField(
            model_name="setaside", name="drop_out", field=models.FloatField(db_default=0.15, default=0.15)
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.CheckConstraint(
                condition=models.Q(("drop_out__gte", 0), ("drop_out__lte", 1)), name="choice_expects_a_share"
            ),
        ),
    ]
