"""
Scenarios from before approval was asked for: those that already have missions count as approved, the others are drafts.

Whoever has missions out must not find the cycle stopped by an upgrade; a scenario that nobody was sent with yet loses
nothing by a second person's look. No points are written down for them, because nobody confirmed any: the page says so.
A handful of rows. Safe to run again; the way back leaves the columns to the schema migration before it.
"""

from django.db import migrations
from django.db.models import F, Min

APPROVER = "before-approval"


def count_those_in_use(apps, schema_editor):
    scenarios = apps.get_model("waves", "Scenario")
    missions = apps.get_model("waves", "Mission")
    scenarios.objects.filter(written_by="").update(written_by=F("created_by"))
    names = [f"{part}_{language}" for part in ("name", "story", "must", "may", "never") for language in ("ar", "en")]
    first = missions.objects.order_by().values_list("scenario_id").annotate(first=Min("created_at"))
    for scenario_id, since in first:
        for scenario in scenarios.objects.filter(pk=scenario_id, approved_at=None):
            scenario.approved_at, scenario.approved_by = since, APPROVER
            scenario.approved_texts = {name: getattr(scenario, name) for name in names}
            scenario.save()


class Migration(migrations.Migration):
    dependencies = [("waves", "0003_scenario_approval")]
    operations = [migrations.RunPython(count_those_in_use, migrations.RunPython.noop)]
