"""
Whoever speaks for a measured body holds no role of the programme, and the other way round (ruling 19, AC-11): a trigger
refuses what the verb refuses first, whoever writes. The account is locked, so that its side cannot change meanwhile.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION basira_role_fits_side() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE side text;
BEGIN
    SELECT entity_ref INTO side FROM people_account WHERE id = NEW.account_id FOR SHARE;
    IF (side <> '') <> (NEW.role = 'body-liaison') THEN
        RAISE EXCEPTION 'role % is not for an account of this side', NEW.role
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION basira_side_fits_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM people_roleheld
               WHERE account_id = NEW.id AND (NEW.entity_ref <> '') <> (role = 'body-liaison')) THEN
        RAISE EXCEPTION 'an account that holds roles stays on its side'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER people_role_fits_side BEFORE INSERT OR UPDATE ON people_roleheld
    FOR EACH ROW EXECUTE FUNCTION basira_role_fits_side();
CREATE TRIGGER people_side_fits_roles BEFORE UPDATE OF entity_ref ON people_account
    FOR EACH ROW EXECUTE FUNCTION basira_side_fits_roles();
"""

NO_TRIGGERS = """
DROP TRIGGER people_role_fits_side ON people_roleheld;
DROP TRIGGER people_side_fits_roles ON people_account;
"""

NO_FUNCTIONS = "DROP FUNCTION basira_role_fits_side(); DROP FUNCTION basira_side_fits_roles();"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_charter_set_up_code_and_invitations")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
