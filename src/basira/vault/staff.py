"""
Staff lists of measured bodies: nobody is sent to the body that she works for, also when she did not say so.

Of a list the vault keeps keyed digests of national ids and phones, and how many people it had. Whether somebody of the panel is on
it is told to nobody; it shows only as a pair of number and body that may not be (`verbs.barred`). So that no list is a question
about one person, a list has twenty people at least, and is replaced a week later at the earliest.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from basira.core.kernel.problem import Problem
from basira.vault.identity import MARKED, marks_of
from basira.vault.keys import Keys
from basira.vault.marking import Mark, marks_now
from basira.vault.persons import Asked, Connection, write_entry

LEAST = 20
STANDS_FOR = timedelta(days=7)


class StaffTooFew(Problem):
    """A list of fewer than `least` people could be a question about one of them."""

    code = "vault.staff-too-few"


class StaffTooSoon(Problem):
    """This body's list was kept less than a week ago: two lists a moment apart could be a question about who differs."""

    code = "vault.staff-too-soon"


def keep_staff(db: Connection, keys: Keys, asked: Asked, entity_ref: str, people: Sequence[Mapping[str, Any]]) -> int:
    """
    Replace the list of a body's staff, and return how many people it has. Each is {"national_id", "phone"}, one of them at least.

    :raises StaffTooFew: with fewer than twenty different people
    :raises StaffTooSoon: when the list before was kept less than a week ago
    """
    mark = marks_now(db, keys)
    marked = {marks for each in people if (marks := digests_of(mark, each))}
    if len(marked) < LEAST:
        raise StaffTooFew(least=LEAST)
    before = db.execute("SELECT kept_at FROM staff_list WHERE entity_ref = %s FOR UPDATE", [entity_ref]).fetchone()
    if before is not None and asked.at - before[0] < STANDS_FOR:
        raise StaffTooSoon()
    write_entry(db, f"staff list kept: {entity_ref}", "", asked)
    db.execute("DELETE FROM staff_list WHERE entity_ref = %s", [entity_ref])
    db.execute("INSERT INTO staff_list VALUES (%s, %s, %s, %s)", [entity_ref, len(marked), asked.at, asked.by])
    digests = sorted(frozenset().union(*marked))  # in an order that tells nothing of the list's
    with db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO staff_mark VALUES (%s, %s, %s)", [(entity_ref, kind, digest) for kind, digest in digests]
        )
    return len(marked)


def digests_of(mark: Mark, person: Mapping[str, Any]) -> frozenset[tuple[str, bytes]]:
    """Return the marks of one person on a list; empty when nothing of hers can be marked."""
    given = {name: str(person[name]) for name in MARKED if person.get(name)}
    return frozenset((kind, mark(kind, text)) for kind, text in marks_of(given).items())


def staff_lists(db: Connection) -> list[list[Any]]:
    """Return which bodies have a list: entity ref, people, since when; by entity ref, empty when there is none."""
    rows = db.execute("SELECT entity_ref, people, kept_at FROM staff_list ORDER BY entity_ref").fetchall()
    return [[ref, people, at.isoformat()] for ref, people, at in rows]
