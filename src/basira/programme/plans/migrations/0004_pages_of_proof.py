"""Pages re-made from the files of plans, for the programme to look at; as findings 0004 made those of contests. Frozen."""

import django.db.models.deletion
from django.db import migrations, models

FREEZE = (
    "CREATE TRIGGER plans_planproofpage_frozen BEFORE UPDATE OR DELETE ON plans_planproofpage"
    " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()"
)


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_only_a_repeat_closes")]

    operations = [
        migrations.CreateModel(
            name="PlanProofPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("derivative_ref", models.CharField(blank=True, max_length=64)),
                ("problem", models.CharField(blank=True, max_length=20)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pages", to="plans.prooffile"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file", "place"), name="plan_proof_page_once_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("derivative_ref", ""), ("place", 0), models.Q(("problem", ""), _negated=True)),
                            models.Q(
                                ("place__gte", 1), ("problem", ""), models.Q(("derivative_ref", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="plan_proof_page_is_a_picture_or_says_why_not",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FREEZE, "DROP TRIGGER plans_planproofpage_frozen ON plans_planproofpage"),
    ]
