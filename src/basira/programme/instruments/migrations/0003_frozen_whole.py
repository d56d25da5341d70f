"""
What 0002 left open: the digest, the name and the findings of a published version, and the files that go out with it.

New functions beside the old one, so that the reverse only drops. Old code never changed these after the upload.
"""

from django.db import migrations

VERSION = """
CREATE FUNCTION instruments_refuse_published_remainder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND
       (NEW.xform_md5, NEW.workbook_name, NEW.problems, NEW.uploaded_at, NEW.uploaded_by)
       IS DISTINCT FROM
       (OLD.xform_md5, OLD.workbook_name, OLD.problems, OLD.uploaded_at, OLD.uploaded_by) THEN
        RAISE EXCEPTION 'a published questionnaire version is never changed: upload a new version'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER instruments_version_remainder_frozen BEFORE UPDATE ON instruments_questionnaireversion
    FOR EACH ROW EXECUTE FUNCTION instruments_refuse_published_remainder();
"""

VERSION_REVERSE = """
DROP TRIGGER instruments_version_remainder_frozen ON instruments_questionnaireversion;
DROP FUNCTION instruments_refuse_published_remainder();
"""

MEDIA = """
CREATE FUNCTION instruments_refuse_published_media() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.version_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.version_id; END IF;
    IF EXISTS (SELECT 1 FROM instruments_questionnaireversion WHERE id = ANY (touched) AND state <> 'draft') THEN
        RAISE EXCEPTION 'the files of a published questionnaire version are never changed: upload a new version'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER instruments_media_frozen BEFORE INSERT OR UPDATE OR DELETE ON instruments_formmedia
    FOR EACH ROW EXECUTE FUNCTION instruments_refuse_published_media();
"""

MEDIA_REVERSE = """
DROP TRIGGER instruments_media_frozen ON instruments_formmedia;
DROP FUNCTION instruments_refuse_published_media();
"""


class Migration(migrations.Migration):
    dependencies = [("instruments", "0002_frozen")]
    operations = [migrations.RunSQL(VERSION, VERSION_REVERSE), migrations.RunSQL(MEDIA, MEDIA_REVERSE)]
