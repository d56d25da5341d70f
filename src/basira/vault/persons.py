"""
One person in the vault's database: written under a data key of her own, opened again, and the entry that stands before either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import psycopg

from basira.core.kernel.locks import ROTATION_LOCK
from basira.core.kernel.problem import Problem
from basira.vault.identity import marks_of
from basira.vault.keys import Keys, about, seal, unseal
from basira.vault.marking import marks_now
from basira.vault.settings import Clocks

Connection = psycopg.Connection[tuple[Any, ...]]

OF_A_SHOPPER = (
    ("bar", "panel_ref"),
    ("proof", "panel_ref"),
    ("engagement", "panel_ref"),
    ("companion", "panel_ref"),
    ("companion", "other_ref"),
)
"""Tables and columns that name a shopper by her panel ref, and are gone with her."""


class DuplicatePerson(Problem):
    """Somebody with this national id or phone is in the panel already; who it is, is not told."""

    code = "vault.duplicate-person"


class Shredded(Problem):
    """This person's data key is destroyed, so that nothing of her opens any more, here or in a copy of this database."""

    code = "vault.shredded"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and when, by the vault's own clock; and how long things last here."""

    by: str
    at: datetime
    clocks: Clocks = field(default_factory=Clocks)


def write_entry(db: Connection, act: str, panel_ref: str, asked: Asked) -> None:
    """Write what is done into the vault's journal; the caller's transaction fails with it."""
    db.execute(
        "INSERT INTO vault_entry (at, act, panel_ref, by_ref) VALUES (%s, %s, %s, %s)",
        [asked.at, act, panel_ref, asked.by],
    )


def seal_person(  # noqa: PLR0913  who, under which refs, known by what
    db: Connection,
    keys: Keys,
    asked: Asked,
    identity: dict[str, str],
    refs: tuple[str | None, str | None],
    *,
    is_marked: bool = True,
) -> str:
    """
    Write one person, marks and sealed fields, and return the person id. `refs` are her panel ref and her applicant ref.

    Without marks for somebody who is kept under another ref already: they stay where they are.

    :raises DuplicatePerson: when somebody with one of these marks is kept already
    """
    person = str(uuid4())
    db.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ROTATION_LOCK])  # until it is written, no key is dropped
    plain, version, wrapped = keys.new_person_key(person)
    db.execute(
        "INSERT INTO person (person_id, panel_ref, applicant_ref, enrolled_at, wrapped_key, key_version) "
        "VALUES (%s, %s, %s, %s, %s, %s)",
        [person, *refs, asked.at, wrapped, version],
    )
    for name, text in identity.items():
        sealed = seal(plain, text.encode(), about("person_field", person, name))
        db.execute("INSERT INTO person_field VALUES (%s, %s, %s)", [person, name, sealed])
    mark = marks_now(db, keys)
    for kind, text in marks_of(identity).items() if is_marked else ():
        try:
            with db.transaction():
                db.execute("INSERT INTO person_mark VALUES (%s, %s, %s)", [kind, mark(kind, text), person])
        except psycopg.errors.UniqueViolation:
            raise DuplicatePerson() from None
    return person


def person_key(db: Connection, keys: Keys, person: str) -> bytes:
    """
    Return the data key of a person who is kept.

    :raises Shredded: when it was destroyed
    :raises SealBroken: when it does not open under the vault's keys
    """
    row = db.execute("SELECT wrapped_key, key_version FROM person WHERE person_id = %s", [person]).fetchone()
    if row is None or row[0] is None:
        raise Shredded()
    return keys.person_key(bytes(row[0]), row[1], person)


def open_fields(db: Connection, key: bytes, person: str) -> dict[str, str]:
    """Return a person's fields in clear, inside this process."""
    rows = db.execute("SELECT name, sealed FROM person_field WHERE person_id = %s", [person]).fetchall()
    return {name: open_field(key, person, name, sealed) for name, sealed in rows}


def open_field(key: bytes, person: str, name: str, sealed: bytes) -> str:
    """Return one field of a person in clear, inside this process."""
    return unseal(key, bytes(sealed), about("person_field", person, name)).decode()


def forget_shoppers(db: Connection, panel_refs: Sequence[str]) -> None:
    """Forget all that is kept of shoppers beside their persons, numbers and the journal: whose companions they are as well."""
    for table, column in OF_A_SHOPPER:
        db.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [list(panel_refs)])  # noqa: S608  names of our own
