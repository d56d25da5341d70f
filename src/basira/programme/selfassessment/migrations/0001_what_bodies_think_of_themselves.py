"""
What bodies were asked of themselves before a cycle, and what they thought: frozen, and one body's each (ADR-0041, ADR-0014).

The database refuses what is handed in once the cycle left its planning, or for another body's sheet. The function reads the cycle
with its owner's right: the portal's role may not.
"""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

TABLES = ("selfassessment_sheet", "selfassessment_selfassessment")


def guard(table: str) -> migrations.RunSQL:
    """Refuse a change of each row, and turn row-level security on, also for the owner, who keeps seeing every row."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change();"
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY owner_all_rows ON {table} TO CURRENT_USER USING (true) WITH CHECK (true);",
        f"DROP POLICY owner_all_rows ON {table}; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY; DROP TRIGGER {table}_frozen ON {table};",
    )


HOLD = """
CREATE FUNCTION basira_self_assessment_is_before() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM selfassessment_sheet s JOIN waves_wave w ON w.id = s.wave_id
        WHERE s.id = NEW.sheet_id AND s.entity_ref = NEW.entity_ref AND w.state IN ('draft', 'committed')
    ) THEN
        RAISE EXCEPTION 'what a body thinks is handed in before the field' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER selfassessment_selfassessment_before BEFORE INSERT ON selfassessment_selfassessment
    FOR EACH ROW EXECUTE FUNCTION basira_self_assessment_is_before();
"""
LET_GO = """
DROP TRIGGER selfassessment_selfassessment_before ON selfassessment_selfassessment;
DROP FUNCTION basira_self_assessment_is_before();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("waves", "0009_repeats_are_no_sample"),
        ("findings", "0007_hands_found_by_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("asked", models.JSONField()),
                ("answer_by", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=64)),
                (
                    "wave",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="waves.wave"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("wave", "entity_ref"), name="one_sheet_a_body_and_wave"),
                    models.CheckConstraint(
                        condition=models.Q(("entity_ref", ""), _negated=True), name="sheet_is_of_a_body"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelfAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("centre_ref", models.CharField(blank=True, max_length=26)),
                ("answers", models.JSONField()),
                ("answered_at", models.DateTimeField()),
                ("answered_by", models.CharField(max_length=64)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="selfassessment.sheet",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "centre_ref"), name="self_assessment_once"),
                    models.CheckConstraint(
                        condition=models.Q(("answers", {}), _negated=True), name="self_assessment_says_something"
                    ),
                ],
            },
        ),
        *[guard(table) for table in TABLES],
        migrations.RunSQL(HOLD, LET_GO),
    ]
