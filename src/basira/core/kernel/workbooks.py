"""Writing a workbook whose bytes depend on nothing but what stands in it: no hour, no formula."""

import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

_MADE_AT = datetime(2026, 1, 1)
"""One date for every copy: the same version of Basira gives the same bytes."""


_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that no cell can hold; people paste them unseen, from word processors and PDF files."""


def new_workbook() -> Workbook:
    """Return an empty workbook that tells no hour."""
    book = Workbook()
    book.properties.created = book.properties.modified = _MADE_AT
    book.properties.creator = "Basira"
    return book


def packed(book: Workbook) -> bytes:
    """Return a workbook as .xlsx bytes, the same ones each time."""
    out = io.BytesIO()
    book.save(out)
    return _with_fixed_dates(out.getvalue())


def fill(sheet: Worksheet, title: str, rows: list[tuple[str, ...]]) -> None:
    """Fill a sheet with rows of text, the first of which is its header. Signs that no cell can hold are left out."""
    sheet.title = title
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if not text:
                continue
            cell = sheet.cell(number, column, writable(text))
            cell.data_type = "s"  # a text that starts with = must never become a formula
            cell.font = Font(bold=number == 1)
            cell.alignment = Alignment(wrap_text=title == "about", vertical="top")
    for column in range(1, len(rows[0]) + 1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = 24


def writable(text: str) -> str:
    """Return a text without the signs that no cell can hold; one that parts words leaves a blank."""
    return _NO_XML.sub(lambda found: " " if found[0].isspace() else "", text)


def _with_fixed_dates(content: bytes) -> bytes:
    """Pack the workbook again without the hour it was made at, so that its bytes depend on nothing but this file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for member in sorted(made.namelist()):
            text = made.read(member)
            if member == "docProps/core.xml":
                text = _fixed_modified(text)
            packed.writestr(zipfile.ZipInfo(member, (2026, 1, 1, 0, 0, 0)), text, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _fixed_modified(core: bytes) -> bytes:
    """openpyxl writes the hour of saving over `modified`."""
    start, end = core.find(b"<dcterms:modified"), core.find(b"</dcterms:modified>")
    if start < 0 or end < 0:
        return core
    inner = core.find(b">", start) + 1
    return core[:inner] + _MADE_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + core[end:]
