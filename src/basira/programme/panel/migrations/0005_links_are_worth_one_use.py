"""
Keys are of a kind, and a link is worth one use (ADR-0028).

Keys that were given out before are of the kind "earlier": which of them live in a browser and which in ODK Collect is not
known, so they go on opening both doors until they are withdrawn. On the way back links are closed first, for without kinds
they would open every door; the keys that phones made for themselves stay. Code of before may go on giving keys out while this is
done: the database itself names them, and calls them "earlier".
"""

import django.db.models.deletion
from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import MD5, Cast, Left

from basira.core.kernel.field_keys import KeyKind
from basira.core.kernel.refs import new_ref

REF_BY_DATABASE = Left(MD5(Cast(RandomUUID(), models.CharField())), 26)


def name_keys(apps, schema_editor):
    """Give every key a reference of its own, by which the desk withdraws it."""
    keys = apps.get_model("panel", "FieldKey").objects
    for pk in keys.order_by("pk").values_list("pk", flat=True):
        keys.filter(pk=pk).update(ref=new_ref())


def close_links(apps, schema_editor):
    """Close what would open every door once nothing says that it is a link."""
    apps.get_model("panel", "FieldKey").objects.filter(kind=KeyKind.LINK).update(is_open=False)


class Migration(migrations.Migration):
    dependencies = [("panel", "0004_keys_tell_no_time")]
    operations = [
        migrations.AddField("fieldkey", "ref", models.CharField(max_length=26, null=True)),
        migrations.RunPython(name_keys, migrations.RunPython.noop),
        migrations.AlterField(
            "fieldkey", "ref", models.CharField(max_length=26, unique=True, default=new_ref, db_default=REF_BY_DATABASE)
        ),
        migrations.AddField(
            "fieldkey",
            "kind",
            models.CharField(max_length=16, choices=[(k, k) for k in KeyKind], db_default=str(KeyKind.EARLIER)),
        ),
        migrations.AddField("fieldkey", "usable_until", models.DateTimeField(null=True)),
        migrations.AddField("fieldkey", "tried_again_on", models.DateField(null=True)),
        migrations.AddField(
            "fieldkey",
            "exchanged_for",
            models.OneToOneField(
                "panel.fieldkey", on_delete=django.db.models.deletion.PROTECT, null=True, related_name="+"
            ),
        ),
        migrations.AddConstraint(
            "fieldkey",
            models.CheckConstraint(
                name="field_key_link_ends",
                condition=Q(kind="link", usable_until__isnull=False) | (~Q(kind="link") & Q(usable_until=None)),
            ),
        ),
        migrations.AddConstraint(
            "fieldkey",
            models.CheckConstraint(
                name="field_key_spent_is_a_closed_link",
                condition=Q(exchanged_for=None) | Q(kind="link", is_open=False),
            ),
        ),
        migrations.AddConstraint(
            "fieldkey",
            models.CheckConstraint(
                name="field_key_tried_again_once_spent",
                condition=Q(tried_again_on=None) | Q(exchanged_for__isnull=False),
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, close_links),
    ]
