"""Writing the journal. Every other verb calls this inside its own transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction

from basira.core.kernel.actor import Actor
from basira.programme.journal.models import Entry


class OutsideTransaction(RuntimeError):
    """A journal entry was about to be written apart from the write that it tells of: a fault of the code."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry to be: what was done (`act`) to what (`subject`), with codes and refs in `detail`."""

    act: str
    subject: str
    detail: dict[str, Any]


def record(act: str, *, subject: str, by: Actor, at: datetime, **detail: Any) -> None:
    """
    Append one entry, in the transaction of the write that it tells of.

    :raises OutsideTransaction: when no transaction is open
    """
    record_many([Line(act, subject, detail)], by=by, at=at)


def record_many(lines: Iterable[Line], *, by: Actor, at: datetime, database: str = DEFAULT_DB_ALIAS) -> None:
    """
    Append many entries of one verb at once, on the database of its transaction; an empty list writes nothing.

    :raises OutsideTransaction: when no transaction is open
    """
    if not transaction.get_connection(database).in_atomic_block:
        raise OutsideTransaction
    # There is no conflict to ignore: this only leaves RETURNING out, for which a role would need the right to read.
    is_blind = database != DEFAULT_DB_ALIAS
    Entry.objects.using(database).bulk_create(
        [
            Entry(at=at, act=line.act, subject=line.subject, by_kind=by.kind, by_ref=by.ref, detail=line.detail)
            for line in lines
        ],
        batch_size=1000,
        ignore_conflicts=is_blind,
    )
