"""The pledge may be read and signed in other languages of applying, beside Arabic and English."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0004_taken_back")]
    operations = [migrations.AddField("pledgetext", "other_texts", models.JSONField(default=dict, db_default={}))]
