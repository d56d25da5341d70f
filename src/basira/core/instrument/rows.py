"""What is said of a workbook's rows by those who check and edit them, without the library that reads them."""

import re
from collections.abc import Iterator

FIRST_ROW = 2
"""The first row under the header, as a spreadsheet counts."""

Row = dict[str, str]

_BEGIN = re.compile(r"begin[ _](group|repeat|loop|lgroup)")
_END = re.compile(r"end[ _](group|repeat|loop|lgroup)")


def plain(header: str) -> str:
    """A header as pyxform compares it: lower case, blanks as underscores."""
    return "_".join(header.split()).lower()


def cell(row: Row, *names: str) -> str:
    """Return the first of the named cells that is there, whatever the header's case; "" when none is."""
    by_name = {plain(header): value for header, value in row.items()}
    return next((str(by_name[name]) for name in names if by_name.get(name)), "")


def type_of(row: Row) -> str:
    """The question's type in lower case with single blanks: "select_one yes_no", "begin group"."""
    return " ".join(cell(row, "type", "command").split()).casefold()


def name_of(row: Row) -> str:
    """The question's name, "" where the row has none."""
    return cell(row, "name", "tag", "value").strip()


def numbered(rows: list[Row]) -> Iterator[tuple[int, Row]]:
    """Give each row that holds anything with its number in the spreadsheet."""
    return ((number, row) for number, row in enumerate(rows, start=FIRST_ROW) if row)


def begins(row: Row) -> bool:
    """Tell whether a row begins a group, a repeat or a loop."""
    return bool(_BEGIN.match(type_of(row)))


def ends(row: Row) -> bool:
    """Tell whether a row ends a group, a repeat or a loop."""
    return bool(_END.match(type_of(row)))
