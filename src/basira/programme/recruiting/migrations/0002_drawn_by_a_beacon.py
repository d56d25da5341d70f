"""
A choice is drawn by a beacon that was named before: what was bound, what the beacon said, and bindings that were set aside.

What was drawn stands, but that who could be chosen is destroyed at the call's end. Another binding takes the place of one only
where that one was set aside, and what was set aside stands.
"""

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION basira_what_was_bound_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seed <> '' AND to_jsonb(OLD) - 'pool' - 'report' IS DISTINCT FROM to_jsonb(NEW) - 'pool' - 'report' THEN
        RAISE EXCEPTION 'what was drawn stands' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.seed <> '' AND NEW.pool NOT IN ('', OLD.pool) THEN
        RAISE EXCEPTION 'who could be chosen is destroyed or as it was' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.seed = '' AND (OLD.commitment, OLD.list_sha256, OLD.number_sha256, OLD.beacon, OLD.name, OLD.due_at, OLD.pool, OLD.quotas)
        IS DISTINCT FROM (NEW.commitment, NEW.list_sha256, NEW.number_sha256, NEW.beacon, NEW.name, NEW.due_at, NEW.pool, NEW.quotas)
        AND NOT EXISTS (
            SELECT 1 FROM recruiting_setaside s
            WHERE s.call_id = OLD.call_id AND s.commitment = OLD.commitment AND s.number_sha256 = OLD.number_sha256
                AND s.bound_at = OLD.bound_at
        ) AND NEW.pool <> ''
    THEN
        RAISE EXCEPTION 'what was bound is set aside before another takes its place' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruiting_choice_stands BEFORE UPDATE ON recruiting_choice
    FOR EACH ROW EXECUTE FUNCTION basira_what_was_bound_stands();
CREATE TRIGGER recruiting_choice_stays BEFORE DELETE ON recruiting_choice
    FOR EACH ROW EXECUTE FUNCTION basira_refuse_change();
CREATE TRIGGER recruiting_setaside_frozen BEFORE UPDATE OR DELETE ON recruiting_setaside
    FOR EACH ROW EXECUTE FUNCTION basira_refuse_change();
"""
BACK = """
DROP TRIGGER recruiting_setaside_frozen ON recruiting_setaside;
DROP TRIGGER recruiting_choice_stays ON recruiting_choice;
DROP TRIGGER recruiting_choice_stands ON recruiting_choice;
DROP FUNCTION basira_what_was_bound_stands();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_append_only"),
        ("recruiting", "0001_calls_and_applications"),
    ]

    operations = [
        migrations.CreateModel(
            name="SetAside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("commitment", models.CharField(max_length=64)),
                ("list_sha256", models.CharField(blank=True, max_length=64)),
                ("number_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "beacon",
                    models.CharField(
                        blank=True,
                        choices=[("drand-quicknet", "drand-quicknet"), ("announced", "announced")],
                        max_length=16,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("due_at", models.DateTimeField(null=True)),
                ("bound_at", models.DateTimeField()),
                ("bound_by", models.CharField(max_length=64)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("pool-changed", "pool-changed"),
                            ("quotas-changed", "quotas-changed"),
                            ("beacon-missed", "beacon-missed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("set_aside_at", models.DateTimeField()),
                ("set_aside_by", models.CharField(max_length=64)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="choice",
            name="choice_is_drawn_whole",
        ),
        migrations.AddField(
            model_name="choice",
            name="beacon",
            field=models.CharField(
                blank=True, choices=[("drand-quicknet", "drand-quicknet"), ("announced", "announced")], max_length=16
            ),
        ),
        migrations.AddField(
            model_name="choice",
            name="beacon_said",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="choice",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="choice",
            name="list_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="choice",
            name="name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="choice",
            name="number",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="choice",
            name="number_counted",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="choice",
            name="number_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("beacon_said", ""), ("drawn_at", None), ("drawn_by", ""), ("seed", "")),
                    models.Q(
                        ("drawn_at__isnull", False),
                        models.Q(("seed", ""), _negated=True),
                        models.Q(("drawn_by", ""), _negated=True),
                        models.Q(("beacon", ""), models.Q(("beacon_said", ""), _negated=True), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="choice_is_drawn_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("beacon", ""), ("due_at", None), ("list_sha256", ""), ("number_sha256", "")),
                    models.Q(
                        models.Q(("beacon", ""), _negated=True),
                        models.Q(("list_sha256", ""), _negated=True),
                        models.Q(("number_sha256", ""), _negated=True),
                        ("due_at__gt", models.F("bound_at")),
                    ),
                    _connector="OR",
                ),
                name="choice_names_its_beacon_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("drawn_at", None), ("due_at", None), ("drawn_at__gte", models.F("due_at")), _connector="OR"
                ),
                name="choice_is_drawn_after_its_beacon",
            ),
        ),
        migrations.AddField(
            model_name="setaside",
            name="call",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recruiting.call"
            ),
        ),
        migrations.RunSQL(FUNCTION, BACK),
    ]
