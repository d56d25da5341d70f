"""
How a contest ends: the arbiter's outcome, a second person's look at its words, and pages re-made from what a body sent.

What is written here stands. An outcome is one body's and is guarded as its other rows are (0003). The database itself
refuses an outcome by whoever released the report, answered for the body, or reviewed one of its visits of that cycle, one
without a contest, and a second look by whoever proposed.
"""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

TABLES = (
    "findings_contestoutcome",
    "findings_proposedoutcome",
    "findings_secondlook",
    "findings_proofpage",
)
BODYS = "findings_contestoutcome"


def freeze(table: str) -> migrations.RunSQL:
    """Refuse a change of each row of `table`."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {table}_frozen ON {table}",
    )


GUARD = f"""
ALTER TABLE {BODYS} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {BODYS} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all_rows ON {BODYS} TO CURRENT_USER USING (true) WITH CHECK (true);
"""
UNGUARD = f"""
DROP POLICY owner_all_rows ON {BODYS};
ALTER TABLE {BODYS} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {BODYS} DISABLE ROW LEVEL SECURITY;
"""
STAND_APART = """
CREATE FUNCTION basira_arbiter_stands_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM findings_finding f JOIN findings_reply r ON r.finding_id = f.id
        WHERE f.id = NEW.finding_id AND f.entity_ref = NEW.entity_ref AND r.answer = 'contested'
    ) THEN
        RAISE EXCEPTION 'an outcome ends a contest of its own body' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM findings_reply r WHERE r.replied_by = NEW.decided_by) OR EXISTS (
        SELECT 1 FROM findings_finding f JOIN findings_entityreport p ON p.id = f.report_id
        WHERE f.id = NEW.finding_id AND p.released_by = NEW.decided_by
    ) OR EXISTS (
        SELECT 1 FROM findings_finding f
        JOIN findings_entityreport p ON p.id = f.report_id
        JOIN fieldwork_visit v ON v.wave_id = p.wave_id
        JOIN waves_mission m ON m.id = v.mission_id
        JOIN registry_centre c ON c.id = m.centre_id
        JOIN registry_entity e ON e.id = c.entity_id AND e.ref = f.entity_ref
        WHERE f.id = NEW.finding_id AND (
            EXISTS (SELECT 1 FROM review_review w WHERE w.visit_id = v.id AND w.settled_by = NEW.decided_by)
            OR EXISTS (SELECT 1 FROM review_answeredit a WHERE a.visit_id = v.id AND a.edited_by = NEW.decided_by)
        )
    ) THEN
        RAISE EXCEPTION 'an arbiter has no hand in what is contested' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER findings_contestoutcome_apart BEFORE INSERT ON findings_contestoutcome
    FOR EACH ROW EXECUTE FUNCTION basira_arbiter_stands_apart();
CREATE FUNCTION basira_second_look_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM findings_proposedoutcome p WHERE p.id = NEW.proposed_id AND p.proposed_by = NEW.looked_by
    ) THEN
        RAISE EXCEPTION 'a second look is another person''s' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER findings_secondlook_by_another BEFORE INSERT ON findings_secondlook
    FOR EACH ROW EXECUTE FUNCTION basira_second_look_by_another();
"""
STAND_TOGETHER = """
DROP TRIGGER findings_secondlook_by_another ON findings_secondlook;
DROP FUNCTION basira_second_look_by_another();
DROP TRIGGER findings_contestoutcome_apart ON findings_contestoutcome;
DROP FUNCTION basira_arbiter_stands_apart();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("findings", "0003_one_body_at_a_time"),
        ("review", "0003_verdicts_stand"),
        ("journal", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProposedOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("outcome", models.CharField(max_length=16)),
                ("reasons", models.TextField()),
                ("now_reads", models.TextField(blank=True)),
                ("now_part", models.CharField(blank=True, max_length=16)),
                ("signs", models.JSONField()),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=64)),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposed", to="findings.finding"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_fit", models.BooleanField()),
                ("words", models.TextField(blank=True)),
                ("looked_at", models.DateTimeField()),
                ("looked_by", models.CharField(max_length=64)),
                (
                    "proposed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="look", to="findings.proposedoutcome"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ContestOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("outcome", models.CharField(max_length=16)),
                ("reasons", models.TextField()),
                ("now_reads", models.TextField(blank=True)),
                ("now_part", models.CharField(blank=True, max_length=16)),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=64)),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outcome", to="findings.finding"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["changed", "not-upheld", "upheld"])),
                        name="contest_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reasons", ""), _negated=True), name="contest_outcome_has_reasons"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", "changed"),
                                models.Q(("now_reads", ""), _negated=True),
                                ("now_part__in", ["shortcoming", "opportunity"]),
                            ),
                            models.Q(
                                models.Q(("outcome", "changed"), _negated=True), ("now_part", ""), ("now_reads", "")
                            ),
                            _connector="OR",
                        ),
                        name="contest_outcome_changed_says_what_holds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProofPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("derivative_ref", models.CharField(blank=True, max_length=64)),
                ("problem", models.CharField(blank=True, max_length=20)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pages", to="findings.replyfile"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file", "place"), name="proof_page_once_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("derivative_ref", ""), ("place", 0), models.Q(("problem", ""), _negated=True)),
                            models.Q(
                                ("place__gte", 1), ("problem", ""), models.Q(("derivative_ref", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="proof_page_is_a_picture_or_says_why_not",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="proposedoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["changed", "not-upheld", "upheld"])),
                name="proposed_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("reasons", ""), _negated=True), name="proposed_outcome_has_reasons"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outcome", "changed"),
                        models.Q(("now_reads", ""), _negated=True),
                        ("now_part__in", ["shortcoming", "opportunity"]),
                    ),
                    models.Q(models.Q(("outcome", "changed"), _negated=True), ("now_part", ""), ("now_reads", "")),
                    _connector="OR",
                ),
                name="proposed_outcome_changed_says_what_holds",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_fit", True), models.Q(("words", ""), _negated=True), _connector="OR"),
                name="second_look_returned_with_a_reason",
            ),
        ),
        *(freeze(table) for table in TABLES),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(STAND_APART, STAND_TOGETHER),
    ]
