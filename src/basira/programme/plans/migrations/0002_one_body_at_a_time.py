"""Row-level security, forced, on what a body reads and writes of its plans; as findings 0003 says why (ADR-0014)."""

from django.db import migrations

TABLES = (
    "plans_plan",
    "plans_planmove",
    "plans_planstep",
    "plans_stepdone",
    "plans_prooffile",
    "plans_escalation",
)


def guard(table: str) -> migrations.RunSQL:
    """Close a table to everybody but the role that migrates."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY; "
        f"CREATE POLICY owner_all_rows ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
        f"DROP POLICY owner_all_rows ON {table}; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; "
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [guard(table) for table in TABLES]
