"""
A file is opened about a report that its unit has answered, or was given at least a day to answer (the verb counts its working days).

The function is the one of 0002, with this rule beside the others.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION basira_file_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM people_programme WHERE governance = 'internal') OR NOT EXISTS (
        SELECT 1 FROM commissions_singlereport r WHERE r.id = NEW.report_id AND r.entity_ref = NEW.entity_ref
    ) THEN
        RAISE EXCEPTION 'a file is about a report that its unit reads' USING ERRCODE = 'check_violation';
    END IF;
    %s
    RETURN NEW;
END $$;
"""
AFTER_ITS_REPLY = """
    IF NOT EXISTS (SELECT 1 FROM commissions_singlereply WHERE report_id = NEW.report_id) AND NOT EXISTS (
        SELECT 1 FROM commissions_singlereport r
        WHERE r.id = NEW.report_id AND NEW.opened_at > r.released_at + interval '24 hours'
    ) THEN
        RAISE EXCEPTION 'a file comes after the reply of its unit' USING ERRCODE = 'check_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commissions", "0002_accountability"),
    ]

    operations = [migrations.RunSQL(FUNCTION % AFTER_ITS_REPLY, FUNCTION % "")]
