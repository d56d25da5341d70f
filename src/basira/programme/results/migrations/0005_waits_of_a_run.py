"""How far waits keep to the limits of their forms is kept with each run; runs made before have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("results", "0004_asked_run")]
    operations = [migrations.AddField("scorerun", "waits", models.JSONField(default=dict, db_default={}))]
