"""
Missions from before kinds: what their channel makes of them. About as many rows as missions; safe to run again before any
other kind is planned. The way back leaves the column to the schema migration before it.
"""

from django.db import migrations

BY_CHANNEL = {"phone": "phone-call", "website": "website-or-app", "app": "website-or-app", "event": "event"}
"""The others are counter visits, which the schema migration wrote already."""


def fill(apps, schema_editor):
    missions = apps.get_model("waves", "Mission")
    for channel, kind in BY_CHANNEL.items():
        missions.objects.filter(channel=channel, kind="counter-visit").update(kind=kind)


class Migration(migrations.Migration):
    dependencies = [("waves", "0005_mission_kinds_and_answers")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
