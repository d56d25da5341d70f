"""The four files of `./basira score FILE`."""

import json
import platform
from pathlib import Path
from typing import Any

import numpy
import scipy

from basira.core.scoring.mixed.fit import Fit
from basira.core.scoring.mixed.scores import Scores
from basira.core.scoring.mixed.writing import effects_csv, number, scores_csv, variance_csv

DECISIONS = (
    "Awards and sanctions rest on the unshrunk intervals and the simultaneous rank sets, never on the shrunk score."
)


def report_of(fit: Fit, scores: Scores, inputs: dict[str, Any], timings: dict[str, float]) -> dict[str, Any]:
    """Return what stands beside the numbers: how they were made, and what must be known to read them."""
    warnings = [{"code": fault.code, "message": fault.message} for fault in (*fit.warnings, *scores.warnings)]
    terms = zip(("(intercept)", *(c.name for c in fit.table.covariates)), fit.slopes, fit.slope_errors, strict=True)
    return {
        "ok": True,
        "input": inputs,
        "ratings": fit.table.count,
        "units": scores.unit.size,
        "unit": scores.unit.name,
        "mean": figure(fit.mean),
        "mean_se": figure(fit.mean_error),
        "fixed": [{"term": term, "estimate": figure(value), "se": figure(error)} for term, value, error in terms],
        "convergence": {"converged": True, "rounds": fit.rounds, "traces": str(fit.way.trace)},
        "reliability": figure(reliability(fit, scores)),
        "rank_sets": "simultaneous, 95 %, on the unshrunk scores, within a component",
        "decisions": DECISIONS,
        "warnings": warnings,
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
        "timings": {name: round(value, 3) for name, value in timings.items()},
    }


def figure(value: float | None) -> float | None:
    """Return a figure to the digits of the tables, or None where it is not known."""
    text = number(value)
    return float(text) if text else None


def reliability(fit: Fit, scores: Scores) -> float | None:
    """
    Return the share of the differences between the shown scores that is of the units: 1 - mean(se squared) / variance.

    Of the units' own effects, given the fixed effects. None when the units do not differ.
    Source: Brennan (2001), Generalizability Theory, ch. 4: the generalizability coefficient, as the mean over units.
    """
    variance = fit.variances.get(scores.unit.name)
    own = next((effects for effects in fit.effects if effects.factor == scores.unit.name), None)
    return float(1 - (own.errors**2).mean() / variance) if variance and own is not None else None


def write_all(folder: Path, fit: Fit, scores: Scores, report: dict[str, Any]) -> None:
    """Write the four files into the folder, the report last."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"variance.csv": variance_csv(fit), "effects.csv": effects_csv(fit), "scores.csv": scores_csv(scores)}
    texts["report.json"] = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
