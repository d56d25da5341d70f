"""A file of rows, read whole or refused whole: CSV in the encodings that offices use, and XLSX."""

from pathlib import PurePath

from basira.core.imports.delimited import read_delimited
from basira.core.imports.tables import MAX_BYTES, ReadingOptions, Table, refuse
from basira.core.imports.workbook import read_workbook

__all__ = ["ReadingOptions", "Table", "read_table"]

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or sound"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
)
"""How files that are no tables begin, whatever they are named."""

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
NOT_TABLES = frozenset({".json", ".geojson", ".xml", ".svg", ".html", ".htm", ".kml", ".toml", ".yaml", ".yml"})


def read_table(content: bytes, filename: str, options: ReadingOptions | None = None) -> Table:
    """
    Return the rows of a CSV or XLSX file.

    What the file is, is judged by its first bytes, not by its name. Rows are numbered as a spreadsheet shows them.
    A file with a header and no row gives a table without rows.

    :raises FileRefused: with every fault found, by row and column; nothing is returned of a refused file
    """
    chosen = options or ReadingOptions()
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise refuse("table.empty", "The file is empty. It needs a header row and one row for each centre or visit.")
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise refuse("table.too-large", f"The file is larger than {limit} MB. Cut it into parts.", limit_mb=str(limit))
    _refuse_other_kinds(content, filename)
    if content.startswith(ZIP):
        return read_workbook(content, chosen)
    return read_delimited(content, chosen)


def _refuse_other_kinds(content: bytes, filename: str) -> None:
    if content.startswith(OLD_WORKBOOK):
        raise refuse("table.old-workbook", "This is an old .xls workbook. Save it as .xlsx or as CSV UTF-8.")
    kind = next((kind for start, kind in SIGNATURES if content.startswith(start)), None)
    suffix = PurePath(filename).suffix.lower()
    if kind is None and content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        kind = "a page or an XML document"
    if kind is None and suffix in NOT_TABLES:
        kind = f"a {suffix} file"
    if kind:
        message = f"This is {kind}, not a table. Save the list as CSV UTF-8 or as .xlsx."
        raise refuse("table.not-a-table", message, kind=kind)
