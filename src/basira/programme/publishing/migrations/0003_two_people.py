"""No release is approved or published without the approvals of two different people: the database refuses it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION basira_two_people_approve() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('approved', 'published') AND (
        SELECT count(DISTINCT approved_by) FROM publishing_approval WHERE release_id = NEW.id
    ) < 2 THEN
        RAISE EXCEPTION 'a release needs the approval of two people' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publishing_release_two_people BEFORE INSERT OR UPDATE OF state ON publishing_release
    FOR EACH ROW EXECUTE FUNCTION basira_two_people_approve();
"""
BACKWARD = """
DROP TRIGGER publishing_release_two_people ON publishing_release;
DROP FUNCTION basira_two_people_approve();
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_frozen")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
