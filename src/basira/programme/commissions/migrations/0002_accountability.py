"""
Accountability files of an internal programme. What is written here stands, and is one unit's, guarded as its other rows are.

The database itself refuses a file of an independent programme or about a report that the unit cannot read, and an end by
whoever opened it, or against somebody who was not heard and has time left. Two sources are a constraint of the table.
"""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

TABLES = ("commissions_accountabilityfile", "commissions_filestatement", "commissions_fileend")


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
CREATE FUNCTION basira_file_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM people_programme WHERE governance = 'internal') OR NOT EXISTS (
        SELECT 1 FROM commissions_singlereport r WHERE r.id = NEW.report_id AND r.entity_ref = NEW.entity_ref
    ) THEN
        RAISE EXCEPTION 'a file is about a report that its unit reads' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commissions_accountabilityfile_due BEFORE INSERT ON commissions_accountabilityfile
    FOR EACH ROW EXECUTE FUNCTION basira_file_is_due();
CREATE FUNCTION basira_file_ends_fairly() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE opened commissions_accountabilityfile%ROWTYPE;
BEGIN
    SELECT * INTO opened FROM commissions_accountabilityfile WHERE id = NEW.file_id;
    IF NEW.entity_ref <> opened.entity_ref OR NEW.decided_by = opened.opened_by THEN
        RAISE EXCEPTION 'a file is ended by another than who opened it' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.outcome <> 'no-action'
        AND NOT EXISTS (SELECT 1 FROM commissions_filestatement WHERE file_id = opened.id)
        AND NEW.decided_on <= opened.answer_by
    THEN
        RAISE EXCEPTION 'nobody is judged unheard' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commissions_fileend_fair BEFORE INSERT ON commissions_fileend
    FOR EACH ROW EXECUTE FUNCTION basira_file_ends_fairly();
"""
LET_GO = """
DROP TRIGGER commissions_fileend_fair ON commissions_fileend;
DROP FUNCTION basira_file_ends_fairly();
DROP TRIGGER commissions_accountabilityfile_due ON commissions_accountabilityfile;
DROP FUNCTION basira_file_is_due();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commissions", "0001_single_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountabilityFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("entity_ref", models.CharField(max_length=26)),
                ("post", models.CharField(max_length=200)),
                ("concern", models.TextField()),
                ("answer_by", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=64)),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="file", to="commissions.singlereport"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FileEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entity_ref", models.CharField(max_length=26)),
                ("outcome", models.CharField(max_length=16)),
                ("source", models.CharField(blank=True, max_length=16)),
                ("source_words", models.TextField(blank=True)),
                ("reasons", models.TextField()),
                ("decided_at", models.DateTimeField()),
                ("decided_on", models.DateField()),
                ("decided_by", models.CharField(max_length=64)),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="commissions.accountabilityfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FileStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entity_ref", models.CharField(max_length=26)),
                ("words", models.TextField()),
                ("said_at", models.DateTimeField()),
                ("said_by", models.CharField(max_length=64)),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement",
                        to="commissions.accountabilityfile",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="accountabilityfile",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("post", ""), _negated=True), models.Q(("concern", ""), _negated=True)),
                name="file_names_a_post_and_a_concern",
            ),
        ),
        migrations.AddConstraint(
            model_name="fileend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["no-action", "guidance", "referred"]), models.Q(("reasons", ""), _negated=True)
                ),
                name="file_end_is_known_and_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="fileend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "no-action"), ("source", ""), ("source_words", "")),
                    models.Q(
                        models.Q(("outcome", "no-action"), _negated=True),
                        ("source__in", ["another-visit", "complaint", "document", "own-statement"]),
                        models.Q(("source_words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="file_ends_on_two_sources_or_without_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="filestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="file_statement_says_something"
            ),
        ),
        *[guard(table) for table in TABLES],
        migrations.RunSQL(HOLD, LET_GO),
    ]
