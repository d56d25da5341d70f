"""A wrong code that comes twice, because its answer was lost, counts once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0002_frozen")]
    operations = [
        migrations.AddField(model_name="courseseat", name="tried", field=models.JSONField(default=list, db_default=[]))
    ]
