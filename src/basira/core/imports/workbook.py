"""XLSX: the container is judged before anything inflates it, then one sheet is read as text."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from basira.core.imports.tables import (
    MAX_COLUMNS,
    MAX_WORKBOOK_ROWS,
    FaultList,
    ReadingOptions,
    Row,
    Table,
    refuse,
    settle_header,
)
from basira.core.kernel.container import preflight
from basira.core.kernel.problem import FileRefused

UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the reader raises over damaged files; found by mutating real workbooks."""

Cells = list[tuple[str, str]]
"""One row: (text, kind) for each cell; kind is openpyxl's data type, "f" for a formula, "e" for an error value."""


def read_workbook(content: bytes, options: ReadingOptions) -> Table:
    """
    Return one sheet of a workbook as text: the named one, or the first that is visible and not empty.

    A formula gives the value that the workbook remembers, with a warning; without one it is an error. Whole numbers
    that Excel made floats come back as they were typed; dates and times come as ISO 8601.

    :raises FileRefused: when the container is unsafe, the sheet is missing, or cells are not in order
    """
    unsafe = preflight(content)
    if unsafe:
        raise FileRefused(unsafe)
    book = _open(content, values=False)
    try:
        title, other = _choose(book, options.sheet)
        faults = FaultList()
        if other:
            message = f"The sheet “{title}” was read; “{other}” was not. Choose with --sheet."
            faults.warn("table.other-sheets", message, sheet=title, other=other)
        drawn = list(_rows(book[title]))
    finally:
        book.close()
    remembered: dict[tuple[int, int], str] = {}
    if any(kind == "f" for _number, cells in drawn for _text, kind in cells):
        remembered = _remembered(content, title)
    return _tabulate(drawn, remembered, faults)


def _open(content: bytes, *, values: bool) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)
    except UNREADABLE as fault:
        message = "The file is a zip archive but not a workbook that can be read. Save it again as .xlsx."
        raise refuse("table.not-a-workbook", message) from fault


def _choose(book: Any, said: str) -> tuple[str, str]:
    """Return the sheet to read, and the name of another one that has content (or nothing)."""
    titles: list[str] = [sheet.title for sheet in book.worksheets]
    if said:
        if said not in titles:
            message = f"The workbook has no sheet “{said}”. Its sheets: {', '.join(titles)}."
            raise refuse("table.unknown-sheet", message, sheet=said)
        return said, ""
    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    filled = [title for title in visible if next(_rows(book[title]), None)]
    if not filled:
        raise refuse("table.empty", "The workbook has no visible sheet with content.")
    return filled[0], filled[1] if len(filled) > 1 else ""


def _rows(sheet: Any) -> Iterator[tuple[int, Cells]]:
    """Give each row that holds something. The sheet's own word on its size is not believed."""
    sheet.reset_dimensions()
    try:
        for number, row in enumerate(_quietly(sheet), start=1):
            if number > MAX_WORKBOOK_ROWS + 1:
                raise refuse(
                    "table.too-many-rows",
                    f"The sheet has more than {MAX_WORKBOOK_ROWS} rows. Save it as CSV UTF-8.",
                    number,
                )
            if len(row) > MAX_COLUMNS * 4:
                raise refuse("table.too-wide", f"The sheet has more than {MAX_COLUMNS} columns.", number)
            cells = [_cell(cell) for cell in row]
            if any(text for text, _kind in cells):
                yield number, cells
    except UNREADABLE as fault:
        raise refuse("table.damaged-workbook", "The sheet is damaged. Save the workbook again as .xlsx.") from fault


def _quietly(sheet: Any) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from sheet.iter_rows()


def _cell(cell: Any) -> tuple[str, str]:
    value = cell.value
    return ("", "n") if value is None else (as_written(value), str(cell.data_type))


def as_written(value: object) -> str:
    """Return a cell's value as somebody would have typed it: 12.0 as "12", dates as ISO 8601, truth as yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _remembered(content: bytes, title: str) -> dict[tuple[int, int], str]:
    book = _open(content, values=True)
    try:
        rows = list(_rows(book[title]))
    finally:
        book.close()
    return {(number, place): text for number, cells in rows for place, (text, _kind) in enumerate(cells) if text}


def _tabulate(drawn: list[tuple[int, Cells]], remembered: dict[tuple[int, int], str], faults: FaultList) -> Table:
    if not drawn:
        raise refuse("table.empty", "The sheet is empty.")
    first_row, head = drawn[0]
    columns = settle_header([text for text, _kind in head], first_row)
    rows = [_row(number, cells, columns, remembered, faults) for number, cells in drawn[1:]]
    if faults.has_errors:
        raise FileRefused(faults.settled())
    return Table(columns, tuple(rows), "xlsx", "", first_row, faults.settled())


def _row(
    number: int, cells: Cells, columns: tuple[str, ...], remembered: dict[tuple[int, int], str], faults: FaultList
) -> Row:
    texts: list[str] = []
    for place, header in enumerate(columns):
        text, kind = cells[place] if place < len(cells) else ("", "n")
        if kind == "f":
            text = _formula(remembered.get((number, place), ""), number, header, faults)
        elif kind == "e":
            faults.warn("table.error-value", f"The cell shows {text}; it is taken as empty.", number, header)
            text = ""
        texts.append(text)
    if any(text.strip() for text, _kind in cells[len(columns) :]):
        message = f"Row {number} has cells past the last header."
        faults.error("table.ragged-row", message, number, cells=str(len(cells)), columns=str(len(columns)))
    return Row(number, tuple(texts))


def _formula(value: str, number: int, header: str, faults: FaultList) -> str:
    if value:
        message = "The cell holds a formula; the value that the workbook remembers is taken. Better: paste values."
        faults.warn("table.formula-cell", message, number, header)
    else:
        message = "The cell holds a formula without a remembered value. Paste its value."
        faults.error("table.formula-without-value", message, number, header)
    return value
