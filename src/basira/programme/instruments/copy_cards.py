"""Working copies for pages, and what the check says of one. Never a model."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, QuerySet, Value, When

from basira.core.instrument.check import FormCheck
from basira.core.instrument.editing.book import Book, save_book
from basira.gateways.xlsforms import check_workbook
from basira.programme.instruments.models import FormMedia, WorkingCopy

SHOWN = 50
"""Open copies that the list shows, the newest changes first."""


@dataclass(frozen=True, slots=True)
class CopyLine:
    """An open copy in a list."""

    ref: str
    form_id: str
    title: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CopyCard:
    """A working copy for its pages. `base_version` is "" where it was begun from nothing or a pack; `kept_as` is a version's ref or ""."""

    ref: str
    form_id: str
    title: str
    base_version: str
    revision: int
    is_closed: bool
    kept_as: str
    began_as: Book
    book: Book

    @property
    def version(self) -> str:
        """What the version will be called."""
        return self.book.setting("version")


def open_copies() -> tuple[CopyLine, ...]:
    """Return the copies on which people work, newest changes first; none before the first. One query."""
    rows = WorkingCopy.objects.filter(closed_at=None).order_by("-changed_at", "-pk")
    return tuple(CopyLine(*row) for row in rows.values_list("ref", "form_id", "title", "changed_at")[:SHOWN])


def copy_card(ref: str) -> CopyCard | None:
    """Return a working copy, or None. One query."""
    row = WorkingCopy.objects.select_related("base", "kept_as").filter(ref=ref)
    row = row.only(
        "ref", "form_id", "title", "revision", "closed_at", "began_as", "tables", "base__version", "kept_as__ref"
    )
    copy = row.first()
    if copy is None:
        return None
    return CopyCard(
        ref=copy.ref,
        form_id=copy.form_id,
        title=copy.title,
        base_version=copy.base.version if copy.base else "",
        revision=copy.revision,
        is_closed=copy.closed_at is not None,
        kept_as=copy.kept_as.ref if copy.kept_as else "",
        began_as=Book.from_dict(copy.began_as),
        book=Book.from_dict(copy.tables),
    )


def checked(ref: str) -> FormCheck | None:
    """Return what the check says of a copy as it stands, as for an uploaded workbook; None for no copy. Takes about a second."""
    copy = WorkingCopy.objects.select_related("base").filter(ref=ref).first()
    if copy is None:
        return None
    book = Book.from_dict(copy.tables)
    return check_workbook(save_book(book), filename_of(book), attachments=files_to_check(copy))


def filename_of(book: Book) -> str:
    """Return what the workbook of a book is called: its form's id and version, in plain letters."""
    name = f"{book.setting('form_id')}-{book.setting('version')}"
    return f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', name)[:150]}.xlsx"


def files_to_check(copy: WorkingCopy) -> dict[str, bytes]:
    """Return the files of `media_of` for the check, which looks into lists (CSV) alone: the others are empty, and not read."""
    looked_into = Case(When(filename__iendswith=".csv", then="content"), default=Value(b""))
    return {name: bytes(content) for name, content in _media(copy).values_list("filename", looked_into)}


def media_of(copy: WorkingCopy) -> dict[str, bytes]:
    """Return the files that go out with the version that a copy was made of, by name."""
    return {name: bytes(content) for name, content in _media(copy).values_list("filename", "content")}


def _media(copy: WorkingCopy) -> QuerySet[FormMedia]:
    return FormMedia.objects.filter(version_id=copy.base_id) if copy.base_id else FormMedia.objects.none()
