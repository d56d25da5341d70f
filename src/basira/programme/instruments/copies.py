"""Editing a questionnaire: a working copy is begun, changed, kept as a version, or thrown away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basira.core.instrument.editing import steps
from basira.core.instrument.editing.book import Book, next_version, save_book
from basira.core.instrument.editing.starting import empty_book, joined_title
from basira.core.instrument.faults import FORM_ID
from basira.core.kernel.actor import Actor
from basira.core.kernel.identifiers import check_identifier
from basira.core.kernel.problem import Problem
from basira.gateways.xlsforms import open_workbook
from basira.programme.instruments import copy_cards
from basira.programme.instruments.models import Questionnaire, QuestionnaireVersion, WorkingCopy
from basira.programme.instruments.verbs import FormIdUnfit, Uploaded, VersionNotFound, keep_sound, sound_workbook
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act

TITLE_LETTERS = 300


@dataclass(frozen=True, slots=True)
class Naming:
    """What a new questionnaire is called: its form id for good, and its title in both languages, one of which may be empty."""

    form_id: str
    title_ar: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of editing: its short name for the journal, such as "question.moved", and what it makes of a book."""

    what: str
    change: Callable[[Book], Book]


class CopyNotFound(Problem):
    """There is no such working copy."""

    code = "editing.copy-not-found"


class CopyChanged(Problem):
    """Somebody saved a change after the page was read (at `revision`); the copy stands at `now`. Nothing was saved."""

    code = "editing.copy-changed"


class CopyClosed(Problem):
    """The copy was kept as a version, or thrown away."""

    code = "editing.copy-closed"


class NotEditable(Problem):
    """The editor would lose something of this workbook; `lost` says what."""

    code = "editing.would-lose"


class FormIdTaken(Problem):
    """A questionnaire with this `form_id` is here; its next version starts from the one before."""

    code = "editing.form-id-taken"


class TitleMissing(Problem):
    """A questionnaire has a title."""

    code = "editing.title-missing"


def copy_version(*, ref: str, by: Actor, at: datetime) -> str:
    """
    Begin a working copy of a version, in any state, and return its ref. It is already called the next version.

    :raises NotPermitted: when `by` may not maintain questionnaires
    :raises VersionNotFound: when there is no such version
    :raises NotEditable: when the editor would lose something of its workbook
    """
    permissions.check(by, Act.MAINTAIN_INSTRUMENTS)
    base = QuestionnaireVersion.objects.select_related("questionnaire").defer("xform", "tree").filter(ref=ref).first()
    if base is None:
        raise VersionNotFound(ref=ref)
    form_id = base.questionnaire.form_id
    began = opened(bytes(base.workbook), form_id)
    taken = QuestionnaireVersion.objects.filter(questionnaire=base.questionnaire).values_list("version", flat=True)
    book = began.with_settings({"version": next_version(base.version, frozenset(taken))})
    return _begin(book, began=began, base=base, by=by, at=at)


def copy_workbook(*, content: bytes, naming: Naming, by: Actor, at: datetime) -> str:
    """
    Begin a questionnaire of one's own from a workbook that ships, such as a pack's, and return the copy's ref.

    :raises NotPermitted: when `by` may not maintain questionnaires
    :raises FormIdUnfit, FormIdTaken: when its id is
    :raises TitleMissing: when it has no title
    :raises NotEditable: when the editor would lose something of the workbook
    """
    permissions.check(by, Act.MAINTAIN_INSTRUMENTS)
    check_new(naming)
    title = joined_title(naming.title_ar, naming.title_en)
    book = opened(content, naming.form_id)
    book = book.with_settings({"form_id": naming.form_id, "form_title": title, "version": "1"})
    return _begin(book, began=book, base=None, by=by, at=at)


def begin_empty(*, naming: Naming, by: Actor, at: datetime) -> str:
    """
    Begin an empty questionnaire and return the copy's ref.

    :raises NotPermitted: when `by` may not maintain questionnaires
    :raises FormIdUnfit, FormIdTaken: when its id is
    :raises TitleMissing: when it has no title
    """
    permissions.check(by, Act.MAINTAIN_INSTRUMENTS)
    check_new(naming)
    book = empty_book(title_ar=naming.title_ar, title_en=naming.title_en, form_id=naming.form_id)
    return _begin(book, began=book, base=None, by=by, at=at)


def check_new(naming: Naming) -> None:
    """
    Refuse a new questionnaire that cannot be called so.

    :raises FormIdUnfit, FormIdTaken, TitleMissing: as they say
    """
    if not FORM_ID.fullmatch(naming.form_id):
        raise FormIdUnfit(form_id=naming.form_id[:80])
    if Questionnaire.objects.filter(form_id=naming.form_id).exists():
        raise FormIdTaken(form_id=naming.form_id)
    if not joined_title(naming.title_ar, naming.title_en):
        raise TitleMissing()


def opened(content: bytes, form_id: str) -> Book:
    """
    Open a workbook in the limited process.

    :raises NotEditable: when the editor would lose something of it, with what
    :raises FormFull: when it has more rows than the editor shows
    """
    found = open_workbook(content, form_id)
    if found.book is None:
        raise NotEditable(lost=list(found.lost))
    if len(found.book.survey.rows) > steps.MOST_ROWS:
        raise steps.FormFull(limit=steps.MOST_ROWS)
    return found.book


@transaction.atomic
def _begin(book: Book, *, began: Book, base: QuestionnaireVersion | None, by: Actor, at: datetime) -> str:
    copy = WorkingCopy.objects.create(
        form_id=book.setting("form_id"),
        title=title_of(book),
        base=base,
        began_as=began.as_dict(),
        tables=book.as_dict(),
        created_at=at,
        created_by=by.ref,
        changed_at=at,
        changed_by=by.ref,
    )
    journal.record(
        "questionnaire.copy-begun", subject=copy.ref, by=by, at=at, form_id=copy.form_id, base=base.ref if base else ""
    )
    return copy.ref


@transaction.atomic
def change_copy(*, ref: str, revision: int, step: Step, by: Actor, at: datetime) -> int:
    """
    Change a working copy by a step of `core.instrument.editing` and return its new revision. A step that changes nothing is none.

    :raises NotPermitted: when `by` may not maintain questionnaires
    :raises CopyNotFound, CopyClosed: when there is no copy to change
    :raises CopyChanged: when somebody saved a change after `revision` was read
    :raises Problem: what the step itself refuses; then nothing is saved
    """
    permissions.check(by, Act.MAINTAIN_INSTRUMENTS)
    copy = _lock(ref, revision)
    before = Book.from_dict(copy.tables)
    after = step.change(before)
    if after.as_dict() == before.as_dict():
        return copy.revision
    copy.tables, copy.title, copy.revision = after.as_dict(), title_of(after), copy.revision + 1
    copy.changed_at, copy.changed_by = at, by.ref
    copy.save(update_fields=["tables", "title", "revision", "changed_at", "changed_by"])
    journal.record("questionnaire.copy-changed", subject=ref, by=by, at=at, what=step.what, revision=copy.revision)
    return copy.revision


def keep_copy(*, ref: str, revision: int, by: Actor, at: datetime) -> Uploaded:
    """
    Keep a working copy as a draft version, by the same check as an uploaded workbook, and close it.

    The check runs before the transaction; of a copy that somebody changes meanwhile nothing is kept, and it stays open.

    :raises NotPermitted: when `by` may not maintain questionnaires
    :raises CopyNotFound, CopyClosed, CopyChanged: as for `change_copy`
    :raises FormRefused: with every fault, by row
    :raises VersionTaken: when a version of that name is here with other content
    """
    permissions.check(by, Act.MAINTAIN_INSTRUMENTS)
    with transaction.atomic():
        copy = _lock(ref, revision)
    book = Book.from_dict(copy.tables)
    for name in ("form_id", "version"):
        check_identifier(book.setting(name))
    sound = sound_workbook(save_book(book), copy_cards.filename_of(book), copy_cards.media_of(copy))
    with transaction.atomic():
        copy = _lock(ref, revision)
        kept = keep_sound(sound, by=by, at=at)
        copy.closed_at, copy.closed_by = at, by.ref
        copy.kept_as = QuestionnaireVersion.objects.get(ref=kept.ref)
        copy.save(update_fields=["closed_at", "closed_by", "kept_as"])
        journal.record("questionnaire.copy-kept", subject=ref, by=by, at=at, version=kept.ref, revision=revision)
    return kept


@transaction.atomic
def discard_copy(*, ref: str, revision: int, by: Actor, at: datetime) -> None:
    """
    Close a working copy of which nothing becomes. What it held stays in the database.

    :raises NotPermitted: when `by` may not maintain questionnaires
    :raises CopyNotFound, CopyClosed, CopyChanged: as for `change_copy`
    """
    permissions.check(by, Act.MAINTAIN_INSTRUMENTS)
    copy = _lock(ref, revision)
    copy.closed_at, copy.closed_by = at, by.ref
    copy.save(update_fields=["closed_at", "closed_by"])
    journal.record("questionnaire.copy-discarded", subject=ref, by=by, at=at, revision=revision)


def title_of(book: Book) -> str:
    """Return what a book calls itself, its form id where it has no title."""
    return (book.setting("form_title") or book.setting("form_id"))[:TITLE_LETTERS]


def _lock(ref: str, revision: int) -> WorkingCopy:
    copy = WorkingCopy.objects.select_for_update(of=("self",)).select_related("base").filter(ref=ref).first()
    if copy is None:
        raise CopyNotFound(ref=ref)
    if copy.closed_at is not None:
        raise CopyClosed(ref=ref)
    if copy.revision != revision:
        raise CopyChanged(revision=revision, now=copy.revision)
    return copy
