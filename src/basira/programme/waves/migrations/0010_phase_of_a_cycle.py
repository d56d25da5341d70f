# A programme begins with some sectors; its cycles say in which phase they are. Earlier cycles are bound by none. The reverse forgets
# which phase a cycle belonged to, and with it the bound.
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("waves", "0009_repeats_are_no_sample")]

    operations = [
        migrations.AddField(
            model_name="wave",
            name="phase",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
