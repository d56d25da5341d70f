"""Lists of answers, and the dimensions, which are one such list."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from basira.core.instrument.editing.book import Book, Sheet, languages_of, text_column
from basira.core.instrument.editing.codes import readers_of
from basira.core.instrument.measuring import DEFAULT_NA, DIMENSIONS_LIST
from basira.core.instrument.packs.workbook import LISTS
from basira.core.kernel.problem import Problem

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}", re.ASCII)
MOST_ANSWERS = 100
"""Answers that a list may have in the editor, which shows them all on one page; longer ones are changed in a spreadsheet."""


class AnswerUnfit(Problem):
    """An answer's `name` is no plain code."""

    code = "editing.answer-unfit"


class AnswerTwice(Problem):
    """A list has the answer `name` twice."""

    code = "editing.answer-twice"


class ListUnfit(Problem):
    """A list's `name` is no plain code."""

    code = "editing.list-unfit"


class ListTooLong(Problem):
    """The list `name` has more answers than the editor shows, `limit`; nothing of it is cut."""

    code = "editing.list-too-long"


class AnswerRead(Problem):
    """The code `name` cannot go from its list: the questions `by` read it in a formula or a filter."""

    code = "editing.answer-read"


class MeaningLost(Problem):
    """The answer `name` is "not applicable" to the criteria of the questions `by` through its code alone, and would be so no more."""

    code = "editing.meaning-lost"


class ListInUse(Problem):
    """A list without answers would leave the questions `by` without any."""

    code = "editing.list-in-use"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: the code that is filed, its labels by language as the book spells them, and its code before; "" for a new one."""

    name: str
    labels: Mapping[str, str]
    was: str = ""


def lists_of(book: Book) -> tuple[str, ...]:
    """Return the names of the lists in the order of the sheet."""
    sheet = book.choices
    return tuple(dict.fromkeys(name for row in range(len(sheet.rows)) if (name := _list(sheet, row))))


def answers_of(book: Book, name: str) -> tuple[Answer, ...]:
    """Return the answers of a list in its order; none for a list that is not there."""
    sheet, languages = book.choices, languages_of(book)
    return tuple(
        Answer(
            sheet.cell(row, "name").strip(),
            {each: sheet.cell(row, text_column(sheet, "label", each)) for each in languages},
        )
        for row in range(len(sheet.rows))
        if name and _list(sheet, row) == name
    )


def is_fit(name: str) -> bool:
    """Tell whether a list or an answer can be called so here; a workbook may call its own otherwise, and keeps them as they are."""
    return bool(_NAME.fullmatch(name))


def users_of(book: Book, name: str) -> tuple[str, ...]:
    """Return the questions that take their answers from a list."""
    sheet = book.survey
    rows = range(len(sheet.rows))
    return tuple(sheet.cell(row, "name") for row in rows if name in sheet.cell(row, "type").split()[1:])


def free_list(book: Book, name: str) -> str:
    """
    Return what a new list is called, by the name of its question: with a number where a list is called so.

    The ready-made lists and that of the dimensions keep their names for themselves, there or not.
    """
    taken = {*lists_of(book), *LISTS, DIMENSIONS_LIST}
    numbered = (f"{name[:54]}_{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *numbered) if one not in taken)


def is_ready_made(book: Book, name: str) -> bool:
    """Tell whether a list has the ready-made answers of its name; a form may have a "yes_no" of its own, with other answers."""
    return name in LISTS and codes_of(book, name) in ((), LISTS[name])


def ready_list(book: Book, kind: str) -> str:
    """Return the list with the answers of a ready-made kind, there or not: numbered where the form has other answers under its name."""
    numbered = (f"{kind}_{number}" for number in range(2, len(lists_of(book)) + 3))
    return next(one for one in (kind, *numbered) if codes_of(book, one) in ((), LISTS[kind]))


def codes_of(book: Book, name: str) -> tuple[str, ...]:
    """Return the codes of a list in their order; empty for one that is not there."""
    return tuple(answer.name for answer in answers_of(book, name))


def check_length(name: str, count: int) -> None:
    """
    Refuse a list that is too long for its page: to show a part of it would be to lose the rest.

    :raises ListTooLong: when it has more than `MOST_ANSWERS`
    """
    if count > MOST_ANSWERS:
        raise ListTooLong(name=name, limit=MOST_ANSWERS)


def write_list(book: Book, name: str, answers: Sequence[Answer]) -> Book:
    """
    Return the book with a list as its page says it; what its rows say besides stays with the answer whose code it was.

    :raises ListUnfit: when the list's name is no plain code
    :raises ListTooLong: when it has, or would have, more answers than its page shows
    :raises AnswerUnfit: when an answer's code is not
    :raises AnswerTwice: when two answers have one code
    :raises ListInUse: when nothing is left for questions that take their answers here
    :raises AnswerRead: when a formula or a filter reads a code that goes, or that another answer would have
    :raises MeaningLost: when an answer that is "not applicable" by its code alone would have another
    """
    if not is_fit(name):
        raise ListUnfit(name=name[:80])
    check_length(name, max(len(answers), len(answers_of(book, name))))
    _check(answers)
    if not answers and (users := users_of(book, name)):
        raise ListInUse(name=name, by=list(users))
    sheet = book.choices if book.choices.header else Sheet(("list_name", "name"))
    before = {sheet.cell(row, "name").strip(): dict(sheet.rows[row]) for row in _rows(sheet, name)}
    _check_read(book, name, before, answers)
    kept = {answer.was for answer in answers}
    at = next(iter(_rows(sheet, name)), len(sheet.rows))
    sheet = sheet.without(*_rows(sheet, name))
    for place, answer in enumerate(answers, start=at):
        texts = {text_column(sheet, "label", language): text for language, text in answer.labels.items()}
        was = answer.was or (answer.name if answer.name not in kept else "")
        sheet = sheet.with_row(place, before.get(was, {"list_name": name}))
        sheet = sheet.changed(place, {"name": answer.name, **texts})
    return book.with_sheet("choices", sheet)


def _check(answers: Sequence[Answer]) -> None:
    seen: set[str] = set()
    for answer in answers:
        if not is_fit(answer.name):
            raise AnswerUnfit(name=answer.name[:80])
        if answer.name in seen:
            raise AnswerTwice(name=answer.name)
        seen.add(answer.name)


def check_unread(book: Book, users: tuple[str, ...], name: str, codes: Iterable[str]) -> None:
    """
    Refuse that these codes of a list go from the questions that take their answers there, while a formula reads them.

    :raises AnswerRead: when one does
    """
    for code, by in readers_of(book, users, name, codes).items():
        raise AnswerRead(name=code, by=by)


def _check_read(book: Book, name: str, before: Iterable[str], answers: Sequence[Answer]) -> None:
    """Refuse to take a code away, or to give it to another answer, while a formula reads it; and to take the code of "not applicable"."""
    named = {answer.name for answer in answers}
    recoded = {answer.was for answer in answers if answer.was != answer.name}
    gone = [code for code in before if code not in named or code in recoded]
    check_unread(book, users_of(book, name), name, gone)
    if DEFAULT_NA in recoded and (by := _not_applicable_by_default(book, name)):
        raise MeaningLost(name=DEFAULT_NA, by=by)


def _not_applicable_by_default(book: Book, name: str) -> list[str]:
    """Return the criteria of a list that do not say themselves which of its answers is "not applicable"."""
    sheet = book.survey
    return [
        sheet.cell(row, "name").strip()
        for row in range(len(sheet.rows))
        if name in sheet.cell(row, "type").split()[1:]
        and sheet.cell(row, "bind::basira:criterion").strip()
        and not sheet.cell(row, "bind::basira:na").strip()
    ]


def _list(sheet: Sheet, row: int) -> str:
    return sheet.cell(row, "list_name").strip()


def _rows(sheet: Sheet, name: str) -> list[int]:
    return [row for row in range(len(sheet.rows)) if _list(sheet, row) == name]
