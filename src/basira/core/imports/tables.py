"""The shape of a table that was read, its limits, and how one is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from basira.core.imports.names import hidden_direction, tidy
from basira.core.kernel.problem import Fault, FileRefused, Severity

MAX_BYTES = 50_000_000
MAX_ROWS = 200_000
MAX_WORKBOOK_ROWS = 50_000
"""XLSX takes ten times as long to read as CSV; longer lists come as CSV."""
MAX_COLUMNS = 512
MAX_CELL = 32_767
"""Characters in one cell; what a spreadsheet holds."""
MAX_HEADER = 300
MAX_FAULTS = 1_000
"""More faults than this are counted, not listed: nobody reads them, and a hostile file must not fill the memory."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the person says about the file; empty means find out. `sheet` is for workbooks only."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` is what a spreadsheet shows beside it. There are as many cells as columns."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """
    A header and its rows, every cell as text.

    `encoding` is a codec's name, or "xlsx"; `delimiter` is empty for a workbook; `first_row` is the header's row.
    `faults` holds warnings only: a table with an error is not a table.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    first_row: int
    faults: tuple[Fault, ...] = ()


class FaultList:
    """Faults in the order found; past `MAX_FAULTS` they are only counted."""

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._more = 0
        self._errors = 0

    def add(self, fault: Fault) -> None:
        """Keep the fault, or count it."""
        self._errors += fault.severity is Severity.ERROR
        if len(self._kept) < MAX_FAULTS:
            self._kept.append(fault)
        else:
            self._more += 1

    def error(self, code: str, message: str, row: int | None = None, column: str | None = None, **params: str) -> None:
        """Add an error by its parts."""
        self.add(Fault(Severity.ERROR, code, message, row, column, params=tuple(params.items())))

    def warn(self, code: str, message: str, row: int | None = None, column: str | None = None, **params: str) -> None:
        """Add a warning by its parts."""
        self.add(Fault(Severity.WARNING, code, message, row, column, params=tuple(params.items())))

    @property
    def has_errors(self) -> bool:
        """Tell whether any fault refuses the file, listed or only counted."""
        return self._errors > 0

    def settled(self) -> tuple[Fault, ...]:
        """Return the faults, with a last one that says how many more there are."""
        if not self._more:
            return tuple(self._kept)
        severity = Severity.ERROR if self.has_errors else Severity.WARNING
        message = f"{self._more} more faults are not listed. Mend these first."
        return (*self._kept, Fault(severity, "table.more-faults", message, params=(("count", str(self._more)),)))


def refuse(code: str, message: str, row: int | None = None, column: str | None = None, **params: str) -> FileRefused:
    """Return the refusal of a whole file for one reason, ready to raise."""
    return FileRefused([Fault(Severity.ERROR, code, message, row, column, params=tuple(params.items()))])


def settle_header(cells: Sequence[str], number: int) -> tuple[str, ...]:
    """
    Return the header, tidied, without the empty columns at its end.

    :raises FileRefused: when it is empty, too wide, too long in one cell, or hides its direction
    """
    faults = FaultList()
    columns: list[str] = []
    for cell in cells:
        hidden = hidden_direction(cell)
        if hidden:
            message = f"A header holds {hidden}, which changes the direction of the text. Type the header again."
            faults.error("table.hidden-direction", message, number, character=hidden)
        if len(cell) > MAX_HEADER:
            faults.error("table.header-too-long", f"A header is longer than {MAX_HEADER} characters.", number)
        columns.append(tidy(cell[:MAX_HEADER]))
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        faults.error("table.no-header", "The first row must name the columns.", number)
    if len(columns) > MAX_COLUMNS:
        faults.error("table.too-wide", f"The table has more than {MAX_COLUMNS} columns.", number)
    if faults.has_errors:
        raise FileRefused(faults.settled())
    return tuple(columns)


def settle_row(cells: Sequence[str], number: int, columns: Sequence[str], faults: FaultList) -> Row | None:
    """Return the row with as many cells as columns, or None after a fault. Empty cells past the end are let go."""
    width = len(columns)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        message = f"Row {number} has {len(cells)} cells, the header has {width}."
        faults.error("table.ragged-row", message, number, cells=str(len(cells)), columns=str(width))
        return None
    for position, cell in enumerate(cells[:width]):
        if len(cell) > MAX_CELL:
            message = f"A cell is longer than {MAX_CELL} characters."
            faults.error("table.cell-too-long", message, number, columns[position])
            return None
    return Row(number, tuple(cells[:width]))
