"""
Row-level security, forced, on everything that belongs to one body (ADR-0014).

With it on, a role without a policy sees and writes nothing. The policy here is the owner's own; those of the serving role
and of the portal are made after each migration, when their names are known (`gateways.postgres.roles`).
"""

from django.db import migrations

TABLES = ("findings_entityreport", "findings_finding", "findings_reply", "findings_replyfile")


def guard(table: str) -> migrations.RunSQL:
    """Close a table to everybody but the role that migrates."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY; "
        f"CREATE POLICY owner_all_rows ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
        f"DROP POLICY owner_all_rows ON {table}; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; "
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    )


class Migration(migrations.Migration):
    dependencies = [("findings", "0002_frozen")]
    operations = [guard(table) for table in TABLES]
