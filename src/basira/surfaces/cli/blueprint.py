"""
`./basira blueprint`: check a programme's file, say what differs between two, write its quotas for the
draw, and export the running programme as one. Only the last needs a database. JSON stands alone on standard output.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from basira.core.blueprint.differences import differences
from basira.core.blueprint.faults import fault_in_words
from basira.core.blueprint.reading import MOST_BYTES, Reading, read_blueprint
from basira.core.blueprint.words import DIFFERENCES, LANGUAGES, REPORT, said
from basira.core.blueprint.writing import quota_lines
from basira.core.kernel.problem import Severity
from basira.surfaces.cli.refusing import unreadable


def run(arguments: list[str]) -> int:
    """Run one command: 0 when nothing is an error, 1 when something is, 2 for words that are not understood."""
    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has said what is wrong, or shown the help
        return int(stop.code or 0)
    commands = {"check": _check, "diff": _diff, "quotas": _quotas, "export": _export}
    return commands[asked.command](asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./basira blueprint", description="A programme as one file.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser(
        "check", help="say by line and key what is wrong with a file, and what is not yet obeyed"
    )
    check.add_argument("file", metavar="FILE", type=Path, help="a blueprint (.toml)")
    diff = commands.add_parser("diff", help="say in words what the second file says differently")
    diff.add_argument("before", metavar="A", type=Path)
    diff.add_argument("after", metavar="B", type=Path)
    for command in (check, diff):
        command.add_argument("--json", action="store_true", help="print JSON alone on standard output")
        command.add_argument(
            "--language", choices=LANGUAGES, help="language of the words (default: en; diff says both)"
        )
    quotas = commands.add_parser("quotas", help="the quotas of a file as a table that `./basira panel draw` reads")
    quotas.add_argument("file", metavar="FILE", type=Path, help="a blueprint (.toml)")
    export = commands.add_parser("export", help="the running programme as a blueprint; takes --data DIR")
    export.add_argument("--out", metavar="FILE", type=Path, help="where to write (default: standard output)")
    return parser


def _check(asked: argparse.Namespace) -> int:
    found = reading_of(asked.file)
    if found is None:
        return 1
    language = asked.language or "en"
    if asked.json:
        print(json.dumps(report_of(found, language), ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines_of(found, asked.file.name, language)))
    return 1 if found.blueprint is None else 0


def lines_of(found: Reading, name: str, language: str) -> list[str]:
    """Return the check as lines for a person, the verdict last."""
    lines = [
        said(
            REPORT[str(fault.severity)], language,
            line=str(fault.row), words=fault_in_words(fault, language), code=fault.code,
        )
        for fault in found.faults
    ]  # fmt: skip
    errors = sum(fault.severity is Severity.ERROR for fault in found.faults)
    verdict = REPORT["refused" if found.blueprint is None else "taken"]
    return [*lines, said(verdict, language, file=name, errors=str(errors), waiting=str(len(found.faults) - errors))]


def report_of(found: Reading, language: str) -> dict[str, Any]:
    """Return the check as the documented JSON: ok, and what is remarked by line and key."""
    problems = [
        {
            "severity": str(fault.severity),
            "code": fault.code,
            "line": fault.row,
            "key": fault.column,
            "message": fault_in_words(fault, language),
        }
        for fault in found.faults
    ]
    return {"ok": found.blueprint is not None, "problems": problems}


def _diff(asked: argparse.Namespace) -> int:
    before, after = reading_of(asked.before), reading_of(asked.after)
    if before is None or after is None:
        return 1
    for path, found in ((asked.before, before), (asked.after, after)):
        if found.blueprint is None:
            print(f"error: {path} is refused; `./basira blueprint check {path}` says why.", file=sys.stderr)
    if before.blueprint is None or after.blueprint is None:
        return 1
    changes = differences(before.blueprint, after.blueprint)
    languages = [asked.language] if asked.language else list(LANGUAGES)
    if asked.json:
        lines = [{"key": one.path, "words": {each: one.in_words(each) for each in languages}} for one in changes]
        print(json.dumps({"ok": True, "differences": lines}, ensure_ascii=False, indent=2))
        return 0
    for language in languages:
        print("\n".join([one.in_words(language) for one in changes] or [said(DIFFERENCES["same"], language)]))
    return 0


def _quotas(asked: argparse.Namespace) -> int:
    found = reading_of(asked.file)
    if found is None or found.blueprint is None:
        print(f"error: {asked.file} is refused; `./basira blueprint check` says why.", file=sys.stderr)
        return 1
    rows = found.blueprint.table("panel.quotas")
    if not rows:
        print(f"error: {asked.file} has no quotas ([[panel.quotas]]).", file=sys.stderr)
        return 1
    print(quota_lines(rows), end="")
    return 0


def _export(asked: argparse.Namespace) -> int:
    # Not at the top: the two other commands run without Django.
    from basira.programme.blueprints.exporting import exported

    text = exported()
    if asked.out is None:
        print(text, end="")
        return 0
    try:
        asked.out.write_text(text, encoding="utf-8")
    except OSError as error:
        return unreadable(asked.out, error, "written")
    print(asked.out)
    return 0


def reading_of(path: Path) -> Reading | None:
    """Return the check of a file; None for one that cannot be read, which is said on the error stream."""
    try:
        with path.open("rb") as file:
            return read_blueprint(file.read(MOST_BYTES + 1))
    except OSError as error:
        unreadable(path, error, "read")
        return None
