"""The journal is append-only, whoever asks: a trigger refuses what the serving role's missing rights would also refuse."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION basira_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what was recorded is never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

TRIGGER = """
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION basira_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION basira_refuse_change()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER journal_entry_append_only ON journal_entry"),
    ]
