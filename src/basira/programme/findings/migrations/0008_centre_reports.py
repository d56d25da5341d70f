"""What a centre's manager is told: a table of its own, frozen, and closed to everybody without a policy (ADR-0040)."""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

FROZEN = """CREATE TRIGGER findings_centrereport_frozen BEFORE UPDATE OR DELETE ON findings_centrereport
    FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()"""
CLOSED = """ALTER TABLE findings_centrereport ENABLE ROW LEVEL SECURITY;
    ALTER TABLE findings_centrereport FORCE ROW LEVEL SECURITY;
    CREATE POLICY owner_all_rows ON findings_centrereport TO CURRENT_USER USING (true) WITH CHECK (true)"""


class Migration(migrations.Migration):
    dependencies = [
        ("findings", "0007_hands_found_by_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="CentreReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("centre_ref", models.CharField(max_length=26)),
                ("starts_on", models.DateField()),
                ("figures", models.JSONField()),
                ("figures_sha256", models.CharField(max_length=64)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="centres", to="findings.entityreport"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["entity_ref", "centre_ref"], name="centre_report_of_a_body")],
                "constraints": [models.UniqueConstraint(fields=("report", "centre_ref"), name="centre_once_a_report")],
            },
        ),
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSED, migrations.RunSQL.noop),
    ]
