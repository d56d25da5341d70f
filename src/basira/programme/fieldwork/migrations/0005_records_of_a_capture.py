"""Records of captures, positions that are destroyed in time, and the keys of phones that sign (ADR-0020)."""

import django.db.models.deletion
from django.db import migrations, models


def freeze(table: str, what: str) -> migrations.RunSQL:
    """Refuse `what` on each row of `table`."""
    trigger = f"{table}_frozen"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


PLACES_FROZEN = "visit_id, sha256, size_bytes, score, band, reasons, received_at, destroy_after"


class Migration(migrations.Migration):
    dependencies = [
        ("fieldwork", "0004_answers_of_refused_sendings"),
        ("panel", "0004_keys_tell_no_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeviceKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_id", models.CharField(max_length=16, unique=True)),
                ("point", models.BinaryField(max_length=65)),
                ("said_at", models.DateTimeField()),
                (
                    "cycle_number",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.cyclenumber"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CapturePlaces",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("sealed_ref", models.CharField(max_length=64, null=True, unique=True)),
                ("score", models.PositiveSmallIntegerField(null=True)),
                ("band", models.CharField(blank=True, max_length=16)),
                ("reasons", models.JSONField(default=list)),
                ("received_at", models.DateTimeField()),
                ("destroy_after", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(null=True)),
                (
                    "visit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="capture_places", to="fieldwork.visit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("destroyed_at__isnull", True)),
                        fields=["destroy_after"],
                        name="places_to_destroy",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed_at__isnull", True), ("sealed_ref__isnull", False)),
                            models.Q(("destroyed_at__isnull", False), ("sealed_ref__isnull", True)),
                            _connector="OR",
                        ),
                        name="capture_places_lie_sealed_or_were_destroyed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaptureRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("sealed_ref", models.CharField(max_length=64, unique=True)),
                ("verdict", models.CharField(max_length=16)),
                ("flags", models.JSONField(default=list)),
                ("durations", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("promises", models.JSONField(default=list)),
                ("contacts", models.JSONField(default=list)),
                ("changes", models.JSONField(default=list)),
                ("seen", models.JSONField(default=dict)),
                ("recall", models.JSONField(default=list)),
                ("files", models.JSONField(default=list)),
                ("places_sha256", models.CharField(blank=True, max_length=64)),
                ("third_persons", models.JSONField(default=list)),
                ("received_at", models.DateTimeField()),
                (
                    "visit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="capture", to="fieldwork.visit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["sound", "doubtful", "unreadable"])),
                        name="capture_record_verdict_is_known",
                    )
                ],
            },
        ),
        freeze("fieldwork_devicekey", "UPDATE OR DELETE"),
        freeze("fieldwork_capturerecord", "UPDATE OR DELETE"),
        freeze("fieldwork_captureplaces", f"UPDATE OF {PLACES_FROZEN} OR DELETE"),
    ]
