"""
`./basira score FILE …`: honest scores from a file of ratings, without a programme or a database.

Writes variance.csv, effects.csv, scores.csv and report.json. The CSV files depend on input, options and seed alone; what
time it took stands in the report.
"""

import argparse
import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from basira.core.kernel.problem import Fault, FileRefused, Problem, Severity
from basira.core.scoring.mixed import ENGINE
from basira.surfaces.cli.refusing import escaped, faults_of_folder, faults_of_seed, tell_refusal
from basira.surfaces.cli.score_words import fault_of
from basira.surfaces.cli.showing import Show, showing

if TYPE_CHECKING:
    from basira.core.scoring.mixed.ratings import RatingTable
    from basira.core.scoring.mixed.reading import Columns
    from basira.core.scoring.mixed.tally import Ratings

    Summed = tuple[Ratings, int, Sequence[Fault], RatingTable | None, RatingTable | None]


STEPS = ("reading", "sums", "variances", "scores", "files")
"""What a run does, in its order, as the progress on a terminal names it; "variances" is the fit's own word."""


def is_file_of_ratings(arguments: list[str]) -> bool:
    """Tell whether `score` was asked for a file of ratings, not for a cycle; its help is this command's."""
    suffixes = tuple(argument.lower().endswith((".csv", ".parquet")) for argument in arguments)
    return any(suffixes) or not {"--rating", "-h", "--help"}.isdisjoint(arguments)


def run(arguments: list[str]) -> int:
    """Score one file: 0 when scores were written, 1 when the input is refused, 2 for words that are not understood."""
    try:
        asked = parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has said what is wrong, or shown the help
        return int(stop.code or 0)
    # One thread: more of them add the same numbers in another order, and the last digit would differ by machine.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    try:
        report = score(asked)
    except FileRefused as refusal:
        return tell_refusal(refusal.faults, as_json=asked.json)
    except Problem as problem:
        return tell_refusal((fault_of(problem),), as_json=asked.json)
    if asked.json:
        print(escaped(json.dumps(report, ensure_ascii=False)))
    else:
        for warning in report["warnings"]:
            print(escaped(f"warning: {warning['message']} [{warning['code']}]"))
        print(f"{report['units']} scores from {report['ratings']} ratings, mean {report['mean']}: {asked.out}")
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the words of the command."""
    made = argparse.ArgumentParser(
        prog="./basira score",
        description="Scores with their uncertainty from a file of ratings. (`./basira score CYCLE [--data DIR]` scores a cycle.)",
    )
    made.add_argument(
        "file", type=Path, metavar="FILE", help="a .csv (UTF-8, with a header) or .parquet file, one rating a row"
    )
    made.add_argument(
        "--rating", required=True, metavar="COL", help="the ratings: numbers; an empty cell did not apply"
    )
    made.add_argument(
        "--log", action="store_true", help="the ratings are times: score log(1 + time); what is pulled in is told"
    )
    made.add_argument("--weight", metavar="COL", help="design weights, above 0")
    made.add_argument(
        "--factor", action="append", required=True, type=named, metavar="NAME=COL", help="who or what shaped it"
    )
    made.add_argument(
        "--nested", action="append", default=[], type=nested, metavar="A:B,C", help="each A has one B and one C"
    )
    made.add_argument(
        "--fixed", action="append", nargs="+", default=[], metavar="COL", help="covariates: amounts or words"
    )
    made.add_argument("--unit", default="centre", metavar="NAME", help="the factor that is scored (default: centre)")
    made.add_argument(
        "--engine",
        choices=["duckdb", "spark", "kernel"],
        default="duckdb",
        help="what sums the ratings (default: duckdb)",
    )
    made.add_argument("--seed", type=int, default=0, help="of the draws behind ranks and traces (default: 0)")
    add_more(made)
    made.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write; it is made")
    made.add_argument("--json", action="store_true", help="print the report as JSON alone on standard output")
    return made


def add_more(made: argparse.ArgumentParser) -> None:
    """Add what may be asked beside the scores."""
    made.add_argument(
        "--compare",
        action="append",
        default=[],
        type=paired,
        metavar="NAME:A,B",
        help="differences.csv: level A of a factor minus level B (two centres, two personas)",
    )
    made.add_argument(
        "--change", type=paired, metavar="NAME:A,B", help="changes.csv: each unit from period A of a factor to period B"
    )
    made.add_argument(
        "--limit", type=float, metavar="TIME", help="waits.csv: the share of times within this limit, a rating a visit"
    )
    made.add_argument(
        "--tell-apart",
        type=float,
        metavar="D",
        help="in the report: how many visits tell two units apart that differ by D",
    )


def paired(words: str) -> tuple[str, tuple[str, str]]:
    """Read NAME:A,B."""
    name, levels = nested(words)
    if len(levels) != 2:
        raise argparse.ArgumentTypeError(f"{words!r}: say NAME:A,B")
    return name, (levels[0], levels[1])


def named(words: str) -> tuple[str, str]:
    """Read NAME=COL."""
    name, equals, column = words.partition("=")
    if not (name and equals and column):
        raise argparse.ArgumentTypeError(f"{words!r}: say NAME=COL")
    return name, column


def nested(words: str) -> tuple[str, tuple[str, ...]]:
    """Read A:B,C."""
    inner, colon, outers = words.partition(":")
    names = tuple(outers.split(","))
    if not (inner and colon and all(names)):
        raise argparse.ArgumentTypeError(f"{words!r}: say A:B or A:B,C")
    return inner, names


def score(asked: argparse.Namespace) -> dict[str, Any]:
    """
    Read, fit, score and write.

    :raises FileRefused: with every fault of the input
    :raises Problem: when no model can be fitted, or it does not settle
    """
    # Not at the top: NumPy reads how many threads it may have when it is loaded, and `run` says so first (ADR-0026).
    from basira.core.scoring.mixed.fit import Options, fit
    from basira.core.scoring.mixed.reading import Columns
    from basira.core.scoring.mixed.scores import scores_of
    from basira.surfaces.cli.score_more import more_of
    from basira.surfaces.cli.score_report import report_of, write_all

    check_asked(asked)
    clock = [time.perf_counter()]
    fixed = tuple(column for group in asked.fixed for column in group)
    columns = Columns(asked.rating, tuple(asked.factor), asked.weight, fixed, tuple(asked.nested), asked.unit)
    with showing(STEPS) as show, summed(asked, columns, show) as (ratings, read, told, raw, table):
        clock.append(time.perf_counter())
        show("sums", 0)
        fitted = fit(ratings, Options(seed=asked.seed, keep=(asked.unit,)), show)
        clock.append(time.perf_counter())
        show("scores", 0)
        scores = scores_of(fitted, asked.unit, asked.seed)
        clock.append(time.perf_counter())
        show("files", 0)
        timings = dict(zip(("read_s", "fit_s", "scores_s"), (b - a for a, b in pairwise(clock)), strict=True))
        inputs = {"sha256": digest_of(asked.file), "rows": read, "not_applicable": read - fitted.tally.count}
        inputs |= {"name": asked.file.name, "seed": asked.seed, "engine": f"{asked.engine}: {ENGINE}"}
        inputs |= {"scale": "log(1 + time)" if asked.log else "as is"}
        more = more_of(asked, fitted, table, raw)
        report = report_of(fitted, scores, inputs, timings, (*told, *more.told))
        report |= {"plan": more.plan} if more.plan else {}
        write_all(asked.out, fitted, scores, report, more.files)
    return report


@contextmanager
def summed(asked: argparse.Namespace, columns: "Columns", show: Show) -> Iterator["Summed"]:
    """
    Give the file to the engine; yield its ratings, how many rows it has, what must be told, and the ratings as they were
    read and as they are scored (None: they were summed where they lie).

    :raises FileRefused: with every fault of the input
    """
    # As above: it loads NumPy.
    from basira.core.scoring.mixed.reading import read_ratings
    from basira.core.scoring.mixed.times import timed
    from basira.gateways.engines.chosen import held_by
    from basira.gateways.engines.in_duckdb import InDuckDB
    from basira.gateways.engines.large_files import read_clean
    from basira.gateways.rating_files import read_columns

    show("reading", 0)
    with InDuckDB() as held:
        needs_rows = asked.log or asked.change or asked.limit is not None
        large = read_clean(held, asked.file, columns) if asked.engine == "duckdb" and not needs_rows else None
        if large is not None:
            yield (*large, (), None, None)
            return
    reading = read_ratings(read_columns(asked.file), columns)
    table, told = timed(reading.table) if asked.log else (reading.table, ())
    with held_by(asked.engine, table) as ratings:
        yield ratings, reading.rows, told, reading.table, table


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def check_asked(asked: argparse.Namespace) -> None:
    """
    Refuse what can't be done, before anything is read.

    :raises FileRefused: with every fault
    """
    # As above: it loads NumPy.
    from basira.gateways.engines.chosen import is_installed

    faults = []
    if not is_installed(asked.engine):
        words = "Spark is an extra that is not installed here. It needs Java 17, and `pip install -r requirements-spark.lock`. Or "
        words += "leave --engine out: DuckDB gives the same numbers."
        faults.append(Fault(Severity.ERROR, "engine.not-installed", words))
    faults += [*faults_of_seed(asked.seed), *faults_of_folder(asked.out)]
    if faults:
        raise FileRefused(faults)
