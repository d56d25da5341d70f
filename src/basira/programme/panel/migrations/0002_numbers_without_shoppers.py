"""Whose a number is, only the vault knows from now on (ADR-0013). Where numbers exist, they cannot be handed over."""

from django.db import migrations


def refuse_numbers(apps, schema_editor):
    """Stop, in words, where a number would lose its shopper without the vault knowing her."""
    if apps.get_model("panel", "CycleNumber").objects.exists():
        raise RuntimeError(
            "This data folder has cycle numbers from before the vault kept them. A demo: delete its folder and start again. "
            "A programme: finish its cycles with the earlier version, and start this one on a new folder."
        )


class Migration(migrations.Migration):
    dependencies = [("panel", "0001_initial")]
    # No way back: what the vault keeps must not return to this database.
    operations = [
        migrations.RunPython(refuse_numbers, migrations.RunPython.noop),
        migrations.RemoveConstraint("cyclenumber", "one_number_a_shopper_and_cycle"),
        migrations.RemoveField("cyclenumber", "shopper"),
    ]
