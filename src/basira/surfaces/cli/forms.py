"""
`./basira forms`: check a questionnaire before it is uploaded, and write the template.

`questions` counts what a person answers: notes, calculations and timestamps are not counted.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from basira.core.instrument.check import FormCheck
from basira.core.instrument.faults import fault_at
from basira.core.instrument.template import FILENAME, template_workbook
from basira.core.kernel.container import DEFAULT_LIMITS
from basira.core.kernel.problem import Severity
from basira.gateways.xlsforms import check_workbook


def run(arguments: list[str]) -> int:
    """Run one command: 0 when nothing is an error, 1 when something is, 2 for words that are not understood."""
    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has said what is wrong, or shown the help
        return int(stop.code or 0)
    return _write_template(Path(asked.file)) if asked.command == "template" else _check(Path(asked.file), asked.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./basira forms", description="Check questionnaires (XLSForms).")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="say everything that is wrong with a workbook; nothing is stored")
    check.add_argument("file", metavar="FILE", help="an .xlsx or .xls workbook")
    check.add_argument("--json", action="store_true", help="print JSON alone on standard output")
    template = commands.add_parser("template", help="write the template workbook")
    template.add_argument("file", metavar="FILE", nargs="?", default=FILENAME, help=f"where to (default: {FILENAME})")
    return parser


def _check(path: Path, as_json: bool) -> int:
    found = checked(path)
    if as_json:
        print(json.dumps(report_of(found), ensure_ascii=False, indent=2))
    else:
        _print_words(path, found)
    return 0 if found.ok else 1


def checked(path: Path) -> FormCheck:
    """Check the file at `path`; one that can't be read is a fault like any other."""
    try:
        with path.open("rb") as file:
            content = file.read(DEFAULT_LIMITS.content_bytes + 1)
    except FileNotFoundError:
        return FormCheck.refused([fault_at("file.missing", f"There is no file {path}.", "file")])
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        return FormCheck.refused([fault_at("file.not-readable", f"{path} can't be read: {reason}.", "file")])
    return check_workbook(content, path.name)


def report_of(found: FormCheck) -> dict[str, Any]:
    """Return the check as the documented JSON: ok, questions, criteria, problems by place."""
    return {
        "ok": found.ok,
        "questions": found.questions,
        "criteria": found.criteria,
        "problems": [
            {"severity": str(fault.severity), "code": fault.code, "place": fault.place, "message": fault.message}
            for fault in found.problems
        ],
    }


def _print_words(path: Path, found: FormCheck) -> None:
    for fault in found.problems:
        print(f"{fault.severity}: {fault.place}: {fault.message} [{fault.code}]")
    errors = sum(fault.severity is Severity.ERROR for fault in found.problems)
    verdict = "can be uploaded" if found.ok else "is refused"
    warnings = len(found.problems) - errors
    print(
        f"{path.name} {verdict}: {found.questions} questions, {found.criteria} criteria, "
        f"{errors} errors, {warnings} warnings."
    )


def _write_template(path: Path) -> int:
    try:
        path.write_bytes(template_workbook())
    except OSError as error:
        print(f"{path} can't be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(path)
    return 0
