"""Whom a company sent although the vault knew her: marked for the desk, and never more than in training."""

from django.db import migrations, models

from basira.core.kernel.lifecycles import ShopperState


class Migration(migrations.Migration):
    dependencies = [("panel", "0007_routes_into_the_panel")]

    operations = [
        migrations.AddField(
            model_name="shopper",
            name="is_sent_again",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="shopper",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_sent_again", False))
                | models.Q(("state__in", [ShopperState.IN_TRAINING, ShopperState.ENDED])),
                name="shopper_sent_again_stays_in_training",
            ),
        ),
    ]
