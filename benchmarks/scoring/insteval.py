"""InstEval (73,421 ratings of lecturers by students): variances, effects, deviations and CPU beside lme4's."""

import csv
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from basira.core.scoring.mixed.fit import Fit, Options, fit
from basira.core.scoring.mixed.ratings import RatingTable, covariates_of, factor_of
from basira.core.scoring.mixed.reml import Trace

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("BASIRA_SHARED") or ROOT.parent / "shared") / "data" / "ratings"
PLAIN = "y ~ 1 + (1|s) + (1|d)"
WIDER = "y ~ service + studage + (1|s) + (1|d) + (1|dept)"
RUNS = 3

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Peer:
    """What lme4 found: variances by factor, (effect, deviation) by factor and level, CPU seconds (None: not run here)."""

    variances: dict[str, float]
    effects: dict[tuple[str, str], tuple[float, float]]
    seconds: float | None


def rows() -> Iterator[Row]:
    """Yield the rows; without the shared file or R, rows that say so."""
    if not (SHARED / "insteval.csv").exists():
        yield reported("InstEval: the shared file is not here", None)
        return
    table, wider = tables()
    plain = run_peer(PLAIN) or kept_figures()
    found, took = timed(table, Options())
    yield from accuracy("InstEval (s)+(d)", found, plain)
    quick, quick_took = timed(table, Options(trace=Trace.FAST))
    yield bar("InstEval, fast trace: largest difference of an effect", worst(quick, plain)[0], 5e-4, "rating")
    yield reported("InstEval: CPU of the engine, default settings", took)
    yield reported("InstEval: CPU of the engine, fast trace", quick_took)
    yield from beside_gpboost(quick_took)
    if plain.seconds is None:
        yield reported("InstEval: CPU of lme4 (R with lme4 is not here)", None)
        return
    yield reported("InstEval: CPU of lme4", plain.seconds)
    yield least("InstEval: CPU of lme4 to ours, default settings", plain.seconds / took, 10)
    yield least("InstEval: CPU of lme4 to ours, fast trace", plain.seconds / quick_took, 100)
    beside = run_peer(WIDER)
    if beside is not None and beside.seconds is not None:
        fitted, took = timed(wider, Options())
        yield from accuracy("InstEval with covariates and departments", fitted, beside)
        yield reported("the same: CPU of lme4 to ours, default settings: times", round(beside.seconds / took, 1))


def beside_gpboost(quick_took: float) -> Iterator[Row]:
    """Yield GPBoost's CPU where a Python has it (GPBOOST_PYTHON), else a row that says so. It is reported; there is no bar."""
    program = os.environ.get("GPBOOST_PYTHON")
    if program is None:
        yield reported("InstEval: CPU of GPBoost, iterative (GPBOOST_PYTHON names no Python that has it)", None)
        return
    command = [program, str(Path(__file__).with_name("peer_gpboost.py")), str(SHARED / "insteval.csv")]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    seconds = json.loads(done.stdout.splitlines()[-1])["seconds"]
    yield reported("InstEval: CPU of GPBoost, iterative", round(seconds, 3))
    yield reported("InstEval: GPBoost, iterative, to ours, fast trace: times", round(seconds / quick_took, 1))


def accuracy(name: str, found: Fit, peer: Peer) -> Iterator[Row]:
    """Yield how far variances, effects and deviations are from the peer's."""
    ours = {**found.variances, "Residual": found.residual}
    apart = max(abs((ours[factor] or 0) / known - 1) for factor, known in peer.variances.items())
    effect, deviation = worst(found, peer)
    yield bar(f"{name}: largest relative difference of a variance", apart, 1e-3, "share")
    yield bar(f"{name}: largest difference of an effect", effect, 1e-4, "rating")
    yield bar(f"{name}: largest relative difference of a conditional deviation", deviation, 1e-2, "share")


def worst(found: Fit, peer: Peer) -> tuple[float, float]:
    """Return the largest difference of an effect, and of a conditional deviation as a share."""
    differences = [
        (abs(value - peer.effects[own.factor, level][0]), abs(error / peer.effects[own.factor, level][1] - 1))
        for own in found.effects
        for level, value, error in zip(own.levels, own.values, own.errors, strict=True)
    ]
    return tuple(max(column) for column in zip(*differences, strict=True))  # type: ignore[return-value]


def timed(table: RatingTable, options: Options) -> tuple[Fit, float]:
    """Return a fit and the least CPU seconds of a few runs."""
    took = []
    for _run in range(RUNS):
        before = time.process_time()
        found = fit(table, options)
        took.append(time.process_time() - before)
    return found, round(min(took), 3)


def tables() -> tuple[RatingTable, RatingTable]:
    """Return the ratings by student and lecturer, and the same with departments and two covariates."""
    rows = list(csv.DictReader((SHARED / "insteval.csv").read_text().splitlines()))
    values, weights = np.array([float(row["y"]) for row in rows]), np.ones(len(rows))
    factors = {name: factor_of(name, [row[name] for row in rows]) for name in ("s", "d", "dept")}
    covariates = [
        *covariates_of("service", [row["service"] for row in rows]),
        *covariates_of("studage", [f"a{row['studage']}" for row in rows]),
    ]
    plain = RatingTable(values, weights, (factors["s"], factors["d"]))
    return plain, RatingTable(values, weights, tuple(factors.values()), tuple(covariates))


def run_peer(formula: str) -> Peer | None:
    """Run lme4 on the file; None where R or lme4 is not here."""
    program = shutil.which("Rscript")
    if program is None:
        return None
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory(prefix="basira-bench-") as folder:
        script = Path(__file__).with_name("peer.R")
        command = [program, str(script), str(SHARED / "insteval.csv"), folder, formula]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode != 0:
            return None
        return read_peer(Path(folder), "variances.csv", "effects.csv", float(done.stdout.split()[0]))


def kept_figures() -> Peer:
    """Return lme4's figures that lie beside the shared file."""
    return read_peer(SHARED / "reference-lme4", "reml_sd_varcomp.csv", "reml_sd_blup.csv", None)


def read_peer(folder: Path, variances: str, effects: str, seconds: float | None) -> Peer:
    """Read what lme4 wrote."""
    found = [list(csv.DictReader((folder / name).read_text().splitlines())) for name in (variances, effects)]
    return Peer(
        {row["grp"]: float(row["vcov"]) for row in found[0]},
        {(row["grpvar"], row["grp"]): (float(row["condval"]), float(row["condsd"])) for row in found[1]},
        seconds,
    )


def bar(name: str, value: float, limit: float, unit: str) -> Row:
    """Return a row whose value may be at most the limit."""
    return {
        "name": name,
        "value": float(f"{value:.3g}"),
        "unit": unit,
        "target": f"<= {limit:g}",
        "met": bool(value <= limit),
    }


def least(name: str, value: float, limit: float) -> Row:
    """Return a row whose value is to be at least the limit."""
    return {
        "name": name,
        "value": round(value, 1),
        "unit": "times",
        "target": f">= {limit:g}",
        "met": bool(value >= limit),
    }


def reported(name: str, value: float | None) -> Row:
    """Return a row without a bar."""
    return {"name": name, "value": value, "unit": "" if name.endswith("times") else "s", "target": None, "met": None}
