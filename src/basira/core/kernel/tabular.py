"""
Tables as CSV, XLSX and JSON, written as they are read: rows in, bytes out, whatever their number.

A table that leaves us is opened by a program that runs formulas. What people wrote is therefore always text: in XLSX by
the type of its cell, in CSV by an apostrophe before what a spreadsheet would take for a formula (security bar IN-09).
JSON is read by programs, which run nothing: there text stays as it was written. No file says who made it, when, or on which
machine (ID-10). Characters that turn the direction of what follows are spelled out, so that no cell can make its neighbours
read otherwise (IN-10).
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape

Cell = str | int | float | Decimal | date | None
"""Text is what people wrote; numbers and days are ours and stay what they are. None is an empty cell."""

BOM = b"\xef\xbb\xbf"
"""Three bytes by which Excel knows UTF-8; without them it garbles Arabic."""

PIECE_BYTES = 64 * 1024
MAX_XLSX_TEXT = 32_767
MAX_XLSX_COLUMNS = 16_384
"""The most columns that Excel opens."""
CUT = " […]"

SIGN_OF_FORMULA = re.compile(r"(?<!\s)(\s*+)(?=[=+\-@＝＋－＠﹢﹣﹦﹫−])")
"""What a formula may begin with, and all the blanks before it: each run of blanks is read once, however long."""
ENDS_OF_CELLS = frozenset(";|")
BLANK_ENDS_OF_CELLS = frozenset("\t\r\n\x0b\x0c")
"""What another country's settings take for the end of a cell (semicolon, tab, line), for a reader who opens a comma file with these."""

LEADING_BLANK = re.compile(r"^[\t\r\n\x0b\x0c]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates. The marks LRM, RLM and ALM stay: honest prose needs them."""

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
EXCEL_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class TableKind(StrEnum):
    """The files that a table can become."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Table:
    """Column names and rows. `rows` may be a generator: it is read once, and nothing of it is kept."""

    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    right_to_left: bool = False


def csv_pieces(table: Table, *, bom: bool = True) -> Iterator[bytes]:
    """
    Yield a table as RFC 4180 CSV in UTF-8, in pieces of about 64 kB; the header comes first and at once.

    `bom` puts Excel's mark before it. Text is guarded by `harmless`; numbers are written bare, with a point.
    """
    if bom:
        yield BOM
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(name) for name in table.columns])
    yield _taken(out)
    for row in table.rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        if out.tell() >= PIECE_BYTES:
            yield _taken(out)
    yield _taken(out)


def harmless(text: str) -> str:
    """Return text that no spreadsheet reads as a formula, and that does not turn its neighbours' direction."""
    if text.isalnum():  # most cells are the name of a choice
        return text
    guarded = SIGN_OF_FORMULA.sub(_guarded, text)
    if LEADING_BLANK.match(guarded):
        guarded = f"'{guarded}"
    return spelled_out(guarded)


def _guarded(found: re.Match[str]) -> str:
    """Return the blanks before a sign, and an apostrophe where some spreadsheet would begin to read a formula."""
    blanks, at = found[0], found.start()
    begins = at == 0 or found.string[at - 1] in ENDS_OF_CELLS or not BLANK_ENDS_OF_CELLS.isdisjoint(blanks)
    return f"{blanks}'" if begins else blanks


def spelled_out(text: str) -> str:
    """Return text with each character that turns directions written as its name, such as [U+202E]; the rest as it is."""
    return TURNING.sub(lambda found: f"[U+{ord(found[0]):04X}]", text).replace("\x00", "\ufffd")


def xlsx_pieces(table: Table) -> Iterator[bytes]:
    """
    Yield a table as a workbook of one sheet, in pieces, without ever holding it.

    Text cells are inline strings: their type says that they are no formula, whatever they begin with. A text of more
    than 32,767 letters, the most that Excel opens, is cut with a mark.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:  # type: ignore[call-overload]
        for name, text in PARTS.items():
            book.writestr(_member(name), text)
        with book.open(_member("xl/worksheets/sheet1.xml"), "w", force_zip64=False) as sheet:
            sheet.write(_sheet_head(table).encode())
            waiting = [_xlsx_row(table.columns)]
            for row in table.rows:
                waiting.append(_xlsx_row(row))
                if len(waiting) >= 100:
                    sheet.write("".join(waiting).encode())
                    waiting.clear()
                    yield from sink.take()
            sheet.write(f"{''.join(waiting)}</sheetData></worksheet>".encode())
        yield from sink.take()
    yield from sink.take()


JSON_FORMAT = 1
"""The version of the JSON that `json_pieces` writes (docs/reference/exports.md)."""


def json_pieces(table: Table) -> Iterator[bytes]:
    """
    Yield a table as one JSON object in UTF-8, in pieces of about 64 kB: `format`, `columns`, and `rows`, each an object by
    column. Numbers are written with all their digits, days as ISO 8601, empty cells as null.
    """
    names = [json_text(name) for name in table.columns]
    waiting = [f'{{"format": {JSON_FORMAT}, "columns": [{", ".join(names)}], "rows": [']
    size, between = 0, "\n"
    for row in table.rows:
        cells = ", ".join(f"{name}: {_json_cell(cell)}" for name, cell in zip(names, row, strict=True))
        waiting.append(f"{between}{{{cells}}}")
        size, between = size + len(cells), ",\n"
        if size >= PIECE_BYTES:
            yield "".join(waiting).encode("utf-8", "replace")
            waiting.clear()
            size = 0
    yield ("".join(waiting) + "\n]}\n").encode("utf-8", "replace")


def json_text(text: str) -> str:
    """Return text as JSON writes it; what turns directions stays readable as its escape, and NUL is marked."""
    escaped = json.dumps(text.replace("\x00", "\ufffd"), ensure_ascii=False)
    return TURNING.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)


def pieces(table: Table, kind: TableKind, *, bom: bool = True) -> Iterator[bytes]:
    """Yield a table as a file of this kind; `bom` is about CSV alone."""
    if kind is TableKind.JSON:
        return json_pieces(table)
    return csv_pieces(table, bom=bom) if kind is TableKind.CSV else xlsx_pieces(table)


def _json_cell(cell: Cell) -> str:
    if cell is None:
        return "null"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime):
        return json_text(cell.isoformat(timespec="seconds"))
    if isinstance(cell, date):
        return json_text(cell.isoformat())
    return json_text(cell) if isinstance(cell, str) else json.dumps(cell)


def _csv_cell(cell: Cell) -> Any:
    if isinstance(cell, str):
        return harmless(cell) if cell else cell
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return f"{cell:f}" if isinstance(cell, Decimal) else cell


def _taken(out: io.StringIO) -> bytes:
    piece = out.getvalue().encode("utf-8", "replace")
    out.seek(0)
    out.truncate()
    return piece


class _Sink:
    """A file that can only be written on: what was written waits to be taken."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, content: bytes) -> int:
        self._waiting.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> Iterator[bytes]:
        if self._waiting:
            yield b"".join(self._waiting)
            self._waiting.clear()


def _member(name: str) -> zipfile.ZipInfo:
    """Return a member dated 1980, as every one of ours is: a file must not tell when it was made."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _sheet_head(table: Table) -> str:
    turned = ' rightToLeft="1"' if table.right_to_left else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{MAIN}"><sheetViews>'
        f'<sheetView workbookViewId="0"{turned}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        'state="frozen"/></sheetView></sheetViews><sheetData>'
    )


def _xlsx_row(row: Sequence[Cell]) -> str:
    return f"<row>{''.join([_xlsx_cell(cell) for cell in row])}</row>"


def _xlsx_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, bool | str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{_xlsx_text(str(cell))}</t></is></c>'
    if isinstance(cell, datetime):
        return f'<c t="inlineStr"><is><t>{cell.isoformat(timespec="seconds")}</t></is></c>'
    if isinstance(cell, date):
        return f'<c t="inlineStr"><is><t>{cell.isoformat()}</t></is></c>'
    return f"<c><v>{cell:f}</v></c>" if isinstance(cell, Decimal) else f"<c><v>{cell}</v></c>"


def _xlsx_text(text: str) -> str:
    whole = text if len(text) <= MAX_XLSX_TEXT else text[: MAX_XLSX_TEXT - len(CUT)] + CUT
    if whole.isalnum():
        return whole
    clean = NOT_XML.sub("\ufffd", spelled_out(whole))
    return escape(EXCEL_ESCAPE.sub("_x005F_", clean))


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PARTS = {
    "[Content_Types].xml": (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KINDS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KINDS}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{HEAD}<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Table" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{HEAD}<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
"""The parts of a workbook beside its sheet: no properties, so no author, program or time."""
