"""
The workbook as rows with places: what pyxform reads, before it converts anything.

Runs only inside the limited process (`convert`), because reading a stranger's workbook is parsing.
"""

import warnings
from dataclasses import dataclass, field
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import DefinitionData, get_xlsform

from basira.core.instrument.rows import Row, begins, ends, name_of, numbered
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


def rows_by_path(survey: list[Row], root: str) -> dict[str, int]:
    """
    Map each question's path in the submission to its row, by walking the groups.

    Loops multiply their questions when converted, so their members may be missing here: such a fault has no row.
    """
    groups: list[str] = []
    places: dict[str, int] = {}
    for number, row in numbered(survey):
        if ends(row):
            groups = groups[:-1]
            continue
        path = "/".join(["", root, *groups, name_of(row)])
        places.setdefault(path, number)
        if begins(row):
            groups.append(name_of(row))
    return places
