"""Who was barred from a body, or stands on a list of its staff, loses the missions there that she has already, under every number."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_rules_of_sites"), ("waves", "0011_stops_under_other_numbers")]
    operations = [
        migrations.CreateModel(
            name="BodyToLookAt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.entity"
                    ),
                ),
            ],
        ),
    ]
