"""Faults of a form and of the files that go with it, by place."""

import csv
import io
import re

from basira.core.kernel.problem import Fault, Severity

XPATH_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
"""A name that every client takes as a step of a path."""

FORM_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}", re.ASCII)
"""A form id that stands in an address as it is: phones fetch the form by it."""


def fault_at(code: str, message: str, place: str = "", *, warning: bool = False, **params: str) -> Fault:
    """Make a fault of a form. `place` is "sheet:row", "sheet" or "form"; the row is also set on its own when known."""
    row = place.rpartition(":")[2]
    return Fault(
        severity=Severity.WARNING if warning else Severity.ERROR,
        code=code,
        message=message,
        row=int(row) if row.isdecimal() else None,
        place=place or "form",
        params=tuple(params.items()),
    )


def attachment_faults(name: str, content: bytes) -> list[Fault]:
    """
    Lint a CSV that goes out with a form: UTF-8, unique headers, each an XPath name. An empty list when it is fine.

    One header such as `label::العربية (ar)` makes a browser refuse the whole form.
    """
    try:
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        headers = next(lines, [])
    except (UnicodeDecodeError, csv.Error):
        return [fault_at("form.csv-not-readable", f"{name} is not a CSV in UTF-8. Save it as 'CSV UTF-8'.", name)]
    if not headers:
        return [fault_at("form.csv-empty", f"{name} is empty.", name)]
    return [
        fault_at(
            "form.csv-header",
            f"The header '{header}' of {name} is not a plain name. Use letters, digits and underscores.",
            f"{name}:1",
            column=header,
        )
        for header in headers
        if not XPATH_NAME.fullmatch(header)
    ]
