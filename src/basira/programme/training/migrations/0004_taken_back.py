"""A certificate or a signed pledge can be taken back: a row says so for good, and what stands is unique among what stands."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import PROTECT, ForeignKey, Q

from basira.core.kernel.refs import new_ref
from basira.core.kernel.training import TakenBackFor


def stays_taken_back(table: str) -> migrations.RunSQL:
    """Refuse that what was taken back stands again, or by another row."""
    trigger = f"{table}_stays_taken_back"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE UPDATE OF taken_back_id ON {table} FOR EACH ROW "
        "WHEN (OLD.taken_back_id IS NOT NULL) EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


def may_be_taken_back(model: str, fields: list[str], name: str) -> list[Operation]:
    """Let a model say what took it back, and be unique only while nothing did."""
    return [
        migrations.AddField(
            model, "taken_back", ForeignKey("training.takenback", PROTECT, null=True, related_name="+")
        ),
        migrations.RemoveConstraint(model, name),
        migrations.AddConstraint(
            model, models.UniqueConstraint(condition=Q(taken_back=None), fields=fields, name=name)
        ),
        stays_taken_back(f"training_{model}"),
    ]


class Migration(migrations.Migration):
    dependencies = [("panel", "0008_sent_again"), ("training", "0003_one_typing_is_one_try")]
    operations = [
        migrations.CreateModel(
            "TakenBack",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=new_ref, max_length=26, unique=True)),
                ("reason", models.CharField(choices=[(each, each) for each in TakenBackFor], max_length=24)),
                ("taken_back_at", models.DateTimeField()),
                ("taken_back_by", models.CharField(max_length=64)),
                ("cycle_number", ForeignKey("panel.cyclenumber", PROTECT, related_name="+")),
                ("pledge", ForeignKey("training.pledgetext", PROTECT, null=True, related_name="+")),
                ("qualification", ForeignKey("training.qualification", PROTECT, null=True, related_name="+")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="taken_back_is_of_one_thing",
                        condition=Q(qualification=None, pledge__isnull=False)
                        | Q(qualification__isnull=False, pledge=None),
                    ),
                    models.CheckConstraint(
                        name="taken_back_for_a_known_reason", condition=Q(reason__in=list(TakenBackFor))
                    ),
                ]
            },
        ),
        *may_be_taken_back("certificate", ["qualification", "cycle_number", "until"], "certificate_once_until_a_day"),
        *may_be_taken_back("pledgesignature", ["pledge", "cycle_number"], "pledge_signed_once"),
        migrations.RunSQL(
            "CREATE TRIGGER training_takenback_frozen BEFORE UPDATE OR DELETE ON training_takenback "
            "FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
            "DROP TRIGGER training_takenback_frozen ON training_takenback",
        ),
    ]
