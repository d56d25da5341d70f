"""
CSV as offices write it: UTF-8 with or without a mark, UTF-16, four delimiters, quoted newlines.

Old Windows code pages are not guessed. Windows-1256 gives a letter to every byte, so that any file "is" windows-1256,
French accents become Arabic letters and nobody notices until the names are public. A file that is not UTF-8 is
refused with the row, a reading of that row as windows-1256, and what to do: save as "CSV UTF-8", or say
`--encoding windows-1256`.
"""

import codecs
import csv
from collections.abc import Iterator

from basira.core.imports.tables import (
    MAX_CELL,
    MAX_ROWS,
    FaultList,
    ReadingOptions,
    Row,
    Table,
    refuse,
    settle_header,
    settle_row,
)
from basira.core.kernel.problem import FileRefused

DELIMITERS = (",", ";", "\t", "|")
SAID_ENCODINGS = {
    "utf-8": "utf-8", "utf8": "utf-8", "utf-16": "utf-16",
    "windows-1256": "cp1256", "cp1256": "cp1256",
    "windows-1252": "cp1252", "cp1252": "cp1252", "iso-8859-1": "cp1252", "latin-1": "cp1252",
}  # fmt: skip
"""The encodings that a person may name."""

SAMPLE_LINES = 60


def read_delimited(content: bytes, options: ReadingOptions) -> Table:
    """
    Return the table of a delimited text.

    :raises FileRefused: when bytes, quotes, rows or cells are not in order
    """
    text, encoding = decode(content, options.encoding)
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        raise refuse("table.nul-byte", "The file holds a NUL byte: it is damaged, or not a text.", row)
    lines = _lines(text)
    delimiter, skipped = _said_delimiter(lines, options.delimiter)
    delimiter = delimiter or sniff_delimiter(lines[skipped:])
    return _tabulate(lines[skipped:], skipped, delimiter, encoding)


def decode(content: bytes, said: str = "") -> tuple[str, str]:
    """
    Return the text of the bytes and the encoding that was used.

    :raises FileRefused: when the bytes are not in the encoding, with the row of the first wrong byte
    """
    if said:
        codec = SAID_ENCODINGS.get(said.lower())
        if codec is None:
            listed = ", ".join(sorted(SAID_ENCODINGS))
            message = f"The encoding “{said}” is not read. Choose: {listed}."
            raise refuse("table.unknown-encoding", message, encoding=said)
        return _decode_as(content, codec), codec
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as(content, "utf-16"), "utf-16"
    if content.startswith(codecs.BOM_UTF8):
        return _decode_as(content, "utf-8-sig"), "utf-8-sig"
    unmarked = _unmarked_utf16(content)
    if unmarked:
        return _decode_as(content, unmarked), unmarked
    return _decode_as(content, "utf-8"), "utf-8"


def _unmarked_utf16(content: bytes) -> str:
    """Return "utf-16-le" or "utf-16-be" where a tenth of every second byte is zero and of the others none."""
    if len(content) % 2:
        return ""
    sample = content[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 20 < len(sample) or max(even, odd) < 2 or (even and odd):
        return ""
    return "utf-16-le" if odd else "utf-16-be"


def _decode_as(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as fault:
        row = content.count(b"\n", 0, fault.start) + 1
        if codec.startswith("utf-16"):
            raise refuse("table.damaged-utf16", "The UTF-16 text breaks off or is damaged.", row) from fault
        raise _not_utf8(content, fault.start, row, codec) from fault


def _not_utf8(content: bytes, position: int, row: int, codec: str) -> FileRefused:
    start = content.rfind(b"\n", 0, position) + 1
    line = content[start : start + 80].split(b"\n")[0].decode("cp1256", "replace").strip()
    shown = "".join(sign if sign.isprintable() else "·" for sign in line)
    message = (
        f"Row {row} is not {codec.upper().removesuffix('-SIG')}. Save the file as “CSV UTF-8”. "
        f"If it comes from an old Arabic Windows, that row would read “{shown}”: "
        "then add --encoding windows-1256 (or windows-1252 for French)."
    )
    return refuse("table.not-utf8", message, row, reading=shown)


def _lines(text: str) -> list[str]:
    """
    Return the lines with their ends.

    A text without any line feed takes the carriage return as line end; otherwise a lone carriage return inside a line
    is not an end (a planted one must not cut a row in two) and becomes a space.
    """
    if "\n" not in text:
        text = text.replace("\r", "\n")
    text = text.replace("\r\n", "\n").replace("\r", " ")
    return text.removeprefix("\ufeff").split("\n")


def _said_delimiter(lines: list[str], said: str) -> tuple[str, int]:
    """Return the delimiter that the person or a first line `sep=;` names, and how many lines that line took."""
    first = lines[0].strip().lower()
    named = lines[0].strip()[4:5] if first.startswith("sep=") and len(first) == 5 else ""
    return said or named, 1 if named else 0


def sniff_delimiter(lines: list[str]) -> str:
    """Return the delimiter that cuts the first rows into the same number of cells, the most of them; else a comma."""
    best, best_score = ",", (0.0, 1)
    for delimiter in DELIMITERS:
        widths = _widths(lines[:SAMPLE_LINES], delimiter)
        if not widths or widths[0] < 2:
            continue
        score = (round(sum(width == widths[0] for width in widths) / len(widths), 1), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _widths(lines: list[str], delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for record in csv.reader((f"{line}\n" for line in lines), delimiter=delimiter):
            if record:
                widths.append(len(record))
    except csv.Error:
        return widths
    return widths


def _records(lines: list[str], delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Give each record with its row as a spreadsheet counts: a quoted newline stays in its row."""
    ended = lines[:-1] if lines and not lines[-1] else lines
    reader = csv.reader((f"{line}\n" for line in ended), delimiter=delimiter, strict=True)
    number = skipped
    try:
        for record in reader:
            number += 1
            yield number, record
    except csv.Error as fault:
        row = number + 1
        if "field limit" in str(fault):
            message = f"A cell is longer than {MAX_CELL} characters, or a quotation mark was not closed."
            raise refuse("table.cell-too-long", message, row) from fault
        message = f"In row {row} a quotation mark does not close, or something follows it before the delimiter."
        raise refuse("table.broken-quotes", message, row) from fault


def _tabulate(lines: list[str], skipped: int, delimiter: str, encoding: str) -> Table:
    columns: tuple[str, ...] = ()
    first_row = 0
    rows: list[Row] = []
    faults = FaultList()
    for number, cells in _records(lines, delimiter, skipped):
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns, first_row = settle_header(cells, number), number
            continue
        if len(rows) >= MAX_ROWS:
            raise refuse("table.too-many-rows", f"The table has more than {MAX_ROWS} rows. Cut it into parts.", number)
        row = settle_row(cells, number, columns, faults)
        if row:
            rows.append(row)
    if not columns:
        raise refuse("table.no-header", "The first row must name the columns.")
    if faults.has_errors:
        raise FileRefused(faults.settled())
    return Table(columns, tuple(rows), encoding, delimiter, first_row, faults.settled())
