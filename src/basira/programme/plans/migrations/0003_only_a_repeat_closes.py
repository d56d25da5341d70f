"""
What the database itself asks of a plan. Nothing of it is changed; a move follows the last one; who signs off is not who
declared; a repeat is another shopper's in another persona; and only the verdict on its accepted visit ends a plan.
"""

from django.db import migrations

FROZEN = (
    "plans_plan",
    "plans_planmove",
    "plans_planstep",
    "plans_stepdone",
    "plans_prooffile",
    "plans_escalation",
    "plans_repeat",
    "plans_verdict",
    "plans_contact",
)
MOVES = """
CREATE FUNCTION basira_plan_move_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last plans_planmove;
BEGIN
    SELECT * INTO last FROM plans_planmove m WHERE m.plan_id = NEW.plan_id ORDER BY m.place DESC LIMIT 1;
    IF NOT EXISTS (SELECT 1 FROM plans_plan p WHERE p.id = NEW.plan_id AND p.entity_ref = NEW.entity_ref) THEN
        RAISE EXCEPTION 'a move is of its own plan and body' USING ERRCODE = 'check_violation';
    END IF;
    IF COALESCE(last.place, 0) + 1 <> NEW.place OR COALESCE(last."to", '') <> NEW.start
        OR (NEW.start, NEW."to") NOT IN (
            ('', 'plan-open'), ('plan-open', 'plan-proposed'), ('plan-proposed', 'plan-agreed'),
            ('plan-proposed', 'plan-open'), ('plan-agreed', 'under-way'), ('under-way', 'declared-fixed'),
            ('declared-fixed', 'grace'), ('declared-fixed', 'under-way'), ('grace', 'verified'),
            ('grace', 'not-fixed'), ('not-fixed', 'plan-proposed')
        )
    THEN
        RAISE EXCEPTION 'a move follows the last one' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW."to" = 'grace' AND last.moved_by = NEW.moved_by THEN
        RAISE EXCEPTION 'who signs off is not who declared' USING ERRCODE = 'check_violation';
    END IF;
    -- One IF in the other: a body's role may not read what is asked here, and is not to ask it.
    IF NEW."to" IN ('verified', 'not-fixed') THEN
        IF NOT EXISTS (
            SELECT 1 FROM plans_verdict v JOIN plans_repeat r ON r.id = v.repeat_id
            JOIN waves_mission m ON m.id = r.mission_id AND m.state <> 'void'
            JOIN review_review w ON w.visit_id = v.visit_id AND w.state IN ('accepted', 'accepted-not-scored')
            WHERE r.plan_id = NEW.plan_id AND r.move_id = last.id
                AND v.outcome = CASE NEW."to" WHEN 'verified' THEN 'fixed' ELSE 'not-fixed' END
        ) THEN
            RAISE EXCEPTION 'only a repeat ends a plan' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_planmove_follows BEFORE INSERT ON plans_planmove
    FOR EACH ROW EXECUTE FUNCTION basira_plan_move_follows();
"""
REPEATS = """
CREATE FUNCTION basira_repeat_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM plans_planmove s JOIN waves_mission m ON m.id = NEW.mission_id AND m.is_repeat
        JOIN registry_centre c ON c.id = m.centre_id JOIN registry_entity e ON e.id = c.entity_id
        WHERE s.id = NEW.move_id AND s.plan_id = NEW.plan_id AND s."to" = 'grace' AND e.ref = s.entity_ref
    ) THEN
        RAISE EXCEPTION 'a repeat follows the sign-off of its plan, at the same body' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM plans_plan p
        JOIN findings_finding f ON f.id = p.finding_id
        JOIN findings_entityreport t ON t.id = f.report_id
        JOIN waves_mission m ON m.id = NEW.mission_id
        JOIN waves_mission o ON o.wave_id = t.wave_id AND o.centre_id = m.centre_id AND o.state = 'done'
        WHERE p.id = NEW.plan_id
            AND (o.cycle_number_id = m.cycle_number_id OR o.scenario_id = m.scenario_id)
    ) THEN
        RAISE EXCEPTION 'a repeat is another shopper''s in another persona' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_repeat_by_another BEFORE INSERT ON plans_repeat
    FOR EACH ROW EXECUTE FUNCTION basira_repeat_by_another();
"""
VERDICTS = """
CREATE FUNCTION basira_verdict_rests_on_its_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM plans_repeat r
        JOIN waves_mission m ON m.id = r.mission_id AND m.state <> 'void'
        JOIN fieldwork_visit v ON v.mission_id = m.id AND v.cycle_number_id = m.cycle_number_id
        JOIN review_review w ON w.visit_id = v.id AND w.state IN ('accepted', 'accepted-not-scored')
        WHERE r.id = NEW.repeat_id AND v.id = NEW.visit_id
    ) THEN
        RAISE EXCEPTION 'a verdict rests on the accepted visit of its repeat' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_verdict_rests BEFORE INSERT ON plans_verdict
    FOR EACH ROW EXECUTE FUNCTION basira_verdict_rests_on_its_visit();
"""
UNDONE = {
    MOVES: ("plans_planmove_follows ON plans_planmove", "basira_plan_move_follows"),
    REPEATS: ("plans_repeat_by_another ON plans_repeat", "basira_repeat_by_another"),
    VERDICTS: ("plans_verdict_rests ON plans_verdict", "basira_verdict_rests_on_its_visit"),
}


def freeze(table: str) -> migrations.RunSQL:
    """Refuse a change of each row of `table`."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {table}_frozen ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_one_body_at_a_time"),
        ("review", "0003_verdicts_stand"),
        ("journal", "0002_append_only"),
        ("waves", "0009_repeats_are_no_sample"),
    ]
    operations = [
        *(freeze(table) for table in FROZEN),
        *(
            migrations.RunSQL(made, f"DROP TRIGGER {trigger}; DROP FUNCTION {function}()")
            for made, (trigger, function) in UNDONE.items()
        ),
    ]
