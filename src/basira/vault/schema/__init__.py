"""The vault's schema: numbered SQL files, each run once, in order, in one transaction."""

from importlib.resources import files

import psycopg

LOCK = 0x626173697261  # "basira"; one migration at a time


def migrate(conninfo: str) -> list[str]:
    """
    Bring the vault's database up to the newest schema, and return the files that were run (none when it was new).

    All of them run in one transaction: a kill leaves the schema as it was.
    """
    scripts = sorted((file for file in files(__name__).iterdir() if file.name.endswith(".sql")), key=lambda f: f.name)
    with psycopg.connect(conninfo) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        connection.execute("CREATE TABLE IF NOT EXISTS schema_step (name text PRIMARY KEY)")
        done = {row[0] for row in connection.execute("SELECT name FROM schema_step")}
        fresh = [script for script in scripts if script.name not in done]
        for script in fresh:
            connection.execute(script.read_bytes())
            connection.execute("INSERT INTO schema_step VALUES (%s)", [script.name])
    return [script.name for script in fresh]
