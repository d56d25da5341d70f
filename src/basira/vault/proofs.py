"""What shoppers have earned and signed: kept for the lasting shopper, told by the number of a cycle, yes or no."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from basira.vault.keys import Keys
from basira.vault.maps import is_alone, shoppers_of
from basira.vault.persons import Asked, Connection, write_entry

WAIT = "200ms"
"""How long a sweep waits for a row or a table: shorter than anybody who waits for the sweep is made to give up."""


def keep_proofs(db: Connection, keys: Keys, asked: Asked, proofs: Sequence[dict[str, Any]]) -> list[str]:
    """
    Keep that the shopper behind each number holds a proof until a day (none for ever), and return the numbers that stand for nobody.

    The later day holds where she has the proof already. The entry names no shopper: its time would tell whose a number is. So would
    the place of the row, until `sweep_proofs` has been.
    """
    write_entry(db, "proofs kept", "", asked)
    numbers = [str(each["number_ref"]) for each in proofs]
    known = shoppers_of(db, keys, numbers)
    with db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO proof VALUES (%s, %s, %s) ON CONFLICT (panel_ref, proof_ref) "
            "DO UPDATE SET until = GREATEST(proof.until, EXCLUDED.until)",
            [
                (known[number], str(each["proof_ref"]), day_of(each["until"]))
                for number, each in zip(numbers, proofs, strict=True)
                if number in known
            ],
        )
    return [number for number in numbers if number not in known]


def take_back_proof(db: Connection, keys: Keys, asked: Asked, number_ref: str, proof_ref: str) -> None:
    """Forget that the shopper behind a number holds a proof, whatever cycle it came from. The entry names no shopper: see above."""
    write_entry(db, "proof taken back", "", asked)
    whose = shoppers_of(db, keys, [number_ref]).get(number_ref)
    db.execute("DELETE FROM proof WHERE panel_ref = %s AND proof_ref = %s", [whose, proof_ref])


def proven(db: Connection, keys: Keys, asked: Asked, pairs: Sequence[Sequence[str]], on: str) -> list[list[str]]:
    """
    Return those pairs of number and proof, out of the given ones, that hold on a day.

    Since when, until when and whose they are is not told: what is told twice would link the numbers of two cycles.
    """
    write_entry(db, "proofs asked for", "", asked)
    whose = shoppers_of(db, keys, [pair[0] for pair in pairs])
    known = [(number, proof, whose[number]) for number, proof in pairs if number in whose]
    found = db.execute(
        "SELECT DISTINCT asked.number_ref, asked.proof_ref "
        "FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked (number_ref, proof_ref, panel_ref) "
        "JOIN proof USING (panel_ref, proof_ref) "
        "WHERE proof.until IS NULL OR proof.until >= %s ORDER BY 1, 2",
        [*([row[place] for row in known] for place in range(3)), day_of(on)],
    )
    return [list(row) for row in found.fetchall()]


def sweep_proofs(db: Connection, _keys: Keys, at: datetime) -> int:
    """
    Write all proofs anew in the order of their refs, once some were told since the last time, and return how many there are.

    They are told one by one as shoppers sign and pass, by number, and the programme keeps that order: rows that lie in it, or that
    the database marks as written with the entry of their telling, would tell whose each number is, also of a cycle whose map is
    sealed. All are marked anew in one transaction, and put in order in the next, which leaves no old version of a row behind. Not
    while a backup is under way; what could not be ended is done by the next call.
    """
    if is_swept(db):
        return 0
    with db.transaction():
        db.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        if not is_alone(db):
            return 0
        db.execute("LOCK TABLE proof IN SHARE ROW EXCLUSIVE MODE")
        count = db.execute("UPDATE proof SET until = until").rowcount
        write_entry(db, "proofs swept", "", Asked("vault", at))
    with db.transaction():
        db.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        if is_alone(db):
            db.execute("CLUSTER proof USING proof_pkey")
    return count


def is_swept(db: Connection) -> bool:
    """Tell whether all proofs were written at once, and lie in the order of their refs. One pass over the table."""
    row = db.execute(
        "SELECT count(DISTINCT xmin::text) > 1 OR coalesce(bool_or(refs < before), false) FROM ("
        "SELECT xmin, ARRAY[panel_ref, proof_ref] AS refs, lag(ARRAY[panel_ref, proof_ref]) OVER (ORDER BY ctid) AS before "
        "FROM proof) AS lying"
    ).fetchone()
    return not (row and row[0])


def day_of(text: str | None) -> date | None:
    """Return a day that came as YYYY-MM-DD; None for none. Raises ValueError for anything else."""
    return date.fromisoformat(text) if text is not None else None
