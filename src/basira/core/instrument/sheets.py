"""
The workbook as rows with places: what pyxform reads, before it converts anything.

Runs only inside the limited process (`convert`), because reading a stranger's workbook is parsing.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import DefinitionData, get_xlsform

from basira.core.instrument.rows import FIRST_ROW, Row, plain
from basira.core.kernel.container import ContainerKind, kind_of


class WorkbookNotReadable(Exception):
    """The workbook could not be read; the message is pyxform's own words."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """
    The sheets that an XLSForm has. `source` is pyxform's own object, which the conversion takes.

    A row is a dict from the header as spelled to the cell's text; empty cells are absent. `headers` per sheet.
    """

    source: Any
    survey: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    external_choices: list[Row] = field(default_factory=list)
    settings: Row = field(default_factory=dict)
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_workbook(content: bytes) -> Workbook:
    """
    Read the workbook's sheets.

    :raises WorkbookNotReadable: when pyxform's reader refuses it
    """
    spelled = ".xlsx" if kind_of(content) is ContainerKind.ZIP else ".xls"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl talks about styles that nobody asked for
        try:
            source: DefinitionData = get_xlsform(content, file_type=spelled)
        except PyXFormError as error:
            raise WorkbookNotReadable(str(error)) from error
        except MemoryError:
            raise
        except Exception as error:  # a damaged workbook makes the readers fail in every way there is
            raise WorkbookNotReadable("it is damaged; open it, save it again and upload that") from error
    headers = {
        sheet: tuple((getattr(source, f"{sheet}_header") or [{}])[0])
        for sheet in ("survey", "choices", "settings", "external_choices")
    }
    return Workbook(
        source=source,
        survey=list(source.survey or []),
        choices=list(source.choices or []),
        external_choices=list(source.external_choices or []),
        settings=dict((source.settings or [{}])[0]),
        headers=headers,
    )


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


_BEGIN = re.compile(r"begin[ _](group|repeat|loop|lgroup)")
_END = re.compile(r"end[ _](group|repeat|loop|lgroup)")


def rows_by_path(survey: list[Row], root: str) -> dict[str, int]:
    """
    Map each question's path in the submission to its row, by walking the groups.

    Loops multiply their questions when converted, so their members may be missing here: such a fault has no row.
    """
    groups: list[str] = []
    places: dict[str, int] = {}
    for number, row in numbered(survey):
        spelled = type_of(row)
        if _END.match(spelled):
            groups = groups[:-1]
            continue
        path = "/".join(["", root, *groups, name_of(row)])
        places.setdefault(path, number)
        if _BEGIN.match(spelled):
            groups.append(name_of(row))
    return places
