"""The day on which whoever sends a shopper said that she stops, until the desk ends her time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("panel", "0008_sent_again")]
    operations = [migrations.AddField("shopper", "stop_said_on", models.DateField(null=True))]
