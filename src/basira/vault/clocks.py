"""How long the vault keeps somebody after she ended, and the destruction of her data key when that is over (ID-27)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from basira.vault.keys import Keys
from basira.vault.persons import Asked, Connection, forget_shoppers, write_entry


def note_ended(db: Connection, asked: Asked, panel_refs: Sequence[str], kept_for: timedelta) -> None:
    """Hear that these shoppers ended: their clock begins, once. Whoever has no person behind her has none."""
    db.execute(
        "UPDATE person SET keep_until = %s WHERE panel_ref = ANY(%s) AND keep_until IS NULL",
        [asked.at + kept_for, list(panel_refs)],
    )
    for ref in panel_refs:
        write_entry(db, "ended", ref, asked)


def shred_due(db: Connection, _keys: Keys, at: datetime) -> int:
    """Destroy whoever's days are over, each in her own transaction, and return how many that were."""
    due = db.execute("SELECT person_id FROM person WHERE keep_until <= %s AND shredded_at IS NULL", [at]).fetchall()
    for (person,) in due:
        with db.transaction():
            shred(db, str(person), Asked("vault", at))
    return len(due)


def shred(db: Connection, person: str, asked: Asked) -> None:
    """
    Destroy a person's data key, and with it what it sealed; also her marks, home, messages, bars, proofs, engagement
    and companions.

    Her row stays under its panel ref with nothing in it. Copies of this database open only with a copy of the keys that are
    as old: destroy those copies of the keys, and nothing of her opens anywhere.
    """
    row = db.execute(
        "UPDATE person SET wrapped_key = NULL, shredded_at = %s, papers_fit_at = NULL "
        "WHERE person_id = %s AND shredded_at IS NULL RETURNING panel_ref, applicant_ref",
        [asked.at, person],
    ).fetchone()
    if row is None:
        return
    for table in ("person_field", "person_mark", "household_mark", "message"):
        db.execute(f"DELETE FROM {table} WHERE person_id = %s", [person])  # noqa: S608  names of our own
    forget_shoppers(db, [row[0]] if row[0] else [])
    write_entry(db, "shredded", row[0] or row[1], asked)
