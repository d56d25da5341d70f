"""
Orders of single visits and their reports. What is written here stands. A report is one unit's and is guarded as a body's
rows are (findings 0003); one to the top is no unit's.

The database itself refuses a report of an independent programme, of a visit that nobody accepted, of a withdrawn order, to
another than it was ordered for, and by whoever settled the visit's review. It refuses an order, too, once the visit is no
longer to come, of a repeat, and beside another that was not withdrawn.
"""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

TABLES = (
    "commissions_commission", "commissions_withdrawal", "commissions_singlereport", "commissions_singlereply",
)  # fmt: skip
UNITS = ("commissions_singlereport", "commissions_singlereply")


def freeze(table: str) -> migrations.RunSQL:
    """Refuse a change of each row of `table`."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {table}_frozen ON {table}",
    )


def guard(table: str) -> migrations.RunSQL:
    """Turn row-level security on, also for the owner, who keeps seeing every row."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY owner_all_rows ON {table} TO CURRENT_USER USING (true) WITH CHECK (true);",
        f"DROP POLICY owner_all_rows ON {table}; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


HOLD = """
CREATE FUNCTION basira_visit_is_to_come() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ordered waves_mission%ROWTYPE;
BEGIN
    SELECT * INTO ordered FROM waves_mission WHERE id = NEW.mission_id FOR UPDATE;
    IF ordered.is_repeat THEN
        RAISE EXCEPTION 'this visit is never reported by itself' USING ERRCODE = 'check_violation';
    END IF;
    IF ordered.state NOT IN ('planned', 'offered', 'accepted') THEN
        RAISE EXCEPTION 'a report is ordered before its visit' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM commissions_commission c WHERE c.mission_id = NEW.mission_id
            AND NOT EXISTS (SELECT 1 FROM commissions_withdrawal w WHERE w.commission_id = c.id)
    ) THEN
        RAISE EXCEPTION 'a mission has one order at a time' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commissions_commission_to_come BEFORE INSERT ON commissions_commission
    FOR EACH ROW EXECUTE FUNCTION basira_visit_is_to_come();
CREATE FUNCTION basira_single_report_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ordered commissions_commission%ROWTYPE;
BEGIN
    SELECT * INTO ordered FROM commissions_commission WHERE id = NEW.commission_id;
    IF NOT EXISTS (SELECT 1 FROM people_programme WHERE governance = 'internal') THEN
        RAISE EXCEPTION 'only an internal programme reports one visit' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.entity_ref IS DISTINCT FROM (CASE ordered.addressee WHEN 'unit' THEN ordered.entity_ref END) THEN
        RAISE EXCEPTION 'a report goes to whom it was ordered for' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM waves_mission m WHERE m.id = ordered.mission_id AND m.is_repeat) THEN
        RAISE EXCEPTION 'this visit is never reported by itself' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM commissions_withdrawal WHERE commission_id = ordered.id) THEN
        RAISE EXCEPTION 'a withdrawn order has no report' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM review_review w JOIN fieldwork_visit v ON v.id = w.visit_id
        WHERE v.mission_id = ordered.mission_id AND w.state = 'accepted'
    ) OR EXISTS (
        SELECT 1 FROM review_review w JOIN fieldwork_visit v ON v.id = w.visit_id
        WHERE v.mission_id = ordered.mission_id AND w.settled_by = NEW.released_by
    ) THEN
        RAISE EXCEPTION 'another person accepted the visit' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commissions_singlereport_due BEFORE INSERT ON commissions_singlereport
    FOR EACH ROW EXECUTE FUNCTION basira_single_report_is_due();
"""
LET_GO = """
DROP TRIGGER commissions_singlereport_due ON commissions_singlereport;
DROP FUNCTION basira_single_report_is_due();
DROP TRIGGER commissions_commission_to_come ON commissions_commission;
DROP FUNCTION basira_visit_is_to_come();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("waves", "0009_repeats_are_no_sample"),
        ("review", "0003_verdicts_stand"),
        ("journal", "0002_append_only"),
        ("people", "0003_charter_set_up_code_and_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("addressee", models.CharField(max_length=8)),
                ("why", models.TextField()),
                ("ordered_at", models.DateTimeField()),
                ("ordered_by", models.CharField(max_length=64)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="waves.mission"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SingleReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26, null=True)),
                ("figures", models.JSONField()),
                ("figures_sha256", models.CharField(max_length=64)),
                ("released_at", models.DateTimeField()),
                ("released_by", models.CharField(max_length=64)),
                (
                    "commission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="report", to="commissions.commission"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SingleReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("words", models.TextField()),
                ("replied_at", models.DateTimeField()),
                ("replied_by", models.CharField(max_length=64)),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reply", to="commissions.singlereport"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("withdrawn_at", models.DateTimeField()),
                ("withdrawn_by", models.CharField(max_length=64)),
                (
                    "commission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="commissions.commission",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="commission",
            constraint=models.CheckConstraint(
                condition=models.Q(("addressee__in", ["unit", "top"])), name="commission_addressee_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="commission",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("why", ""), _negated=True), models.Q(("entity_ref", ""), _negated=True)),
                name="commission_says_why_and_of_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="singlereply",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("words", ""), _negated=True), models.Q(("entity_ref", ""), _negated=True)),
                name="single_reply_says_something",
            ),
        ),
        *[freeze(table) for table in TABLES],
        *[guard(table) for table in UNITS],
        migrations.RunSQL(HOLD, LET_GO),
    ]
