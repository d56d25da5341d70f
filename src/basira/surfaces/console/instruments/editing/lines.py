"""A working copy as its pages show it, in the reader's language: questions, differences, faults by question."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from basira.core.instrument.editing.book import Book, label_of, place_of
from basira.core.instrument.editing.differences import Became, Difference, Part
from basira.core.instrument.editing.entries import entry_of
from basira.core.instrument.editing.lists import answers_of, is_fit, is_ready_made, lists_of, users_of
from basira.core.instrument.editing.steps import begins, ends
from basira.core.instrument.measuring import DIMENSIONS_LIST
from basira.core.instrument.rows import plain
from basira.core.instrument.tree import Questionnaire
from basira.core.kernel.problem import Fault
from basira.programme.instruments.copy_cards import CopyCard
from basira.programme.instruments.verbs import titles_of
from basira.surfaces.console.instruments.cards import FaultLine, fault_lines
from basira.surfaces.console.instruments.editing.entry_form import MEASURE_WORDS
from basira.surfaces.console.instruments.editing.forms import KIND_WORDS

BECAME = {
    Became.ADDED: ("good", "add", gettext_lazy("Added")),
    Became.REMOVED: ("bad", "close", gettext_lazy("Removed")),
    Became.MOVED: ("plain", "arrow", gettext_lazy("Moved")),
    Became.CHANGED: ("wait", "returned", gettext_lazy("Changed")),
}
PARTS = {
    Part.QUESTION: gettext_lazy("Question"),
    Part.LIST: gettext_lazy("List of answers"),
    Part.SETTING: gettext_lazy("Setting"),
}
COLUMNS: dict[str, Any] = {
    "type": gettext_lazy("Kind"),
    "name": gettext_lazy("Code"),
    "label": gettext_lazy("Text"),
    "hint": gettext_lazy("Hint"),
    "required": gettext_lazy("An answer is needed"),
    "relevant": gettext_lazy("Asked when"),
    "constraint": gettext_lazy("Right when"),
    "calculation": gettext_lazy("Calculated as"),
    **{f"bind::basira:{name}": words for name, words in MEASURE_WORDS.items()},
    "bind::basira:critical": gettext_lazy("Critical"),
    "form_title": gettext_lazy("Title"),
    "version": gettext_lazy("Version"),
}


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of the form in its list. `inside` names the groups around it; `has_page` is False for a group's end."""

    row: int
    name: str
    text: str
    inside: tuple[str, ...]
    kind: Any
    is_group: bool
    has_page: bool
    weight: str
    is_critical: bool
    is_required: bool
    is_conditional: bool
    is_explained: bool
    is_check: bool
    has_key: bool


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list of answers with how many it has and how many questions take theirs from it; no page where its name is not fit for one."""

    name: str
    answers: int
    users: int
    has_page: bool


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A difference in words."""

    tone: str
    icon: str
    became: Any
    part: Any
    name: str
    label: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """A remark of the check with the question that it is about, and that question's page; both "" for the form as a whole."""

    line: FaultLine
    question: str
    url: str


def row_lines(book: Book) -> Iterator[RowLine]:
    """Give the rows in the order of the form, each with the groups around it."""
    language = get_language() or "en"
    around: list[str] = []
    for row in range(len(book.survey.rows)):
        if ends(book.survey, row):
            around = around[:-1]
        yield _row(book, row, tuple(around), language)
        if begins(book.survey, row):
            around.append(label_of(book, row, language))


def _row(book: Book, row: int, around: tuple[str, ...], language: str) -> RowLine:
    entry = entry_of(book, row)
    return RowLine(
        row=row,
        name=entry.name,
        text=label_of(book, row, language),
        inside=around,
        kind=KIND_WORDS.get(entry.kind) or entry.type,
        is_group=entry.kind == "group",
        has_page=not ends(book.survey, row),
        weight=(entry.measures["weight"] or "1") if entry.is_measured else "",
        is_critical=entry.is_critical,
        is_required=bool(entry.required),
        is_conditional=bool(entry.formulas["relevant"]),
        is_explained=entry.is_explained,
        is_check=bool(entry.measures["trap"]),
        has_key=bool(entry.measures["key"]),
    )


def list_lines(book: Book) -> list[ListLine]:
    """Return the lists of answers that people write, without the dimensions and the ready-made ones."""
    names = [name for name in lists_of(book) if name != DIMENSIONS_LIST and not is_ready_made(book, name)]
    return [ListLine(name, len(answers_of(book, name)), len(users_of(book, name)), is_fit(name)) for name in names]


def difference_lines(found: tuple[Difference, ...]) -> list[DifferenceLine]:
    """Return differences in words; a column that we have no words for is called as the workbook calls it."""
    return [
        DifferenceLine(
            *BECAME[one.became], PARTS[one.part], one.name, one.label, tuple(_cell(*cell) for cell in one.cells)
        )
        for one in found
    ]


def _cell(column: str, before: str, after: str) -> tuple[str, str, str]:
    first, _sign, language = column.partition("::") if plain(column).startswith(("label", "hint")) else (column, "", "")
    words = COLUMNS.get(plain(first))
    said = str(words) if words else column
    return (f"{said} · {language}" if language else said), before, after


def placed(ref: str, book: Book, faults: tuple[Fault, ...]) -> list[PlacedFault]:
    """Return what the check remarks, errors first, each beside its question."""
    language = get_language() or "en"
    rows = {place_of(row): row for row in range(len(book.survey.rows))}
    found = []
    for line in fault_lines(faults):
        row = rows.get(line.place)
        if row is None or ends(book.survey, row):
            found.append(PlacedFault(line, "", ""))
            continue
        url = reverse("console:instruments-edit-row", args=[ref, row])
        found.append(PlacedFault(line, label_of(book, row, language), url))
    return found


def spoken_title(card: CopyCard) -> str:
    """Return what a copy is called, in the reader's language."""
    arabic, english = titles_of(Questionnaire(title=card.title, form_id=card.form_id, version=""))
    return arabic if get_language() == "ar" else english
