"""
What is written stands, and a mission fits the step of the case that it makes (ADR-0038).

The trigger asks by primary keys alone, so that it is as quick in a full database as in an empty one.
"""

from django.db import migrations

FITS = """
CREATE FUNCTION basira_case_step_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    run journeys_case%ROWTYPE;
    way journeys_lifeeventstep%ROWTYPE;
    sent waves_mission%ROWTYPE;
    body bigint;
BEGIN
    SELECT * INTO run FROM journeys_case WHERE id = NEW.case_id;
    SELECT * INTO way FROM journeys_lifeeventstep WHERE id = NEW.step_id;
    SELECT * INTO sent FROM waves_mission WHERE id = NEW.mission_id;
    SELECT entity_id INTO body FROM registry_centre WHERE id = sent.centre_id;
    IF way.life_event_id <> run.life_event_id THEN
        RAISE EXCEPTION 'refused: the step is of another life event';
    END IF;
    IF sent.kind <> 'journey-step' OR sent.wave_id <> run.wave_id THEN
        RAISE EXCEPTION 'refused: the mission is no journey step of this cycle';
    END IF;
    IF body <> way.entity_id OR (way.centre_id IS NOT NULL AND way.centre_id <> sent.centre_id) THEN
        RAISE EXCEPTION 'refused: the mission goes elsewhere than the step';
    END IF;
    IF NOT run.is_split AND sent.cycle_number_id <> run.cycle_number_id THEN
        RAISE EXCEPTION 'refused: one shopper runs a case that was not split';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journeys_casestep_fits BEFORE INSERT ON journeys_casestep
    FOR EACH ROW EXECUTE FUNCTION basira_case_step_fits()
"""
TABLES = ("journeys_lifeevent", "journeys_lifeeventstep", "journeys_case", "journeys_casestep")


def freeze(table: str) -> migrations.RunSQL:
    """Refuse a change of each row of `table`."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {table}_frozen ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("journeys", "0001_initial"), ("journal", "0002_append_only")]
    operations = [
        *(freeze(table) for table in TABLES),
        migrations.RunSQL(
            FITS,
            "DROP TRIGGER journeys_casestep_fits ON journeys_casestep; DROP FUNCTION basira_case_step_fits()",
        ),
    ]
