"""Whether a mission is a repeat, which is never scored (ADR-0033). Old code leaves it false."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("waves", "0008_what_shoppers_need"),
    ]

    operations = [
        migrations.AddField(
            model_name="mission",
            name="is_repeat",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
