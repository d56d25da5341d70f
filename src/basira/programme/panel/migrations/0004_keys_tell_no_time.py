"""
A key says whether it is open, and no more since when (ADR-0013): its time linked it to a shopper who ended on that day.

There is no way back to the times: what was withdrawn comes back as withdrawn just now by nobody who is known. Every row is
written anew, so that the database's own marks tell nothing either.
"""

from django.db import migrations, models
from django.db.models import Case, Value, When
from django.db.models.functions import Now


def keep_what_is_open(apps, schema_editor):
    """Carry over whether each key is open."""
    state = Case(When(withdrawn_at=None, then=Value(True)), default=Value(False))
    apps.get_model("panel", "FieldKey").objects.update(is_open=state)


def keep_what_is_withdrawn(apps, schema_editor):
    """Carry back whether each key is withdrawn: a key without a time would be open."""
    apps.get_model("panel", "FieldKey").objects.filter(is_open=False).update(withdrawn_at=Now(), withdrawn_by="unknown")


class Migration(migrations.Migration):
    dependencies = [("panel", "0003_barred_from_a_body")]
    operations = [
        migrations.AddField("fieldkey", "is_open", models.BooleanField(default=True, db_default=True)),
        migrations.RunPython(keep_what_is_open, keep_what_is_withdrawn),
        migrations.RemoveConstraint("fieldkey", "field_key_withdrawn_at_and_by_together"),
        migrations.RemoveField("fieldkey", "withdrawn_at"),
        migrations.RemoveField("fieldkey", "withdrawn_by"),
        migrations.CreateModel(
            "KeysToClose",
            [
                ("id", models.BigAutoField(primary_key=True, auto_created=True, serialize=False, verbose_name="ID")),
                ("panel_ref", models.CharField(max_length=26, unique=True)),
            ],
        ),
    ]
