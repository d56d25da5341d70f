"""A signature keeps every phone's id under which it came, not the first alone: none of them undoes that it was taken back since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0006_a_signature_by_the_phones_id")]
    operations = [
        migrations.AddField("pledgesignature", "heard", models.JSONField(default=list, db_default=[])),
    ]
