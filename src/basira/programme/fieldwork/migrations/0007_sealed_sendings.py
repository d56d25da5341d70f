"""
Visits that phones seal to the programme's key and give over part by part (ADR-0024).

What was given over, and what came of it, is written once. A part's file may go off the disk; its hash stays.
"""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

SENDING, PART = "fieldwork_sending", "fieldwork_sealedpart"


def frozen(table: str, name: str, what: str, when: str = "true") -> migrations.RunSQL:
    """Refuse `what` on each row of `table` for which `when` holds."""
    trigger = f"{table}_{name}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE {what} ON {table} FOR EACH ROW WHEN ({when})"
        " EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0006_sound_and_destruction"), ("panel", "0004_keys_tell_no_time")]

    operations = [
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("instance_id", models.CharField(max_length=200)),
                ("mission", models.CharField(max_length=26)),
                ("begun_at", models.DateTimeField()),
                ("parts", models.JSONField(default=list)),
                ("given_over_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=16)),
                ("why", models.CharField(blank=True, max_length=64)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "cycle_number",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="panel.cyclenumber"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("given_over_at__isnull", False), ("outcome", "")),
                        fields=["given_over_at"],
                        name="sending_to_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle_number", "instance_id"), name="sending_named_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_over_at", None), ("parts", [])),
                            models.Q(("given_over_at__isnull", False), models.Q(("parts", []), _negated=True)),
                            _connector="OR",
                        ),
                        name="sending_given_over_with_its_parts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("settled_at", None), ("why", "")),
                            models.Q(
                                ("given_over_at__isnull", False),
                                ("outcome", "filed"),
                                ("settled_at__isnull", False),
                                ("why", ""),
                            ),
                            models.Q(
                                ("given_over_at__isnull", False),
                                ("outcome", "refused"),
                                ("settled_at__isnull", False),
                                models.Q(("why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sending_settled_once_given_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("is_other", models.BooleanField(default=False)),
                ("sealed_ref", models.CharField(max_length=64, null=True, unique=True)),
                ("received_at", models.DateTimeField()),
                ("destroy_after", models.DateTimeField(null=True)),
                (
                    "sending",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_parts",
                        to="fieldwork.sending",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_other", False)),
                        fields=("sending", "number"),
                        name="sealed_part_named_once",
                    ),
                    models.UniqueConstraint(fields=("sending", "number", "sha256"), name="sealed_part_kept_once"),
                ],
            },
        ),
        frozen(SENDING, "frozen", "UPDATE OF ref, cycle_number_id, instance_id, mission, begun_at OR DELETE"),
        frozen(SENDING, "given_over_once", "UPDATE OF parts, given_over_at", "OLD.given_over_at IS NOT NULL"),
        frozen(SENDING, "settled_once", "UPDATE OF outcome, why, settled_at", "OLD.settled_at IS NOT NULL"),
        frozen(PART, "frozen", "UPDATE OF sending_id, number, sha256, size_bytes, is_other, received_at OR DELETE"),
        frozen(PART, "kept", "UPDATE OF sealed_ref", "OLD.sealed_ref IS NOT NULL AND NEW.sealed_ref IS NOT NULL"),
    ]
