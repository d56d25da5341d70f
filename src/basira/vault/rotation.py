"""
A new key-encryption key: made, every data key rewrapped under it in small steps, the old one dropped. Each step is a transaction
of its own, so that a kill at any point leaves every person readable, and the same command goes on where it stopped.
"""

import psycopg

from basira.core.kernel.locks import ROTATION_LOCK
from basira.core.kernel.problem import Problem
from basira.vault.keys import Keys
from basira.vault.maps import subject_of
from basira.vault.marking import mark_anew
from basira.vault.persons import Asked, Connection, write_entry

STEP = 50
"""Persons a step: a few milliseconds, so that nobody who asks meanwhile waits."""
WAIT = "5s"
"""How long the end waits for a backup or an enrolment that holds the old key."""


class RotationUnfinished(Problem):
    """Of `left` persons the data key is still wrapped under an older key: rewrap them first."""

    code = "vault.rotation-unfinished"


class RotationHeld(Problem):
    """A backup is under way and needs the old key; what is rewrapped stays so, and the end can be asked for again."""

    code = "vault.rotation-held"


def begin(db: Connection, keys: Keys, asked: Asked) -> int:
    """
    Make the new key, or go on with the one that was begun, and return how many data keys are to be rewrapped.

    The marks are made anew at once: whoever enrols meanwhile waits for a second. A kill leaves them as they were or as they will be.
    """
    write_entry(db, "rotation begun", "", asked)
    version = keys.provider.begin_rotation()
    write_entry(db, f"made {mark_anew(db, keys)} marks anew", "", asked)
    return count_left(db, version)


def step(db: Connection, keys: Keys, asked: Asked) -> int:
    """Rewrap some data keys, and return how many are left. What another transaction holds is left to a later step."""
    version = keys.provider.current
    rows = db.execute(
        "SELECT person_id::text, wrapped_key, key_version FROM person "
        "WHERE wrapped_key IS NOT NULL AND key_version < %s LIMIT %s FOR UPDATE SKIP LOCKED",
        [version, STEP],
    ).fetchall()
    for person, wrapped, older in rows:
        newer, rewrapped = keys.provider.wrap(keys.person_key(bytes(wrapped), older, person), person)
        db.execute(
            "UPDATE person SET wrapped_key = %s, key_version = %s WHERE person_id = %s", [rewrapped, newer, person]
        )
    write_entry(db, f"rewrapped {len(rows) + step_maps(db, keys, version)} keys", "", asked)
    return count_left(db, version)


def step_maps(db: Connection, keys: Keys, version: int) -> int:
    """Rewrap the data keys of some sealed maps, and return of how many."""
    rows = db.execute(
        "SELECT cycle, wrapped_key, key_version FROM sealed_map "
        "WHERE wrapped_key IS NOT NULL AND key_version < %s LIMIT %s FOR UPDATE SKIP LOCKED",
        [version, STEP],
    ).fetchall()
    for cycle, wrapped, older in rows:
        plain = keys.person_key(bytes(wrapped), older, subject_of(cycle))
        newer, rewrapped = keys.provider.wrap(plain, subject_of(cycle))
        db.execute(
            "UPDATE sealed_map SET wrapped_key = %s, key_version = %s WHERE cycle = %s", [rewrapped, newer, cycle]
        )
    return len(rows)


def end(db: Connection, keys: Keys, asked: Asked) -> int:
    """
    Drop the old key, once nobody's data key is wrapped under it, and return the version of now.

    :raises RotationUnfinished: while somebody's is
    :raises RotationHeld: while a backup is under way
    """
    db.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
    try:
        with db.transaction():
            db.execute("SELECT pg_advisory_xact_lock(%s)", [ROTATION_LOCK])
    except psycopg.errors.LockNotAvailable:
        raise RotationHeld() from None
    if left := count_left(db, keys.provider.current):
        raise RotationUnfinished(left=left)
    write_entry(db, "rotation ended", "", asked)
    keys.provider.end_rotation()
    return keys.provider.current


def count_left(db: Connection, version: int) -> int:
    """Return how many data keys are wrapped under a key older than `version`."""
    row = db.execute(
        "SELECT (SELECT count(*) FROM person WHERE wrapped_key IS NOT NULL AND key_version < %s) "
        "+ (SELECT count(*) FROM sealed_map WHERE wrapped_key IS NOT NULL AND key_version < %s)",
        [version, version],
    ).fetchone()
    return int(row[0]) if row else 0
