"""A verdict stands: a settled review may only be declared void, and no review is ever deleted."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION review_refuse_change_of_verdict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.settled_at IS NULL OR NEW.state = 'void') AND NEW.visit_id = OLD.visit_id THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of a review is refused: a verdict stands', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

TRIGGER = """
CREATE TRIGGER review_verdict_stands BEFORE UPDATE OR DELETE ON review_review
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change_of_verdict();
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0002_frozen")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION review_refuse_change_of_verdict()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER review_verdict_stands ON review_review"),
    ]
