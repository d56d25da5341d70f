"""What is taken back under one number stops missions under the others a moment later."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("waves", "0010_phase_of_a_cycle")]
    operations = [
        migrations.CreateModel(
            name="StopToCome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proof", models.CharField(max_length=26)),
                ("held_on", models.DateField()),
                ("numbers", models.JSONField()),
            ],
        ),
    ]
