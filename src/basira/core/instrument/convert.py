"""
The conversion itself: one workbook on stdin, JSON on stdout. Runs in a limited process, never in the server's own.

`python -m basira.core.instrument.convert FALLBACK_FORM_ID < form.xlsx` prints {"problems", "xform", "tree"}.
"""

import dataclasses
import json
import re
import sys
from collections.abc import Iterator
from itertools import chain
from typing import Any
from xml.etree.ElementTree import ParseError

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert as to_xform

from basira.core.instrument import lints
from basira.core.instrument.check import content_version
from basira.core.instrument.checks import read_checks, served
from basira.core.instrument.cycles import calculation_cycle
from basira.core.instrument.faults import fault_at
from basira.core.instrument.measuring import read_measures
from basira.core.instrument.rows import Row, cell, name_of, numbered, plain, type_of
from basira.core.instrument.sheets import Workbook, WorkbookNotReadable, read_workbook, rows_by_path
from basira.core.instrument.submission import is_reserved
from basira.core.instrument.tree import NAMESPACE, Questionnaire
from basira.core.instrument.xform import XForm, read_xform
from basira.core.kernel.problem import Fault, has_errors

_ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*")
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet")
_NAMESPACE_DECLARED = re.compile(r"\bbasira\s*=\s*[\"“”'][^\"“”']*[\"“”']")


def convert(content: bytes, fallback_id: str) -> dict[str, Any]:
    """
    Convert a workbook and say everything that is wrong with it.

    Returns {"problems": [fault…], "xform": text or None, "tree": dict or None}; the last two are None when the form
    can't be converted. The XForm is what phones get: what the desk alone knows stands in the tree, and not in it.
    Never raises for what is in the workbook, but MemoryError (the process is limited, and says so).
    """
    answer = converted(content, fallback_id)
    return answer | {"xform": served(answer["xform"]) if answer["xform"] else None}


def converted(content: bytes, fallback_id: str) -> dict[str, Any]:
    """Return what `convert` does, with the XForm as the workbook says it: for comparing two of them, never for a phone."""
    try:
        workbook = read_workbook(content)
    except WorkbookNotReadable as error:
        words = _sentence(str(error))
        return _answer([fault_at("form.not-readable", f"The workbook can't be read: {words}", "form", words=words)])
    faults = list(
        chain.from_iterable(
            lint(workbook)
            for lint in (
                lints.encryption_faults,
                lints.settings_faults,
                lints.column_faults,
                lints.phone_faults,
                lints.time_faults,
                lints.external_choice_faults,
            )
        )
    )
    if has_errors([fault for fault in faults if fault.code in ("form.encrypted", "form.namespaced-choice-column")]):
        return _answer(faults)
    lints.drop_phone_questions(workbook)
    _settle_settings(workbook, fallback_id, content_version(content))
    try:
        xform, warnings = _xform_of(workbook)
    except _NotConvertible as error:
        return _answer([*faults, error.fault])
    return _read_back(workbook, xform, [*faults, *warnings])


def _answer(faults: list[Fault], xform: str | None = None, tree: Questionnaire | None = None) -> dict[str, Any]:
    problems = [fault.as_dict() for fault in faults]
    return {"problems": problems, "xform": xform, "tree": tree.as_dict() if tree is not None else None}


class _NotConvertible(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def _settle_settings(workbook: Workbook, fallback_id: str, version: str) -> None:
    """Fill what is missing and take out what sends visits elsewhere, in pyxform's own copy of the settings."""
    settings = {header: value for header, value in workbook.settings.items() if plain(header) != "submission_url"}
    if not cell(settings, "form_id", "set_form_id", "id_string"):
        settings["form_id"] = fallback_id
    if not cell(settings, "version"):
        settings["version"] = version
    spelled = next((header for header in settings if plain(header) == "namespaces"), "namespaces")
    others = _NAMESPACE_DECLARED.sub("", str(settings.get(spelled, ""))).strip()
    settings[spelled] = f'basira="{NAMESPACE}" {others}'.strip()
    workbook.source.settings = [settings]
    workbook.source.settings_header = [dict.fromkeys(settings)]


def _xform_of(workbook: Workbook) -> tuple[str, list[Fault]]:
    """Let pyxform convert the rows; whatever it throws becomes one fault with words and, where known, a place."""
    warnings: list[str] = []
    # Vectors of dicts are changed by the conversion, so it gets copies; the originals are needed for places.
    sheets = {field.name: getattr(workbook.source, field.name) for field in dataclasses.fields(workbook.source)}
    copied = {name: [dict(row) for row in rows] if _is_rows(rows) else rows for name, rows in sheets.items()}
    try:
        result = to_xform(copied, warnings=warnings, validate=False, pretty_print=False)
    except PyXFormError as error:
        raise _NotConvertible(_fault_of(str(error), workbook)) from error
    except RecursionError as error:
        raise _NotConvertible(
            fault_at("form.too-deep", "The form's groups or expressions are nested too deeply.")
        ) from error
    except MemoryError:
        raise
    except Exception as error:  # pyxform throws what its dictionaries throw (stack.md A3); nobody should see that
        message = (
            "The converter stumbled over the form. Compare the columns and lists with the template, and try again."
        )
        fault = fault_at("form.converter-stumbled", message, "form", kind=type(error).__name__)
        raise _NotConvertible(fault) from error
    return str(result.xform), [_fault_of(text, workbook, warning=True) for text in warnings]


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _read_back(workbook: Workbook, xform: str, faults: list[Fault]) -> dict[str, Any]:
    """Read what was written, and check the promises that must hold whatever the converter did."""
    try:
        read = read_xform(xform)
    except ParseError:
        message = "A column uses a prefix that isn't declared. Declare it under 'namespaces' on the settings sheet."
        return _answer([*faults, fault_at("form.undeclared-prefix", message, "settings")])
    if "base64RsaPublicKey" in xform:
        return _answer([*faults, fault_at("form.encrypted", "The form is encrypted. Remove the key.", "settings")])
    leaking = [bind.path for bind in read.binds.values() if bind.preload == "property"]
    if leaking:
        message = f"'{leaking[0]}' still asks the phone who it is."
        return _answer([*faults, fault_at("form.phone-not-dropped", message, "survey")])
    rows = rows_by_path(workbook.survey, read.root)
    measures = read_measures(read, workbook.choices, read.languages, lambda path: _place(rows, path))
    checks = read_checks(read, lambda path: _place(rows, path))
    faults += (*measures.faults, *checks.faults, *_circles(read, rows))
    tree = Questionnaire(
        title=read.title,
        form_id=read.form_id,
        version=read.version,
        languages=read.languages,
        questions=read.questions,
        criteria=measures.criteria,
        dimensions=measures.dimensions,
        roles=measures.roles,
        wait_limit=measures.wait_limit,
        files=read.files,
        places={path: _place(rows, path) for path in rows},
        traps=checks.traps,
        keys=checks.keys,
        barred=checks.barred,
    )
    faults += _reserved_names(tree, rows)
    if not tree.answerable:
        faults.append(
            fault_at("form.no-questions", "The form asks nothing that a person could answer.", "survey", warning=True)
        )
    return _answer(faults, xform, tree)


def _circles(read: XForm, rows: dict[str, int]) -> Iterator[Fault]:
    """Point at calculations that wait for each other; nothing without any."""
    if cycle := calculation_cycle(read):
        names = " → ".join(path.rpartition("/")[2] for path in cycle[:8])
        message = f"These calculations wait for each other: {names}. Break the circle."
        yield fault_at("form.circular", message, _place(rows, cycle[0]), names=names)


def _reserved_names(tree: Questionnaire, rows: dict[str, int]) -> Iterator[Fault]:
    """Point at questions called like what phones send of themselves: other software drops their answers by name."""
    measured = {criterion.path for criterion in tree.criteria}
    asked = dict.fromkeys([*(question.path for question in tree.answerable), *sorted(measured)])
    for path in filter(is_reserved, asked):
        name = path.rpartition("/")[2]
        message = f"'{name}' is a name that phones use to tell of themselves. Give the question another name."
        yield fault_at("form.reserved-name", message, _place(rows, path), warning=path not in measured, name=name)


def _place(rows: dict[str, int], path: str) -> str:
    return f"survey:{rows[path]}" if path in rows else "survey"


def _fault_of(text: str, workbook: Workbook, *, warning: bool = False) -> Fault:
    """Make a fault of pyxform's words: its "[row : 12]" becomes the place, and what it quotes is looked up."""
    found_row, found_sheet = _ROW.search(text), _SHEET.search(text)
    sheet = found_sheet[1] if found_sheet else "survey"
    if found_row:
        place = f"{sheet}:{found_row[1]}"
    else:
        number = _row_of_quoted(text, workbook.survey) if sheet == "survey" else None
        place = f"survey:{number}" if number else (sheet if found_sheet else "form")
    code = "form.converter-warns" if warning else "form.not-convertible"
    words = _sentence(_ROW.sub("", text))
    return fault_at(code, words, place, warning=warning, words=words)


def _row_of_quoted(text: str, survey: list[Row]) -> int | None:
    quoted = {" ".join(word.split()).casefold() for word in re.findall(r"'([^']+)'", text)}
    for number, row in numbered(survey):
        if quoted & {type_of(row), name_of(row).casefold()} - {""}:
            return number
    return None


def _sentence(text: str) -> str:
    """One line of at most 400 printable letters."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= 400 else f"{line[:399]}…"


def _main() -> None:
    sys.setrecursionlimit(3000)
    fallback_id = sys.argv[1] if len(sys.argv) > 1 else "form"
    answer = convert(sys.stdin.buffer.read(), fallback_id)
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
