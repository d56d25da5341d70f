"""What other sources say of bodies, one value a row: checked row by row. Which body a code is, `results` looks up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from basira.core.imports.mapping import Mapping, Target, list_columns, map_columns
from basira.core.imports.tables import FaultList, Row, Table
from basira.core.imports.values import parse_number
from basira.core.kernel.problem import Fault

READING_TARGETS: tuple[Target, ...] = (
    Target("body", ("entity", "code", "body code", "الجهة", "رمز الجهة")),
    Target("source", ("المصدر",)),
    Target("value", ("القيمة",)),
    Target("error", ("standard error", "se", "الخطأ المعياري", "الخطأ")),
)
"""What such a list brings, and the headers by which it is known."""
REQUIRED = ("body", "source", "value")


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One value of a source for a body, by its code, in the source's own unit; `error` is its standard error (0: counted)."""

    row: int
    body: str
    source: str
    value: float
    error: float


@dataclass(frozen=True, slots=True)
class ReadingsCheck:
    """What a list says: the rows without a fault, and every fault by its place."""

    rows: tuple[ReadingRow, ...]
    faults: tuple[Fault, ...]


def check_readings(table: Table, sources: Collection[str], bodies: Collection[str]) -> ReadingsCheck:
    """Return the values of a table for these declared sources and known bodies. A table without rows gives one error."""
    faults = FaultList()
    mapping = map_columns(table.columns, READING_TARGETS)
    for fault in (*table.faults, *mapping.faults):
        faults.add(fault)
    for target in REQUIRED:
        if not mapping.has(target):
            message = f"No column is “{target}”. The file's columns: {list_columns(table.columns)}."
            faults.error("reading.no-column", message, target=target, columns=list_columns(table.columns))
    if not table.rows:
        faults.error("table.no-rows", "The file has a header but no row.")
    if faults.has_errors:
        return ReadingsCheck((), faults.settled())
    read = [found for row in table.rows if (found := _read_row(row, mapping, faults))]
    _check_names(read, mapping, faults, sources, bodies)
    return ReadingsCheck(() if faults.has_errors else tuple(read), faults.settled())


def _check_names(
    read: Sequence[ReadingRow], mapping: Mapping, faults: FaultList, sources: Collection[str], bodies: Collection[str]
) -> None:
    """Add a fault for each body or source that is not known, and each value that is there twice."""
    seen: set[tuple[str, str]] = set()
    for one in read:
        if one.body not in bodies:
            message = f"No body has the code {one.body}."
            faults.error("reading.unknown-body", message, one.row, mapping.header("body"), text=one.body)
        if one.source not in sources:
            message = f"No source is declared under the name “{one.source}”."
            faults.error("reading.unknown-source", message, one.row, mapping.header("source"), text=one.source)
        if (one.body, one.source) in seen:
            message = "This body has a value of this source already."
            faults.error("reading.twice", message, one.row, mapping.header("source"))
        seen.add((one.body, one.source))


def _read_row(row: Row, mapping: Mapping, faults: FaultList) -> ReadingRow | None:
    """Return the value of a row, or None after its faults."""
    texts = {target.name: mapping.text(row.cells, target.name) for target in READING_TARGETS}
    numbers: dict[str, float] = {"error": 0.0}
    for name in ("value", "error"):
        text = texts[name]
        if not text and name == "error":
            continue
        try:
            numbers[name] = float(parse_number(text))
        except ValueError:
            faults.error("reading.no-number", f"“{text}” is not a number.", row.number, mapping.header(name), text=text)
    if numbers["error"] < 0:
        message = f"A standard error is 0 or more, not “{texts['error']}”."
        faults.error("reading.no-number", message, row.number, mapping.header("error"), text=texts["error"])
    if "value" not in numbers:
        return None
    return ReadingRow(row.number, texts["body"], texts["source"], numbers["value"], numbers["error"])
