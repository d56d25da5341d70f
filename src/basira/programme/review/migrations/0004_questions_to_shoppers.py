"""Questions to shoppers and their answers stand in a table of their own, and an answer is given once."""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

FUNCTION = """
CREATE FUNCTION review_refuse_change_of_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL
        AND (NEW.ref, NEW.visit_id, NEW.number, NEW.words, NEW.asked_at, NEW.asked_by, NEW.answer_by)
          = (OLD.ref, OLD.visit_id, OLD.number, OLD.words, OLD.asked_at, OLD.asked_by, OLD.answer_by) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of a question is refused: it is answered once, and stands', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

TRIGGER = """
CREATE TRIGGER review_question_stands BEFORE UPDATE OR DELETE ON review_question
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change_of_question();
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0003_verdicts_stand"), ("fieldwork", "0008_screens_and_late_keys")]
    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("words", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=64)),
                ("answer_by", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="fieldwork.visit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "number"), name="question_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 3)), name="question_few_a_visit"
                    ),
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="question_has_words"),
                    models.CheckConstraint(
                        condition=models.Q(("answer_by__gt", models.F("asked_at"))),
                        name="question_answer_due_after_asking",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__gte", models.F("asked_at")),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="question_answer_with_its_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION review_refuse_change_of_question()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER review_question_stands ON review_question"),
    ]
