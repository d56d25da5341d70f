"""`./basira import-visits FILE`: past visits of a programme that did not use Basira, through the same pipeline."""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from basira.core.imports.criteria import CriterionMap, read_mapping, split_criteria
from basira.core.imports.mapping import split_pairs
from basira.core.imports.reading import read_table
from basira.core.imports.tables import Table
from basira.core.imports.visits import VISIT_TARGETS, VisitCheck, check_visits
from basira.core.kernel.actor import OPERATOR
from basira.core.kernel.problem import Fault, FileRefused, Problem, Severity
from basira.programme.registry.verbs import ImportDefaults
from basira.surfaces.cli.past_visits import ImportChoices, Written, bring_in
from basira.surfaces.cli.tables import (
    CheckReport,
    add_reading_arguments,
    print_report,
    read_file,
    reading_options,
    speak_utf8,
)
from basira.surfaces.shared.words import words_of

EPILOG = """
Targets: {targets}.

A criterion: --map criterion:CODE=COLUMN:SCALE[:WEIGHT[:DIMENSION]], as criterion:greeting=g4:yes-no:2:courtesy.
Scales: yes-no, no-yes, LOW-HIGH as 0-1 or 1-10, HIGH-LOW as 10-1 (low is good), at-most-N, at-least-N.
Many criteria are easier in a mapping file (--map-file): a CSV with the columns
target,column,scale,weight,dimension,label_en,label_ar,dimension_en,dimension_ar.
"""


@dataclass(frozen=True, slots=True)
class Dry:
    """What the dry run found: the report, and the check where there was a table to check."""

    report: CheckReport
    check: VisitCheck | None
    sha256: str = ""


def build_parser() -> argparse.ArgumentParser:
    """Return the command's arguments."""
    targets = ", ".join(target.name for target in VISIT_TARGETS)
    parser = argparse.ArgumentParser(
        prog="basira import-visits",
        description="Bring past visits in: dirt is told by row and column, and all is written or nothing.",
        epilog=EPILOG.format(targets=targets),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_reading_arguments(parser)
    parser.add_argument("--map-file", type=Path, metavar="CSV", help="a file of mappings, beside or instead of --map")
    parser.add_argument("--dry-run", action="store_true", help="check and report; write nothing")
    parser.add_argument("--cycle", default="زيارات سابقة / Past visits", help="name of the cycle: عربي / English")
    parser.add_argument(
        "--starts", type=date.fromisoformat, metavar="DAY", help="first day, where the file has no dates"
    )
    parser.add_argument("--ends", type=date.fromisoformat, metavar="DAY", help="last day, where the file has no dates")
    parser.add_argument("--entity", default="", help="entity of centres that name none: code, or عربي / English")
    parser.add_argument("--sector", default="", help="sector of new entities: code, or عربي / English")
    parser.add_argument("--site-type", default="", help="site type of new centres, such as clinic")
    parser.add_argument("--accept", default="", metavar="REASON", help="accept every visit in bulk, for this reason")
    parser.add_argument("--score", action="store_true", help="with --accept: end the review and score")
    return parser


def run(arguments: list[str]) -> int:
    """Run the command. Returns 0 where all was written (or the dry run found no error), else 1; wrong usage is 2."""
    parser = build_parser()
    chosen = parser.parse_args(arguments)
    speak_utf8()
    if chosen.score and not chosen.accept:
        parser.error("--score needs --accept REASON: only accepted visits are scored")
    dry = dry_run(chosen)
    report, written = dry.report, None
    if report.ok and dry.check and not chosen.dry_run:
        report, written = write(dry, choices_of(chosen))
    tell(report, written, as_json=chosen.as_json)
    return 0 if report.ok else 1


def dry_run(chosen: argparse.Namespace) -> Dry:
    """Return what a file says; a refusal is a report too."""
    try:
        content = read_file(chosen.file)
        table = read_table(content, chosen.file.name, reading_options(chosen))
        pairs, criteria, faults = read_mappings(chosen, table)
    except FileRefused as refusal:
        return Dry(CheckReport(0, (), {}, refusal.faults), None)
    if faults:
        return Dry(CheckReport(len(table.rows), table.columns, {}, tuple(faults)), None)
    check = check_visits(table, pairs, criteria)
    report = CheckReport(check.rows, check.columns, check.mapped, check.faults)
    return Dry(report, check, hashlib.sha256(content).hexdigest())


def read_mappings(
    chosen: argparse.Namespace, table: Table
) -> tuple[list[tuple[str, str]], list[CriterionMap], list[Fault]]:
    """
    Return the mappings of --map-file and of --map together; --map stands over the file.

    :raises FileRefused: when the mapping file cannot be read
    """
    said, faults = split_pairs(chosen.pairs)
    plain, criteria, more = split_criteria(said, table.columns)
    faults = [*faults, *more]
    if chosen.map_file:
        mapping = read_table(read_file(chosen.map_file), chosen.map_file.name)
        filed, filed_criteria, more = read_mapping(mapping, table.columns)
        taken, codes = {target for target, _column in plain}, {criterion.code for criterion in criteria}
        plain += [pair for pair in filed if pair[0] not in taken]
        criteria += [criterion for criterion in filed_criteria if criterion.code not in codes]
        faults += more
    return plain, criteria, faults


def choices_of(chosen: argparse.Namespace) -> ImportChoices:
    """Return what the arguments say beside the file."""
    return ImportChoices(
        cycle=chosen.cycle,
        home=ImportDefaults(entity=chosen.entity, sector=chosen.sector),
        site_type=chosen.site_type,
        starts_on=chosen.starts,
        ends_on=chosen.ends,
        accept=chosen.accept,
        score=chosen.score,
    )


def write(dry: Dry, choices: ImportChoices) -> tuple[CheckReport, Written | None]:
    """Write what was checked; a refusal of a verb becomes one more problem of the report."""
    assert dry.check is not None  # noqa: S101  `run` looked
    try:
        written = bring_in(check=dry.check, choices=choices, file_sha256=dry.sha256, by=OPERATOR, at=timezone.now())
    except Problem as refusal:
        faults = [*dry.report.faults, *faults_of(refusal)]
        return CheckReport(dry.report.rows, dry.report.columns, dry.report.mapped, tuple(faults)), None
    return dry.report, written


def faults_of(refusal: Problem) -> Sequence[Fault]:
    """Return a verb's refusal as faults: its own where it carries some, else one in words."""
    if isinstance(refusal, FileRefused):
        return refusal.faults
    return [Fault(Severity.ERROR, refusal.code, words_of(refusal))]


def tell(report: CheckReport, written: Written | None, *, as_json: bool) -> None:
    """Print the report and what was written: JSON alone, or lines for a person."""
    if as_json:
        told: dict[str, Any] = report.as_dict() | {"written": asdict(written) if written else None}
        print(json.dumps(told, ensure_ascii=False))
        return
    print_report(report, as_json=False)
    if written is None:
        print("Nothing was written.", file=sys.stderr)
        return
    print(
        f"Written: {written.visits} visits to {written.centres_added + written.centres_known} centres "
        f"({written.centres_added} new) by {written.shoppers} shoppers, cycle {written.cycle}."
    )
    if written.accepted:
        print(f"Accepted in bulk: {written.accepted}.")
    if written.run:
        print(
            "Scored. The director informs the bodies in the console; then a release is prepared and two publishers approve it."
        )
    else:
        print("The visits wait at the review desk.")
