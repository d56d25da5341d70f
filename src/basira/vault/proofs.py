"""What shoppers have earned and signed: kept for the lasting shopper, told by the number of a cycle, yes or no."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from basira.vault.keys import Keys
from basira.vault.maps import shoppers_of
from basira.vault.persons import Asked, Connection, write_entry


def keep_proofs(db: Connection, keys: Keys, asked: Asked, proofs: Sequence[dict[str, Any]]) -> list[str]:
    """
    Keep that the shopper behind each number holds a proof until a day (none for ever), and return the numbers that stand for nobody.

    The later day holds where she has the proof already. The entry names no shopper: its time would tell whose a number is.
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


def day_of(text: str | None) -> date | None:
    """Return a day that came as YYYY-MM-DD; None for none. Raises ValueError for anything else."""
    return date.fromisoformat(text) if text is not None else None
