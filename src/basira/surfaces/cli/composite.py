"""
`./basira composite FILE …`: one figure from several sources with declared weights, and how far each entity moves when those vary.

FILE is CSV or Parquet with the columns entity, source and value, and perhaps error (a standard error in the value's own unit).
"""

import argparse
from itertools import repeat
from pathlib import Path

from basira.core.kernel.problem import Fault, FileRefused, Problem, Severity
from basira.core.scoring.composite import Composite, Reading, Source, composites
from basira.core.scoring.mixed.writing import csv_text, number
from basira.gateways.rating_files import read_columns
from basira.surfaces.cli.refusing import faults_of_file, faults_of_seed, tell_refusal

COLUMNS = ("entity", "source", "value")
HEADER = ("entity", "composite", "se", "low", "high", "rank", "rank_low", "rank_high")
WORDS = {
    "sources": "Name at least one --source, each once.",
    "weight": "A weight is a number above 0.",
    "range": "WORST and BEST are two different numbers.",
    "vary": "--vary is a share from 0 to less than 1.",
    "value": "A value is a number, its error 0 or more, and its source one of those that are named.",
}


def run(arguments: list[str]) -> int:
    """Weigh one file: 0 when the composites were written, 1 when the input is refused, 2 for words that are not understood."""
    try:
        asked = parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has said what is wrong, or shown the help
        return int(stop.code or 0)
    try:
        if faults := [*faults_of_seed(asked.seed), *faults_of_file(asked.out)]:
            raise FileRefused(faults)
        found = composites(asked.source, read(asked.file), vary=asked.vary, seed=asked.seed)
    except FileRefused as refusal:
        return tell_refusal(refusal.faults, as_json=asked.json)
    except Problem as problem:
        place = " ".join(str(problem.params[key]) for key in ("entity", "source") if key in problem.params)
        words = f"{place}: {WORDS[problem.params['reason']]}" if place else WORDS[problem.params["reason"]]
        return tell_refusal((Fault(Severity.ERROR, problem.code, words),), as_json=asked.json)
    names = [source.name for source in asked.source]
    header = (*HEADER, *(f"rank_without_{name}" for name in names), "missing")
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(csv_text(header, [line_of(one, names) for one in found]), newline="")
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the words of the command."""
    made = argparse.ArgumentParser(prog="./basira composite", description="A composite with its sensitivity, as a CSV.")
    made.add_argument(
        "file", type=Path, metavar="FILE", help=".csv or .parquet: entity, source, value, and perhaps error"
    )
    made.add_argument(
        "--source",
        action="append",
        required=True,
        type=declared,
        metavar="NAME:WEIGHT:WORST:BEST",
        help="a source, its weight, and the values that stand for 0 and for 100 (worst above best: less is better)",
    )
    made.add_argument("--vary", type=float, default=0.25, help="by how much of itself a weight varies (default: 0.25)")
    made.add_argument("--seed", type=int, default=0, help="of the draws of weights (default: 0)")
    made.add_argument("--out", type=Path, required=True, metavar="CSV", help="the file to write")
    made.add_argument("--json", action="store_true", help="say a refusal as JSON")
    return made


def declared(words: str) -> Source:
    """Read NAME:WEIGHT:WORST:BEST."""
    name, *numbers = words.split(":")
    try:
        weight, worst, best = map(float, numbers)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{words!r}: say NAME:WEIGHT:WORST:BEST, the last three numbers") from None
    return Source(name, weight, worst, best)


def read(path: Path) -> dict[str, dict[str, Reading]]:
    """
    Read the values of each entity by source, entities in the order of the file.

    :raises FileRefused: with every fault by row
    """
    columns = read_columns(path)
    if missing := [name for name in COLUMNS if name not in columns]:
        raise FileRefused([fault("column.missing", f"There is no column {', '.join(missing)}.", None)])
    rows = zip(*(columns[name] for name in COLUMNS), columns.get("error") or repeat(""), strict=False)
    found: dict[str, dict[str, Reading]] = {}
    faults = []
    for place, (entity, source, value, error) in enumerate(rows, start=2):
        own = found.setdefault(entity, {})
        try:
            reading = Reading(float(value), float(error or 0))
        except ValueError:
            faults.append(fault("cell.not-a-number", "Value and error are numbers.", place))
            continue
        if source in own:
            faults.append(fault("row.twice", "This entity has this source already.", place))
        own[source] = reading
    if faults:
        raise FileRefused(faults)
    return found


def fault(code: str, words: str, row: int | None) -> Fault:
    """Return an error at a row of the file, the header being the first."""
    return Fault(Severity.ERROR, code, words, row=row)


def line_of(one: Composite, names: list[str]) -> tuple[str, ...]:
    """Return one entity's line; its figures are empty where a source says nothing of it."""
    figures = map(number, (one.score, one.error, one.low, one.high))
    ranks = ["" if rank is None else str(rank) for rank in (one.rank, one.rank_low, one.rank_high)]
    return (one.entity, *figures, *ranks, *(str(one.without.get(name, "")) for name in names), " ".join(one.missing))
