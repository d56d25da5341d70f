"""
Whether an arbiter had a hand in what is contested is found by index, whatever the tables' statistics say.

The first form of this guard (0004) was one join over a cycle's visits. Where the statistics were taken while the tables
were empty, PostgreSQL read whole tables once for each visit: minutes for one outcome. The rule is unchanged; the visits are
gathered first, and no plan within the guard may read a table from end to end while an index can answer.
"""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION basira_arbiter_stands_apart() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    visits bigint[];
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
    ) THEN
        RAISE EXCEPTION 'an arbiter has no hand in what is contested' USING ERRCODE = 'check_violation';
    END IF;
    visits := ARRAY(
        SELECT v.id FROM fieldwork_visit v
        JOIN waves_mission m ON m.id = v.mission_id
        WHERE v.wave_id = (
            SELECT p.wave_id FROM findings_finding f JOIN findings_entityreport p ON p.id = f.report_id
            WHERE f.id = NEW.finding_id
        ) AND m.centre_id = ANY(ARRAY(
            SELECT c.id FROM registry_centre c JOIN registry_entity e ON e.id = c.entity_id
            JOIN findings_finding f ON f.entity_ref = e.ref
            WHERE f.id = NEW.finding_id
        ))
    );
    IF EXISTS (SELECT 1 FROM review_review w WHERE w.visit_id = ANY(visits) AND w.settled_by = NEW.decided_by)
        OR EXISTS (SELECT 1 FROM review_answeredit a WHERE a.visit_id = ANY(visits) AND a.edited_by = NEW.decided_by)
    THEN
        RAISE EXCEPTION 'an arbiter has no hand in what is contested' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
ONE_JOIN = """
CREATE OR REPLACE FUNCTION basira_arbiter_stands_apart() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("findings", "0006_analysts_words_stand")]

    operations = [migrations.RunSQL(GUARD, ONE_JOIN)]
