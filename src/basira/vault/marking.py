"""
Marks: keyed digests by which a value is known again, and from which it cannot be read; and how all of them are made anew.

Of a staff list nothing but its marks is kept, so that they could not be made under another key. So the key has links: a mark is the
digest under the first key, then under each link. With a new link every mark is made anew from the one that stands, and whoever
holds a copy of the keys from before can try no value against it.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import psycopg

from basira.vault.keys import Keys, SealBroken

Connection = psycopg.Connection[tuple[Any, ...]]

Mark = Callable[[str, str], bytes]
"""Marks a value: its kind and its text."""
TABLES = ("person_mark", "household_mark", "staff_mark")


def marks_now(db: Connection, keys: Keys) -> Mark:
    """Return what marks a value as the marks here are made now; until this transaction ends, nobody makes them anew."""
    row = db.execute("SELECT links FROM marking FOR SHARE").fetchone()
    return partial(keys.mark, links=int(row[0]) if row else 0)


def mark_anew(db: Connection, keys: Keys) -> int:
    """Make every mark anew with the links that it has not yet, all in this transaction, and return how many. Again changes nothing."""
    row = db.execute("SELECT links FROM marking FOR UPDATE").fetchone()
    since = int(row[0]) if row else 0
    if since == keys.provider.links:
        return 0
    count = 0
    for table in TABLES:
        older = [bytes(digest) for (digest,) in db.execute(f"SELECT DISTINCT digest FROM {table}")]  # noqa: S608  ours
        newer = [keys.provider.mark_on(digest, since) for digest in older]
        count += db.execute(
            f"UPDATE {table} SET digest = made.newer FROM unnest(%s::bytea[], %s::bytea[]) AS made (older, newer) "  # noqa: S608
            "WHERE digest = made.older",
            [older, newer],
        ).rowcount
    db.execute(
        "UPDATE marking SET links = %s, marked_in = pg_current_xact_id(), swept_at = NULL", [keys.provider.links]
    )
    return count


def sweep_marks(db: Connection, _keys: Keys, at: datetime) -> int:
    """
    Write the tables of the marks anew once these were made anew, so that no old row version on the disk has them as they were; return
    how many tables that was. Not while anybody may still see them, as a backup does: the next call does it.
    """
    with db.transaction():
        db.execute("SELECT set_config('lock_timeout', '1s', true)")
        found = db.execute(
            "UPDATE marking SET swept_at = %s WHERE swept_at IS NULL "
            "AND marked_in < pg_snapshot_xmin(pg_current_snapshot()) RETURNING links",
            [at],
        ).fetchall()
        for table in TABLES if found else ():
            db.execute(f"CLUSTER {table} USING {table}_pkey".encode())
    return len(TABLES) if found else 0


def check_marks(db: Connection, keys: Keys) -> None:
    """
    See that the marks can be made as they stand here: with fewer links everybody would seem new.

    :raises SealBroken: when the key file is older than the database
    """
    row = db.execute("SELECT links FROM marking").fetchone()
    if row and int(row[0]) > keys.provider.links:
        raise SealBroken()
