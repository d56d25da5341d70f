"""
A workbook as the editor holds it: the sheets that make the form, row by row, as their cells stand there.

There is no second model of a questionnaire: what a page shows is read out of these rows, and what a page changes is a cell.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from basira.core.instrument.rows import FIRST_ROW, Row, plain
from basira.core.kernel.workbooks import fill, new_workbook, packed

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
"""The sheets that an XLSForm is made of, in the order in which they are written. Others are not read."""

ALIASES = {
    "type": ("type", "command"),
    "name": ("name", "tag", "value"),
    "relevant": ("relevant", "relevance", "bind::relevant", "bind:relevant"),
    "required": ("required", "bind::required", "bind:required"),
    "constraint": ("constraint", "bind::constraint", "bind:constraint"),
    "list_name": ("list_name",),
}
"""Ways to spell a column. A column that is not here is spelled one way."""

SETTING_ALIASES = {"form_id": ("form_id", "set_form_id", "id_string")}

_REFERENCE = r"\$\{\s*((?:last-saved#)?)%s\s*\}"
_LAST_NUMBER = re.compile(r"(\d+)(?!.*\d)", re.ASCII)
_LANGUAGE = re.compile(r"(?:label|hint)\s*::?\s*(.*\S)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its header as spelled, and its rows, header to text. Empty cells are absent, and no row is empty."""

    header: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    def spelled(self, column: str) -> str:
        """Return how this sheet spells a column; the plain spelling where it has none."""
        wanted = ALIASES.get(column, (plain(column),))
        return next((header for header in self.header if plain(header) in wanted), column)

    def cell(self, row: int, column: str) -> str:
        """Return a cell's text, "" when it is empty."""
        return self.rows[row].get(self.spelled(column), "")

    def changed(self, row: int, cells: Mapping[str, str]) -> Self:
        """Return the sheet with these cells of a row set; "" empties one. A column that is new comes last."""
        kept = dict(self.rows[row])
        header = list(self.header)
        for column, text in cells.items():
            spelled = self.spelled(column)
            if not text:
                kept.pop(spelled, None)
                continue
            if spelled not in header:
                header.append(spelled)
            if kept.get(spelled, "").strip() != text.strip():  # blanks around a text are the file's own affair
                kept[spelled] = text
        return replace(self, header=tuple(header), rows=(*self.rows[:row], kept, *self.rows[row + 1 :]))

    def with_row(self, at: int, cells: Mapping[str, str]) -> Self:
        """Return the sheet with a further row before the place `at`."""
        opened = replace(self, rows=(*self.rows[:at], {}, *self.rows[at:]))
        return opened.changed(at, cells)

    def without(self, *places: int) -> Self:
        """Return the sheet without the rows at these places."""
        return replace(self, rows=tuple(row for number, row in enumerate(self.rows) if number not in places))


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a workbook by name; a sheet that it has not is absent. `survey` is always there."""

    sheets: Mapping[str, Sheet] = field(default_factory=dict)

    @property
    def survey(self) -> Sheet:
        """The questions."""
        return self.sheets.get("survey", Sheet())

    @property
    def choices(self) -> Sheet:
        """The lists of answers."""
        return self.sheets.get("choices", Sheet())

    def setting(self, name: str) -> str:
        """Return a setting, "" when it is not there."""
        sheet = self.sheets.get("settings", Sheet())
        ways = SETTING_ALIASES.get(name, (name,))
        return next((text for each in ways if sheet.rows and (text := sheet.cell(0, each))), "")

    def with_sheet(self, name: str, sheet: Sheet) -> Self:
        """Return the book with a sheet in the place of the one of that name."""
        return replace(self, sheets={**self.sheets, name: sheet})

    def with_settings(self, values: Mapping[str, str]) -> Self:
        """Return the book with these settings."""
        sheet = self.sheets.get("settings", Sheet())
        if not sheet.rows:
            sheet = replace(sheet, rows=({},))
        spelled = {self._setting_spelled(sheet, name): text for name, text in values.items()}
        return self.with_sheet("settings", sheet.changed(0, spelled))

    @staticmethod
    def _setting_spelled(sheet: Sheet, name: str) -> str:
        ways = SETTING_ALIASES.get(name, (name,))
        return next((header for header in sheet.header if plain(header) in ways and sheet.rows[0].get(header)), name)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {name: {"header": list(one.header), "rows": list(one.rows)} for name, one in self.sheets.items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `as_dict` wrote."""
        return cls({name: Sheet(tuple(one["header"]), tuple(map(dict, one["rows"]))) for name, one in values.items()})


def save_book(book: Book) -> bytes:
    """Return the book as .xlsx bytes, the same ones for the same cells."""
    workbook = new_workbook()
    first = True
    for name in SHEETS:
        if name not in book.sheets:
            continue
        sheet = book.sheets[name]
        header = sheet.header or ("name",)
        page = workbook.active if first else workbook.create_sheet()
        fill(page, name, [header, *(tuple(row.get(column, "") for column in header) for row in sheet.rows)])
        first = False
    return packed(workbook)


def languages_of(book: Book) -> tuple[str, ...]:
    """Return the languages as the columns name them, in their order; "" stands for columns without a language."""
    found = [
        _language(header)
        for sheet in (book.survey, book.choices)
        for header in sheet.header
        if plain(header).partition(":")[0] in ("label", "hint")
    ]
    return tuple(dict.fromkeys(found))


def text_column(sheet: Sheet, kind: str, language: str) -> str:
    """Return the column of a "label" or "hint" in a language, as the sheet spells it or as it will."""
    for header in sheet.header:
        if plain(header).partition(":")[0] == kind and _language(header) == language:
            return header
    return f"{kind}::{language}" if language else kind


def label_of(book: Book, row: int, language: str) -> str:
    """Return a question's label in "ar" or "en", else in any language, else its name."""
    sheet = book.survey
    texts = {each: sheet.cell(row, text_column(sheet, "label", each)) for each in languages_of(book)}
    return in_language(texts, language) or sheet.cell(row, "name")


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text in "ar" or "en", else the first that is there; "" when there is none."""
    mine = [text for spelled, text in texts.items() if text and tongue(spelled) == language]
    return next(iter(mine), "") or next((text for text in texts.values() if text), "")


def tongue(spelled: str) -> str:
    """Return "ar" or "en" for a language as a column names it, "" for any other."""
    words = {"ar": ("(ar)", "arab", "عرب"), "en": ("(en)", "engl", "إنجل")}
    folded = spelled.casefold()
    return next((code for code, ways in words.items() if folded == code or any(way in folded for way in ways)), "")


def referring(book: Book, name: str) -> Iterator[tuple[str, int]]:
    """Give the sheet and the place of each row in which a formula or a text refers to a question."""
    pattern = re.compile(_REFERENCE % re.escape(name))
    for title, sheet in book.sheets.items() if name else ():
        for place, row in enumerate(sheet.rows):
            if any(pattern.search(text) for text in row.values()):
                yield title, place


def renamed(book: Book, old: str, new: str) -> Book:
    """Return the book in which everything that referred to a question by its old name does so by the new one."""
    pattern = re.compile(_REFERENCE % re.escape(old))
    to = rf"${{\g<1>{new}}}"
    return Book(
        {
            title: replace(
                sheet, rows=tuple({at: pattern.sub(to, text) for at, text in row.items()} for row in sheet.rows)
            )
            for title, sheet in book.sheets.items()
        }
    )


def next_version(version: str, taken: frozenset[str] = frozenset()) -> str:
    """Return a version that follows another and is not taken: its last number is one higher, or ".2" is added."""
    number = _LAST_NUMBER.search(version)
    if not version:
        following = "1"
    elif number:
        raised = str(int(number[1]) + 1).zfill(len(number[1]))
        following = f"{version[: number.start()]}{raised}{version[number.end() :]}"
    else:
        following = f"{version}.2"
    return next_version(following, taken) if following in taken else following


def place_of(row: int) -> str:
    """Return a question's place as the check names it, "survey:12"."""
    return f"survey:{row + FIRST_ROW}"


def _language(header: str) -> str:
    found = _LANGUAGE.fullmatch(header.strip())
    return found[1] if found else ""
