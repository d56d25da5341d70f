"""Reading the journal: newest first, by act, subject or author."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from basira.core.kernel.tabular import Cell, Table
from basira.programme.journal.models import Entry


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One entry as a page shows it."""

    number: int
    at: datetime
    act: str
    subject: str
    by_kind: str
    by_ref: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of entries, newest first. `older` is the number to ask the next page with, None at the end."""

    entries: tuple[EntryCard, ...]
    older: int | None


def journal_page(*, search: str = "", before: int | None = None, size: int = 25) -> JournalPage:
    """Return entries whose act, subject or author holds `search`; empty when none does."""
    entries = _holding(search)
    if before is not None:
        entries = entries.filter(id__lt=before)
    found = [card_of(entry) for entry in entries[: size + 1]]
    return JournalPage(tuple(found[:size]), found[size - 1].number if len(found) > size else None)


def journal_table(*, search: str = "") -> Table:
    """Return the entries that hold `search` as a table, newest first, read as it is written."""
    rows = _holding(search).values_list("id", "at", "act", "subject", "by_kind", "by_ref", "detail")
    told: Iterable[list[Cell]] = (
        [*row[:-1], json.dumps(row[-1], ensure_ascii=False)] for row in rows.iterator(chunk_size=500)
    )
    return Table(("number", "at", "act", "subject", "by_kind", "by", "detail"), told)


def _holding(search: str) -> QuerySet[Entry]:
    entries = Entry.objects.order_by("-id")
    if search:
        entries = entries.filter(Q(act__icontains=search) | Q(subject__icontains=search) | Q(by_ref__icontains=search))
    return entries


def count_acts(act: str, *, by_ref: str, since: datetime) -> int:
    """Return how often somebody did this since a moment."""
    return Entry.objects.filter(act=act, by_ref=by_ref, at__gt=since).count()


def subjects_of(act: str, subjects: Iterable[str], *, since: datetime) -> frozenset[str]:
    """Return to which of these subjects this was done since a moment; empty when to none."""
    done = Entry.objects.filter(subject__in=list(subjects), act=act, at__gt=since).order_by()
    return frozenset(done.values_list("subject", flat=True))


def entries_about(subject: str) -> tuple[EntryCard, ...]:
    """Return every entry about one subject, oldest first; empty when there is none."""
    return tuple(card_of(entry) for entry in Entry.objects.filter(subject=subject).order_by("id"))


def card_of(entry: Entry) -> EntryCard:
    """Return an entry as plain values."""
    return EntryCard(entry.pk, entry.at, entry.act, entry.subject, entry.by_kind, entry.by_ref, entry.detail)


def who_did(acts: Iterable[str], subjects: Iterable[str]) -> frozenset[str]:
    """Return the refs of everybody who did one of these acts to one of these subjects; empty when nobody did."""
    done = Entry.objects.filter(subject__in=list(subjects), act__in=list(acts)).order_by()
    return frozenset(done.values_list("by_ref", flat=True).distinct())
