"""
Workspaces: what a body and the programme write around one procedure. Frozen, and one body's each (ADR-0041, ADR-0014).

The database refuses an agreement by the side that proposed the change, and a row that hangs on another body's.
"""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

TABLES = (
    "workspace_workspace",
    "workspace_drawing",
    "workspace_drawnstep",
    "workspace_remark",
    "workspace_change",
    "workspace_agreement",
)


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
CREATE FUNCTION basira_agreed_by_the_other_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM workspace_change c
        WHERE c.id = NEW.change_id AND c.entity_ref = NEW.entity_ref AND c.side <> NEW.side
    ) THEN
        RAISE EXCEPTION 'the other side agrees to a change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER workspace_agreement_by_the_other BEFORE INSERT ON workspace_agreement
    FOR EACH ROW EXECUTE FUNCTION basira_agreed_by_the_other_side();
"""
LET_GO = """
DROP TRIGGER workspace_agreement_by_the_other ON workspace_agreement;
DROP FUNCTION basira_agreed_by_the_other_side();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("findings", "0007_hands_found_by_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("words", models.CharField(max_length=280)),
                ("side", models.CharField(max_length=10)),
                ("post", models.CharField(max_length=16)),
                ("said_at", models.DateTimeField()),
                ("said_by", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Workspace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("title", models.CharField(max_length=200)),
                ("side", models.CharField(max_length=10)),
                ("post", models.CharField(max_length=16)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=64)),
                (
                    "finding",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="findings.finding"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="remark",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="workspace.workspace"
            ),
        ),
        migrations.CreateModel(
            name="Drawing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("kind", models.CharField(max_length=8)),
                ("place", models.PositiveSmallIntegerField()),
                ("side", models.CharField(max_length=10)),
                ("post", models.CharField(max_length=16)),
                ("drawn_at", models.DateTimeField()),
                ("drawn_by", models.CharField(max_length=64)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drawings", to="workspace.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("what", models.CharField(max_length=280)),
                ("who", models.CharField(max_length=120)),
                ("due_on", models.DateField()),
                ("side", models.CharField(max_length=10)),
                ("post", models.CharField(max_length=16)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=64)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="workspace.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entity_ref", models.CharField(max_length=26)),
                ("side", models.CharField(max_length=10)),
                ("post", models.CharField(max_length=16)),
                ("agreed_at", models.DateTimeField()),
                ("agreed_by", models.CharField(max_length=64)),
                (
                    "change",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreement", to="workspace.change"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["body", "programme"])), name="agreement_side_is_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DrawnStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entity_ref", models.CharField(max_length=26)),
                ("place", models.PositiveSmallIntegerField()),
                ("who", models.CharField(max_length=120)),
                ("what", models.CharField(max_length=280)),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                ("paper", models.CharField(blank=True, max_length=280)),
                ("why", models.CharField(blank=True, max_length=280)),
                (
                    "drawing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="workspace.drawing"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("drawing", "place"), name="drawn_step_once_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("who", ""), _negated=True), models.Q(("what", ""), _negated=True)),
                        name="drawn_step_says_who_and_what",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="workspace",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["body", "programme"])), name="workspace_side_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="workspace",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("entity_ref", ""), _negated=True)),
                name="workspace_has_a_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["body", "programme"])), name="remark_side_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="remark_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="drawing",
            constraint=models.UniqueConstraint(fields=("workspace", "kind", "place"), name="drawing_once_a_place"),
        ),
        migrations.AddConstraint(
            model_name="drawing",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["as-is", "could-be"]), ("side__in", ["body", "programme"])),
                name="drawing_codes_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["body", "programme"])), name="change_side_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("what", ""), _negated=True), models.Q(("who", ""), _negated=True)),
                name="change_says_what_and_who",
            ),
        ),
        *[guard(table) for table in TABLES],
        migrations.RunSQL(HOLD, LET_GO),
    ]
