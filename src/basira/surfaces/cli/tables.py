"""
What every command over somebody's table shares: its arguments, reading the file, the check, and the report.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basira.core.imports.centres import CentreCheck, check_centres
from basira.core.imports.mapping import split_pairs
from basira.core.imports.reading import ReadingOptions, read_table
from basira.core.imports.sameness import KnownCentre
from basira.core.imports.tables import MAX_BYTES
from basira.core.kernel.problem import Fault, FileRefused, Severity, has_errors
from basira.surfaces.cli.refusing import escaped

SHOWN_FAULTS = 200
"""Lines of faults for a person; --json gives all."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the command says: the same fields for a file that was read, refused or missing."""

    rows: int
    columns: tuple[str, ...]
    mapped: dict[str, str]
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """True where nothing refuses the file."""
        return not has_errors(self.faults)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values, ready for JSON."""
        problems = [
            {key: fault.as_dict()[key] for key in ("severity", "code", "row", "column", "message")}
            for fault in self.faults
        ]
        columns = list(self.columns)
        return {"ok": self.ok, "rows": self.rows, "columns": columns, "mapped": self.mapped, "problems": problems}


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what every command over somebody's file takes."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a CSV or XLSX file")
    parser.add_argument(
        "--map", dest="pairs", action="append", default=[], metavar="TARGET=COLUMN",
        help="which column holds a target; TARGET= says that no column does; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--encoding", default="", help="utf-8, utf-16, windows-1256 or windows-1252; found out if not said"
    )
    parser.add_argument("--delimiter", default="", help="one character, or “tab”; found out if not said")
    parser.add_argument("--sheet", default="", help="the sheet of a workbook; the first that is filled if not said")
    parser.add_argument("--json", dest="as_json", action="store_true", help="print JSON alone on standard output")


def reading_options(chosen: argparse.Namespace) -> ReadingOptions:
    """Return what was said about the file."""
    delimiter = "\t" if chosen.delimiter in ("tab", "\\t") else chosen.delimiter[:1]
    return ReadingOptions(chosen.encoding, delimiter, chosen.sheet)


def read_file(path: Path) -> bytes:
    """
    Return the bytes of a file, at most one more than the limit.

    :raises FileRefused: with code "file.missing" or "file.unreadable"
    """
    try:
        with path.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except FileNotFoundError as fault:
        raise _refused("file.missing", f"There is no file {path}.") from fault
    except (OSError, ValueError) as fault:
        raise _refused("file.unreadable", f"The file {path} cannot be read.") from fault


def _refused(code: str, message: str) -> FileRefused:
    return FileRefused([Fault(Severity.ERROR, code, message)])


def check_file(chosen: argparse.Namespace) -> CheckReport:
    """Return the dry run's report; a refusal is a report too."""
    try:
        check = check_content(read_file(chosen.file), chosen)
    except FileRefused as refusal:
        return CheckReport(0, (), {}, refusal.faults)
    return CheckReport(check.rows, check.columns, check.mapped, check.faults)


def check_content(content: bytes, chosen: argparse.Namespace, known: Sequence[KnownCentre] = ()) -> CentreCheck:
    """
    Return the check of a file's bytes.

    :raises FileRefused: when the file or the mapping cannot be read
    """
    pairs, faults = split_pairs(chosen.pairs)
    if faults:
        raise FileRefused(faults)
    return check_centres(read_table(content, chosen.file.name, reading_options(chosen)), pairs, known)


def print_report(report: CheckReport, *, as_json: bool) -> None:
    """Print the report: JSON alone, or lines for a person."""
    if as_json:
        print(escaped(json.dumps(report.as_dict(), ensure_ascii=False)))
        return
    for fault in report.faults[:SHOWN_FAULTS]:
        print(fault_line(fault))
    if len(report.faults) > SHOWN_FAULTS:
        print(f"… and {len(report.faults) - SHOWN_FAULTS} more; --json lists all.")
    for target, column in report.mapped.items():
        print(escaped(f"  {target} = {column}"))
    print(f"{report.rows} rows. {'Nothing refuses this file.' if report.ok else 'The file is refused.'}")


def fault_line(fault: Fault) -> str:
    """Return one fault as a line, with control and direction characters escaped (security bar IN-10)."""
    place = ", ".join(part for part in (f"row {fault.row}" if fault.row else "", fault.column or fault.place) if part)
    return escaped(f"{fault.severity} {fault.code}{f' ({place})' if place else ''}: {fault.message}")


def speak_utf8() -> None:
    """Let both streams carry every letter, whatever the terminal says of itself."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
