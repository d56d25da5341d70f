"""
The steps of editing: adding, moving and taking away rows, groups and "explain every No". Values in, a new book out.

A step that cannot be taken is a `Problem` with the question's name; nothing is half done.
"""

import re
from dataclasses import replace

from basira.core.instrument import rows
from basira.core.instrument.editing.book import Book, Sheet, languages_of, referring, renamed, text_column, tongue
from basira.core.instrument.editing.kinds import ANSWER_WORDS, cells_of_kind
from basira.core.instrument.editing.lists import codes_of, ready_list
from basira.core.instrument.faults import XPATH_NAME
from basira.core.instrument.packs.source import Said
from basira.core.instrument.packs.workbook import LISTS, WHY
from basira.core.kernel.problem import Problem

MOST_ROWS = 2000
"""Rows that a form may have in the editor: more is a mistake, and every page shows them all."""

WHY_OF = "{}_why"
"""The name of the question that asks why, after the question answered No."""

_AFTER_NO = r"""\$\{\s*%s\s*\}\s*=\s*(?:'no'|"no")"""


class RowNotThere(Problem):
    """The form has no row at that place."""

    code = "editing.row-not-there"


class NameUnfit(Problem):
    """A question's `name` is no plain name: Latin letters, digits, '_', '.' and '-', a letter or '_' first."""

    code = "editing.name-unfit"


class NameTaken(Problem):
    """Another row has this `name`."""

    code = "editing.name-taken"


class StillReferredTo(Problem):
    """`name` cannot go: the rows `by` refer to it in a formula or a text."""

    code = "editing.still-referred-to"


class FormFull(Problem):
    """The form has `limit` rows, the most that the editor takes."""

    code = "editing.form-full"


class NothingBeyond(Problem):
    """`name` stands first, or last, already."""

    code = "editing.nothing-beyond"


class FrameMayNotOpen(Problem):
    """A group's end cannot be moved on its own: move the group, or the questions."""

    code = "editing.frame"


def is_frame(sheet: Sheet, row: int) -> bool:
    """Tell whether a row begins or ends a group, a repeat or a loop."""
    return begins(sheet, row) or ends(sheet, row)


def begins(sheet: Sheet, row: int) -> bool:
    """Tell whether a row begins a group."""
    return rows.begins(sheet.rows[row])


def ends(sheet: Sheet, row: int) -> bool:
    """Tell whether a row ends a group."""
    return rows.ends(sheet.rows[row])


def last_of(sheet: Sheet, row: int) -> int:
    """Return the last row of a block: a group's end, and a question itself."""
    if not begins(sheet, row):
        return row
    open_groups = 0
    for place in range(row, len(sheet.rows)):
        open_groups += begins(sheet, place) - ends(sheet, place)
        if not open_groups:
            return place
    return len(sheet.rows) - 1


def check_row(book: Book, row: int) -> None:
    """
    Refuse a place that is not there.

    :raises RowNotThere: when the form has no such row
    """
    if not 0 <= row < len(book.survey.rows):
        raise RowNotThere(row=row)


def check_name(book: Book, name: str, *, but: int | None = None) -> None:
    """
    Refuse a name that is unfit or taken by another row than `but`.

    :raises NameUnfit: when it is no plain name
    :raises NameTaken: when another row has it
    """
    if not XPATH_NAME.fullmatch(name) or len(name) > 60:
        raise NameUnfit(name=name[:80])
    sheet = book.survey
    if any(place != but and sheet.cell(place, "name").strip() == name for place in range(len(sheet.rows))):
        raise NameTaken(name=name)


def add(book: Book, *, kind: str, name: str, after: int) -> tuple[Book, int]:
    """
    Return the book with a question or a group of a kind after a row (-1: at the start), and the place of the new row.

    :raises RowNotThere: when there is no row `after`
    :raises NameUnfit, NameTaken: when the name is
    :raises FormFull: when the form has as many rows as it may
    """
    if after != -1:
        check_row(book, after)
    check_name(book, name)
    if len(book.survey.rows) + 2 > MOST_ROWS:
        raise FormFull(limit=MOST_ROWS)
    at = after + 1
    answers = ready_list(book, kind) if kind in LISTS else ""
    cell = "begin_group" if kind == "group" else cells_of_kind(kind, answers)
    survey = book.survey.with_row(at, {"type": cell, "name": name})
    if kind == "group":
        survey = survey.with_row(at + 1, {"type": "end_group"})
    elif kind == "photo":
        survey = survey.changed(at, {"parameters": "max-pixels=2048"})
    book = book.with_sheet("survey", survey)
    return (with_list(book, kind) if kind in LISTS else book), at


def with_list(book: Book, kind: str) -> Book:
    """Return the book that has the answers of a ready-made kind, such as "yes_no", in its languages, as `ready_list` calls them."""
    sheet, listed = book.choices, ready_list(book, kind)
    if not sheet.header:
        sheet = Sheet(("list_name", "name", *(text_column(Sheet(), "label", each) for each in languages_of(book))))
    if codes_of(book, listed):
        return book
    for answer in LISTS[kind]:
        texts = said_in(book, sheet, ANSWER_WORDS[answer])
        sheet = sheet.with_row(len(sheet.rows), {"list_name": listed, "name": answer, **texts})
    return book.with_sheet("choices", sheet)


def said_in(book: Book, sheet: Sheet, said: Said) -> dict[str, str]:
    """Return a text of ours as label cells in the languages of a book; English where it names none that we speak."""
    return {
        text_column(sheet, "label", each): said.ar if tongue(each) == "ar" else said.en
        for each in languages_of(book) or ("",)
        if tongue(each) or not each
    }


def move(book: Book, *, row: int, up: bool) -> tuple[Book, int]:
    """
    Return the book in which a question, or a group with all that it holds, stands one place higher or lower, and its new place.

    A question steps into a group that it meets, and a group steps over one.

    :raises RowNotThere: when there is no such row
    :raises FrameMayNotOpen: for the end of a group, and where a group would leave the one that holds it by half
    :raises NothingBeyond: at the start and at the end
    """
    check_row(book, row)
    sheet = book.survey
    if ends(sheet, row):
        raise FrameMayNotOpen()
    last = last_of(sheet, row)
    beyond = row - 1 if up else last + 1
    if not 0 <= beyond < len(sheet.rows):
        raise NothingBeyond(name=sheet.cell(row, "name"))
    first, final = beyond, beyond
    if begins(sheet, row) and is_frame(sheet, beyond):
        if up and ends(sheet, beyond):
            first = _first_of(sheet, beyond)
        elif not up and begins(sheet, beyond):
            final = last_of(sheet, beyond)
    block, other = sheet.rows[row : last + 1], sheet.rows[first : final + 1]
    if up:
        rows, place = (*sheet.rows[:first], *block, *other, *sheet.rows[last + 1 :]), first
    else:
        rows, place = (*sheet.rows[:row], *other, *block, *sheet.rows[final + 1 :]), row + len(other)
    return book.with_sheet("survey", replace(sheet, rows=rows)), place


def _first_of(sheet: Sheet, end: int) -> int:
    """Return the row that begins the group which ends at `end`."""
    open_groups = 0
    for place in range(end, -1, -1):
        open_groups += ends(sheet, place) - begins(sheet, place)
        if not open_groups:
            return place
    return 0


def remove(book: Book, *, row: int) -> Book:
    """
    Return the book without a question, or without a group's frame: what the group held stays.

    The question that asks why goes with the question that it explains.

    :raises RowNotThere: when there is no such row
    :raises FrameMayNotOpen: for the end of a group: remove its beginning
    :raises StillReferredTo: when a formula or a text elsewhere names it, or what asks why after it
    """
    check_row(book, row)
    sheet = book.survey
    if ends(sheet, row):
        raise FrameMayNotOpen()
    with_it = last_of(sheet, row) if begins(sheet, row) else why_of(book, row)
    going = [row] if with_it is None else [row, with_it]
    for name in (sheet.cell(place, "name").strip() for place in going):
        others = [(title, place) for title, place in referring(book, name) if title != "survey" or place not in going]
        if others:
            named = [book.sheets[title].cell(place, "name") or title for title, place in others]
            raise StillReferredTo(name=name, by=list(dict.fromkeys(named)))
    return book.with_sheet("survey", sheet.without(*going))


def rename(book: Book, *, row: int, name: str) -> Book:
    """
    Return the book in which a row is called otherwise, and everything that referred to it follows, with what asks why after it.

    :raises RowNotThere: when there is no such row
    :raises NameUnfit, NameTaken: when the name is, or the one of what asks why
    """
    check_row(book, row)
    before = book.survey.cell(row, "name").strip()
    if name == before:
        return book
    check_name(book, name, but=row)
    why = why_of(book, row)
    book = book.with_sheet("survey", book.survey.changed(row, {"name": name}))
    book = renamed(book, before, name) if before else book
    return book if why is None else rename(book, row=why, name=WHY_OF.format(name))


def why_of(book: Book, row: int) -> int | None:
    """
    Return the row that asks why after this question was answered No; None where none does.

    Its name alone does not say so: it must also be asked after a No and after nothing else.
    """
    sheet = book.survey
    name = sheet.cell(row, "name").strip()
    wanted, after_no = WHY_OF.format(name), re.compile(_AFTER_NO % re.escape(name))
    named = (at for at in range(len(sheet.rows)) if name and sheet.cell(at, "name").strip() == wanted)
    return next((at for at in named if after_no.fullmatch(sheet.cell(at, "relevant").strip())), None)


def explain(book: Book, *, row: int, wanted: bool) -> Book:
    """
    Return the book in which a No to this question is, or is not, followed by "what happened?".

    :raises RowNotThere: when there is no such row
    :raises NameUnfit, NameTaken: when the explanation cannot be called as it would be
    :raises StillReferredTo: when a formula elsewhere reads the explanation that should go
    """
    check_row(book, row)
    there = why_of(book, row)
    if wanted == (there is not None):
        return book
    if there is not None:
        return remove(book, row=there)
    sheet = book.survey
    name = sheet.cell(row, "name").strip()
    check_name(book, WHY_OF.format(name))
    cells = {
        "type": "text",
        "name": WHY_OF.format(name),
        "relevant": f"${{{name}}} = 'no'",
        **said_in(book, sheet, WHY),
    }
    return book.with_sheet("survey", sheet.with_row(row + 1, cells))
