"""
What an analyst wrote stands: only what became of it is added, once. Recommendations, answers to proposals, sealed hints and
referrals are never changed at all.
"""

from django.db import migrations

NOTED = "findings_notedfinding"
SAID = (
    "ref, entity_ref, wave_id, run_id, code, centre_ref, part, wording, topic, severity, step, causes, articles, "
    "remark_ar, remark_en, written_at, written_by"
)
FROZEN = (
    "findings_recommendation",
    "findings_proposalanswer",
    "findings_integrityitem",
    "findings_integrityreferral",
)


def freeze(table: str, when: str, name: str = "frozen") -> migrations.RunSQL:
    """Refuse a change of a table's rows: `when` says which."""
    trigger = f"{table}_{name}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE {when} EXECUTE FUNCTION basira_refuse_change()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("findings", "0005_analysts_findings"), ("journal", "0002_append_only")]
    operations = [
        freeze(NOTED, f"UPDATE OF {SAID} OR DELETE ON {NOTED} FOR EACH ROW"),
        freeze(NOTED, f"UPDATE ON {NOTED} FOR EACH ROW WHEN (OLD.state = 'set-aside')", "settled"),
        freeze(
            NOTED,
            f"UPDATE OF confirmed_at, confirmed_by ON {NOTED} FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL AND "
            "(NEW.confirmed_at, NEW.confirmed_by) IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by))",
            "confirmed",
        ),
        *(freeze(table, f"UPDATE OR DELETE ON {table} FOR EACH ROW") for table in FROZEN),
    ]
