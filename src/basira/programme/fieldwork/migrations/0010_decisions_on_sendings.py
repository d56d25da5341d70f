"""
What could not be filed waits for a person, who has it tried again, files it for another mission, or sets it aside (ADR-0032).

Each decision is a row that stands. A sending that is settled moves on by such a row alone: what is filed stays, what was
refused or set aside goes back to waiting, or aside, once its newest decision says so after it was settled. On the way back what
was set aside is refused, for tables of before know no other word for it; the decisions go with their table.
"""

import django.db.models.deletion
from django.db import migrations, models

import basira.core.kernel.refs

BY_DECISION = """
CREATE FUNCTION fieldwork_sending_moves_by_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.outcome = 'filed' OR NOT coalesce((
        SELECT decision.decided_at >= coalesce(OLD.settled_at, OLD.given_over_at)
            AND CASE NEW.outcome WHEN '' THEN decision.decision IN ('again', 'for-another')
            WHEN 'set-aside' THEN decision.decision = 'set-aside' ELSE false END
        FROM fieldwork_sendingdecision decision WHERE decision.sending_id = OLD.id ORDER BY decision.id DESC LIMIT 1
    ), false) THEN
        RAISE EXCEPTION 'UPDATE on fieldwork_sending is refused: what came of a sending is changed by a decision alone'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER fieldwork_sending_settled_once ON fieldwork_sending;
CREATE TRIGGER fieldwork_sending_moves_by_decision BEFORE UPDATE OF outcome, why, settled_at ON fieldwork_sending FOR EACH ROW
    WHEN (OLD.settled_at IS NOT NULL OR NEW.outcome = 'set-aside')
    EXECUTE FUNCTION fieldwork_sending_moves_by_decision();
CREATE TRIGGER fieldwork_sendingdecision_frozen BEFORE UPDATE OR DELETE ON fieldwork_sendingdecision FOR EACH ROW
    EXECUTE FUNCTION basira_refuse_change();
"""
SETTLED_ONCE = """
DROP TRIGGER fieldwork_sendingdecision_frozen ON fieldwork_sendingdecision;
DROP TRIGGER fieldwork_sending_moves_by_decision ON fieldwork_sending;
DROP FUNCTION fieldwork_sending_moves_by_decision();
UPDATE fieldwork_sending SET outcome = 'refused', why = CASE why WHEN '' THEN 'sending.never-opened' ELSE why END
    WHERE outcome = 'set-aside';
CREATE TRIGGER fieldwork_sending_settled_once BEFORE UPDATE OF outcome, why, settled_at ON fieldwork_sending FOR EACH ROW
    WHEN (OLD.settled_at IS NOT NULL) EXECUTE FUNCTION basira_refuse_change();
"""
SETTLED = models.Q(("settled_at__isnull", False), ("given_over_at__isnull", False))
WAITING = models.Q(("outcome", ""), ("settled_at", None), ("why", ""))
FILED = models.Q(("given_over_at__isnull", False), ("outcome", "filed"), ("settled_at__isnull", False), ("why", ""))
REFUSED = models.Q(
    ("given_over_at__isnull", False),
    ("outcome", "refused"),
    ("settled_at__isnull", False),
    models.Q(("why", ""), _negated=True),
)
ASIDE = models.Q(("given_over_at__isnull", False), ("outcome", "set-aside"), ("settled_at__isnull", False))


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0009_mission_as_it_stood"), ("waves", "0008_what_shoppers_need")]

    operations = [
        migrations.CreateModel(
            name="SendingDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=basira.core.kernel.refs.new_ref, max_length=26, unique=True)),
                ("decision", models.CharField(max_length=16)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("why", models.CharField(blank=True, max_length=64)),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=64)),
                (
                    "mission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="waves.mission",
                    ),
                ),
                (
                    "sending",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="fieldwork.sending",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "again"), ("mission", None)),
                            models.Q(("decision", "for-another"), ("mission__isnull", False)),
                            models.Q(
                                ("decision", "set-aside"),
                                ("mission", None),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sending_decision_says_what",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="sending", name="sending_settled_once_given_over"),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(WAITING, FILED, REFUSED, ASIDE, _connector="OR"),
                name="sending_settled_once_given_over",
            ),
        ),
        migrations.RunSQL(BY_DECISION, SETTLED_ONCE),
    ]
