"""What the mixed-effects model says of a run is kept with it (ADR-0034); runs made before have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("results", "0002_frozen")]
    operations = [migrations.AddField("scorerun", "model", models.JSONField(default=dict))]
