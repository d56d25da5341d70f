"""
Whose a number is: in clear while its cycle runs, sealed under the vault's keys from its end on, and known to nobody once the days
of that are over and nothing needs it (security bars ID-05 and ID-27).

A number is drawn and derived from nothing, so that its map is the only way back. Sealed, it is opened inside this process alone, for
what outlasts a cycle: rotation, bars, proofs, companions, repeats, and an unmasking by two.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from basira.core.kernel.locks import ROTATION_LOCK
from basira.core.kernel.problem import Problem
from basira.vault.keys import Keys, about, seal, unseal
from basira.vault.persons import Asked, Connection, write_entry

SETTLED = timedelta(minutes=1)
"""So long after a sealing nobody who asked before it is still being answered."""


class MapSealed(Problem):
    """The cycle is over and the map of its numbers is sealed: nobody is given a number in it any more."""

    code = "vault.map-sealed"


def seal_maps(db: Connection, keys: Keys, asked: Asked, cycles: Sequence[str]) -> int:
    """Seal the maps of cycles that are over, and return how many were still open. The same again changes nothing."""
    write_entry(db, "maps sealed", "", asked)
    return sum(seal_map(db, keys, asked, cycle) for cycle in dict.fromkeys(cycles))


def seal_map(db: Connection, keys: Keys, asked: Asked, cycle: str) -> bool:
    """
    Seal one map whole, and tell whether it was open. A cycle without a number has nothing to seal.

    The rows are emptied one by one in the order of their refs: one statement would take them in the order of any index, that of the
    shoppers' refs too, and so write down whose each number was.
    """
    hold_cycle(db, cycle)
    rows = db.execute(
        "SELECT number_ref, panel_ref FROM cycle_number WHERE cycle = %s ORDER BY number_ref", [cycle]
    ).fetchall()
    if not rows or is_sealed(db, cycle):
        return False
    db.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ROTATION_LOCK])  # until it is written, no key is dropped
    plain, version, wrapped = keys.new_person_key(subject_of(cycle))
    sealed = seal(plain, json.dumps(dict(rows)).encode(), about("sealed_map", cycle, "panel_refs"))
    db.execute("INSERT INTO sealed_map VALUES (%s, %s, %s, %s, %s)", [cycle, sealed, wrapped, version, asked.at])
    with db.cursor() as cursor:
        cursor.executemany("UPDATE cycle_number SET panel_ref = NULL WHERE number_ref = %s", [[row[0]] for row in rows])
    return True


def destroy_maps(db: Connection, asked: Asked, cycles: Sequence[str]) -> int:
    """
    Destroy the sealed maps of cycles that nothing of the programme needs any more, with their keys, and return how many that were.

    Only of those whose days are over by our own clock, and never one behind which somebody's unmasking is under way. Nobody links
    their numbers to anybody then, whatever keys he comes to hold later. The same again changes nothing.
    """
    write_entry(db, "maps no longer needed", "", asked)
    gone = db.execute(
        "UPDATE sealed_map SET sealed = NULL, wrapped_key = NULL, destroyed_at = %(at)s, "
        "swept_at = NULL, sealed_in = pg_current_xact_id() "  # what was there lies in an old row version until it is swept
        "WHERE cycle = ANY(%(cycles)s) AND destroyed_at IS NULL AND swept_at IS NOT NULL AND sealed_at <= %(kept_since)s "
        "AND NOT EXISTS (SELECT FROM unmasking JOIN cycle_number USING (number_ref) WHERE cycle_number.cycle = sealed_map.cycle "
        "AND state NOT IN ('opened', 'refused', 'withdrawn', 'lapsed') AND lapses_at > %(at)s) RETURNING cycle",
        {"at": asked.at, "cycles": list(cycles), "kept_since": asked.at - asked.clocks.maps_kept_for},
    ).fetchall()
    for (cycle,) in gone:
        write_entry(db, f"map of {cycle} destroyed", "", asked)
    return len(gone)


def sweep_maps(db: Connection, _keys: Keys, at: datetime) -> int:
    """
    Write all numbers anew in the order of their refs, and all maps, once some were sealed or destroyed; return of how many that was.

    Until then old row versions and entries of indexes on the disk name the shoppers in clear, or hold a destroyed map with its
    key. Not while a backup is under way, or anybody who may still see them: the next call does it.
    """
    with db.transaction():
        db.execute("SELECT set_config('lock_timeout', '1s', true)")
        found = db.execute(
            "SELECT cycle FROM sealed_map WHERE swept_at IS NULL AND sealed_at <= %s "
            "AND sealed_in < pg_snapshot_xmin(pg_current_snapshot())",
            [at - SETTLED],
        ).fetchall()
        if not found or not is_alone(db):
            return 0
        db.execute("CLUSTER cycle_number USING cycle_number_pkey")
        db.execute("CLUSTER sealed_map USING sealed_map_pkey")
        cycles = [str(row[0]) for row in found]
        db.execute("UPDATE sealed_map SET swept_at = %s WHERE cycle = ANY(%s)", [at, cycles])
        write_entry(db, "maps swept", "", Asked("vault", at))
    return len(cycles)


def is_alone(db: Connection) -> bool:
    """Tell whether no backup and no enrolment is under way, and let none begin until this transaction ends."""
    row = db.execute("SELECT pg_try_advisory_xact_lock(%s)", [ROTATION_LOCK]).fetchone()
    return bool(row and row[0])


def hold_cycle(db: Connection, cycle: str) -> None:
    """Let nobody else number in a cycle, or seal it, until this transaction ends."""
    db.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [cycle])


def is_sealed(db: Connection, cycle: str) -> bool:
    """Tell whether a cycle's map is sealed."""
    return db.execute("SELECT 1 FROM sealed_map WHERE cycle = %s", [cycle]).fetchone() is not None


def shoppers_of(db: Connection, keys: Keys, numbers: Sequence[str]) -> dict[str, str]:
    """
    Return the panel refs behind numbers, by number ref, of open and sealed cycles; left out is who stands for nobody, or for
    somebody whom nobody knows any more since the map was destroyed.
    """
    rows = db.execute(
        "SELECT number_ref, cycle, panel_ref FROM cycle_number WHERE number_ref = ANY(%s)", [list(set(numbers))]
    ).fetchall()
    opened = {cycle: opened_map(db, keys, cycle) for cycle in {row[1] for row in rows if row[2] is None}}
    found = {str(ref): panel_ref or opened[cycle].get(ref) for ref, cycle, panel_ref in rows}
    return {ref: panel_ref for ref, panel_ref in found.items() if panel_ref}


def sealed_numbers_of(db: Connection, keys: Keys, panel_refs: Sequence[str]) -> list[str]:
    """Return the refs of the numbers that shoppers had in sealed cycles."""
    wanted = set(panel_refs)
    cycles = [str(row[0]) for row in db.execute("SELECT cycle FROM sealed_map").fetchall()]
    return [ref for cycle in cycles for ref, panel_ref in opened_map(db, keys, cycle).items() if panel_ref in wanted]


def opened_map(db: Connection, keys: Keys, cycle: str) -> dict[str, str]:
    """
    Return a sealed map in clear, inside this process: panel refs by number ref. Empty where there is none, or it was destroyed.

    :raises SealBroken: when it does not open under the vault's keys
    """
    row = db.execute(
        "SELECT sealed, wrapped_key, key_version FROM sealed_map WHERE cycle = %s AND destroyed_at IS NULL", [cycle]
    ).fetchone()
    if row is None:
        return {}
    key = keys.person_key(bytes(row[1]), row[2], subject_of(cycle))
    opened: dict[str, str] = json.loads(unseal(key, bytes(row[0]), about("sealed_map", cycle, "panel_refs")))
    return opened


def subject_of(cycle: str) -> str:
    """Return whose a map's data key is, as `Keys` names it: no person's."""
    return f"map of {cycle}"
