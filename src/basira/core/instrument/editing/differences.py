"""What became of a questionnaire: each question added, removed, moved or changed, with the cells that say so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from basira.core.instrument.editing.book import Book, Sheet, label_of
from basira.core.instrument.editing.lists import answers_of, lists_of
from basira.core.instrument.rows import Row, plain


class Became(StrEnum):
    """What became of a part."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


class Part(StrEnum):
    """What it became of."""

    QUESTION = "question"
    LIST = "list"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One difference. `name` is the question's, the list's or the setting's; `label` what the question says, in the reader's language.

    `cells` are (column, before, after) of what changed, "" where there was or is nothing; empty for parts that came, went or moved.
    """

    became: Became
    part: Part
    name: str
    label: str = ""
    cells: tuple[tuple[str, str, str], ...] = ()


def differences(before: Book, after: Book, language: str) -> tuple[Difference, ...]:
    """
    Return what changed between two books, labels in "ar" or "en": questions first, in the order of the form, then lists, then settings.

    A question is the same where its name is; so a renamed one is one removed and one added. Empty: two equal books.
    """
    return (*_questions(before, after, language), *_lists(before, after), *_settings(before, after))


def _questions(before: Book, after: Book, language: str) -> Iterator[Difference]:
    old, new = _by_name(before.survey), _by_name(after.survey)
    moved = _moved([name for name in old if name in new], [name for name in new if name in old])
    for name, row in new.items():
        label = label_of(after, row, language)
        if name not in old:
            yield Difference(Became.ADDED, Part.QUESTION, name, label)
            continue
        if name in moved:
            yield Difference(Became.MOVED, Part.QUESTION, name, label)
        if cells := tuple(_cells(before.survey.rows[old[name]], after.survey.rows[row])):
            yield Difference(Became.CHANGED, Part.QUESTION, name, label, cells)
    for name, row in old.items():
        if name not in new:
            yield Difference(Became.REMOVED, Part.QUESTION, name, label_of(before, row, language))


def _by_name(sheet: Sheet) -> dict[str, int]:
    """Return the first row of each name; rows without one (a group's end) are no question."""
    found: dict[str, int] = {}
    for row in range(len(sheet.rows)):
        if name := sheet.cell(row, "name").strip():
            found.setdefault(name, row)
    return found


def _moved(old: list[str], new: list[str]) -> frozenset[str]:
    """Return the fewest names that must have moved, as far as a diff sees it."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stayed = {name for block in blocks for name in new[block.b : block.b + block.size]}
    return frozenset(set(new) - stayed)


def _cells(old: Row, new: Row) -> Iterator[tuple[str, str, str]]:
    one, other = ({plain(at): (at, text.strip()) for at, text in row.items()} for row in (old, new))
    for column in dict.fromkeys((*one, *other)):
        before, after = one.get(column, (column, ""))[1], other.get(column, (column, ""))[1]
        if before != after:
            yield other.get(column, one.get(column, (column, "")))[0], before, after


def _lists(before: Book, after: Book) -> Iterator[Difference]:
    old, new = set(lists_of(before)), set(lists_of(after))
    for name in dict.fromkeys((*lists_of(after), *lists_of(before))):
        if name not in old or name not in new:
            yield Difference(Became.ADDED if name in new else Became.REMOVED, Part.LIST, name)
            continue
        one, other = (_answers(book, name) for book in (before, after))
        cells = tuple((code, one.get(code, ""), other.get(code, "")) for code in dict.fromkeys((*one, *other)))
        if told := tuple(cell for cell in cells if cell[1] != cell[2]):
            yield Difference(Became.CHANGED, Part.LIST, name, cells=told)
        elif list(one) != list(other):
            yield Difference(Became.MOVED, Part.LIST, name)


def _answers(book: Book, name: str) -> Mapping[str, str]:
    return {
        one.name: " · ".join(text for text in one.labels.values() if text) or one.name for one in answers_of(book, name)
    }


def _settings(before: Book, after: Book) -> Iterator[Difference]:
    one, other = ((book.sheets.get("settings", Sheet()).rows or ({},))[0] for book in (before, after))
    for column, old, new in _cells(one, other):
        yield Difference(Became.CHANGED, Part.SETTING, column, cells=((column, old, new),))
