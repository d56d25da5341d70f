"""Small XLSForms for tests, made cell by cell."""

import json
from collections.abc import Sequence

import pytest

from basira.core.instrument.check import FormCheck, check_form
from basira.core.instrument.convert import convert
from basira.core.instrument.editing.opening import opened
from basira.core.kernel.workbooks import new_workbook, packed

Rows = Sequence[Sequence[object]]

SETTINGS: Rows = (("form_title", "form_id", "version"), ("Test", "test", "1"))
YES_NO: Rows = (
    ("list_name", "name", "label"),
    ("yn", "yes", "Yes"),
    ("yn", "no", "No"),
    ("ynn", "yes", "Yes"),
    ("ynn", "no", "No"),
    ("ynn", "na", "N/A"),
    ("five", "1", "1"),
    ("five", "2", "2"),
    ("five", "3", "3"),
    ("five", "4", "4"),
    ("five", "5", "5"),
    ("words", "good", "Good"),
    ("words", "fair", "Fair"),
    ("words", "poor", "Poor"),
)


def a_form(survey: Rows, *, choices: Rows = YES_NO, settings: Rows = SETTINGS) -> bytes:
    book = new_workbook()  # the same rows are the same bytes, at whatever second they are written
    book.active.title = "survey"
    for sheet, rows in (
        (book.active, survey),
        (book.create_sheet("choices"), choices),
        (book.create_sheet("settings"), settings),
    ):
        for row in rows:
            sheet.append(list(row))
    return packed(book)


def check(content: bytes, filename: str = "form.xlsx", **more: object) -> FormCheck:
    """Check with the conversion in this process: quick, for everything but the limits themselves."""
    return check_form(content, filename, converted_here, **more)


def measured(kind: str, **measures: str) -> bytes:
    """A form with one question of this kind and these measuring columns."""
    columns = {"criterion": "c1", "dimension": "d1"} | measures
    header = ["type", "name", "label", *(f"bind::basira:{name}" for name in columns)]
    return a_form([header, [kind, "q", "Question", *columns.values()]])


def errors(found: FormCheck) -> list[str]:
    return [fault.code for fault in found.problems if fault.severity == "error"]


def warnings(found: FormCheck) -> list[str]:
    return [fault.code for fault in found.problems if fault.severity == "warning"]


def converted_here(content: bytes, fallback_id: str) -> bytes:
    """Stand in for the limited process where a test is about something else: the same conversion, in this process."""
    return json.dumps(convert(content, fallback_id)).encode()


def work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Convert and open workbooks in this process for a test; tests/gateways proves the limited one."""
    monkeypatch.setattr("basira.gateways.xlsforms.convert_in_limits", converted_here)
    monkeypatch.setattr("basira.gateways.xlsforms.open_in_limits", lambda *said: json.dumps(opened(*said)).encode())
