"""A published questionnaire version never changes: only its state may move on, and it is never deleted."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION instruments_refuse_published_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND
       (NEW.ref, NEW.questionnaire_id, NEW.version, NEW.title_ar, NEW.title_en, NEW.workbook_sha256, NEW.xform, NEW.tree)
       IS NOT DISTINCT FROM
       (OLD.ref, OLD.questionnaire_id, OLD.version, OLD.title_ar, OLD.title_en, OLD.workbook_sha256, OLD.xform, OLD.tree)
       AND NEW.workbook IS NOT DISTINCT FROM OLD.workbook AND NEW.state <> 'draft' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published questionnaire version is never changed: upload a new version'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

TRIGGER = """
CREATE TRIGGER instruments_version_frozen BEFORE UPDATE OR DELETE ON instruments_questionnaireversion
    FOR EACH ROW EXECUTE FUNCTION instruments_refuse_published_change();
"""


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION instruments_refuse_published_change()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER instruments_version_frozen ON instruments_questionnaireversion"),
    ]
