"""
The copy on which people edit a questionnaire (ADR-0052). Whoever saves names the revision that was read: the database takes no
change of the tables that is not the next revision, and none of a copy that is closed.
"""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

GUARD = """
CREATE FUNCTION instruments_guard_working_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a closed working copy is never changed: start another'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.tables IS DISTINCT FROM OLD.tables AND NEW.revision <> OLD.revision + 1 THEN
        RAISE EXCEPTION 'a change of a working copy is its next revision'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER instruments_working_copy_guarded BEFORE UPDATE ON instruments_workingcopy
    FOR EACH ROW EXECUTE FUNCTION instruments_guard_working_copy();
"""
GUARD_REVERSE = """
DROP TRIGGER instruments_working_copy_guarded ON instruments_workingcopy;
DROP FUNCTION instruments_guard_working_copy();
"""


def version() -> models.ForeignKey:
    """Return a reference to a version that may be missing."""
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="instruments.questionnaireversion",
    )


class Migration(migrations.Migration):
    dependencies = [("instruments", "0003_frozen_whole")]
    operations = [
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("form_id", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=300)),
                ("base", version()),
                ("began_as", models.JSONField()),
                ("tables", models.JSONField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=64)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=64)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(max_length=64, null=True)),
                ("kept_as", version()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("closed_by", None))
                        | models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                        name="working_copy_closed_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept_as", None)) | models.Q(("closed_at__isnull", False)),
                        name="working_copy_kept_only_when_closed",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, GUARD_REVERSE),
    ]
