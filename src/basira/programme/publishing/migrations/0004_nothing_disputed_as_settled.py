"""
No release is published that hides an open contest: what it says of each body's undecided contests is what there is.

The counts are looked up by the cycle's reports, so that no plan reads a whole table (ADR-0039).
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION basira_tells_open_contests() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM jsonb_array_elements(NEW.snapshot->'units') AS unit
        LEFT JOIN (
            SELECT r.entity_ref AS body, count(*) AS contests
            FROM findings_entityreport p
            JOIN findings_finding f ON f.report_id = p.id
            JOIN findings_reply r ON r.finding_id = f.id
            LEFT JOIN findings_contestoutcome o ON o.finding_id = f.id
            WHERE p.wave_id = NEW.wave_id AND r.answer = 'contested' AND o.id IS NULL
            GROUP BY r.entity_ref
        ) AS waiting ON waiting.body = unit->>'ref'
        WHERE unit->>'level' = 'entity'
            AND coalesce((unit->'contests'->>'contested')::bigint, 0) <> coalesce(waiting.contests, 0)
    ) THEN
        RAISE EXCEPTION 'a release says which findings are contested and not decided' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publishing_release_tells_contests BEFORE UPDATE OF state ON publishing_release FOR EACH ROW
    WHEN (NEW.state = 'published' AND OLD.state <> 'published') EXECUTE FUNCTION basira_tells_open_contests();
"""
BACKWARD = """
DROP TRIGGER publishing_release_tells_contests ON publishing_release;
DROP FUNCTION basira_tells_open_contests();
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_two_people"), ("findings", "0009_least_of_the_meter")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
