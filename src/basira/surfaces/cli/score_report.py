"""The files of `./basira score FILE`."""

import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy
import scipy

from basira.core.kernel.problem import Fault
from basira.core.scoring.mixed.fit import Fit
from basira.core.scoring.mixed.reliability import Reliability, reliability_of, severities
from basira.core.scoring.mixed.scores import Scores
from basira.core.scoring.mixed.writing import (
    effects_csv,
    number,
    ranks_csv,
    scores_csv,
    severity_csv,
    variance_csv,
)

DECISIONS = (
    "Awards and sanctions rest on the unshrunk intervals and the simultaneous rank sets, never on the shrunk score."
)
RANK_SETS = (
    "rank_low and rank_high hold all true ranks at once with 95 %, on the unshrunk scores, within a component; ranks.csv has "
    "those of one unit looked at alone (own), and those that hold on average over units (average), for managing."
)
UNKNOWN_SHARE = "the units do not differ, an unshrunk score is not known (see warnings), or no factor is named visit"
SHOWN_COMPONENTS, SHOWN_UNITS = 100, 20


def report_of(
    fit: Fit, scores: Scores, inputs: dict[str, Any], timings: dict[str, float], told: Sequence[Fault] = ()
) -> dict[str, Any]:
    """Return what stands beside the numbers: how they were made, and what must be known to read them."""
    warnings = [{"code": fault.code, "message": fault.message} for fault in (*told, *fit.warnings, *scores.warnings)]
    terms = zip(("(intercept)", *fit.tally.covariates), fit.slopes, fit.slope_errors, strict=True)
    return {
        "ok": True,
        "input": inputs,
        "ratings": fit.tally.count,
        "units": scores.unit.size,
        "unit": scores.unit.name,
        "mean": figure(fit.mean),
        "mean_se": figure(fit.mean_error),
        "fixed": [{"term": term, "estimate": figure(value), "se": figure(error)} for term, value, error in terms],
        "convergence": {"converged": True, "rounds": fit.rounds, "traces": str(fit.way.trace)},
        "reliability": reliability_figures(reliability_of(fit, scores)),
        "shoppers_told_apart": sum(one.told_apart for one in severities(fit)),
        "components": components_of(scores),
        "rank_sets": RANK_SETS,
        "decisions": DECISIONS,
        "warnings": warnings,
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
        "timings": {name: round(value, 3) for name, value in timings.items()},
    }


def figure(value: float | None) -> float | None:
    """Return a figure to the digits of the tables, or None where it is not known."""
    text = number(value)
    return float(text) if text else None


def reliability_figures(found: Reliability) -> dict[str, Any]:
    """Return what the instrument is worth, each unknown figure with its reason."""
    shares = {
        "generalizability": found.generalizability,
        "dependability": found.dependability,
        "shrunk_scores": found.shrunk,
        "one_rating_icc": found.one_rating,
        "one_visit_icc": found.one_visit,
    }
    alphas = {
        metric: {"alpha": figure(one.alpha), "items": one.items, "ratings": one.values, "reason": one.reason or None}
        for metric, one in found.agreement.items()
    }
    unknown = [name for name, value in shares.items() if value is None]
    told = {"unknown": unknown, "unknown_because": UNKNOWN_SHARE if unknown else None}
    return {name: figure(value) for name, value in shares.items()} | told | {"krippendorff_alpha": alphas}


def components_of(scores: Scores) -> list[dict[str, Any]]:
    """Return which units can be compared with which: those of one component; the first of each are named."""
    numbers, counts = numpy.unique(scores.component, return_counts=True)
    named = [
        [scores.unit.levels[place] for place in numpy.flatnonzero(scores.component == number)[:SHOWN_UNITS]]
        for number in numbers[:SHOWN_COMPONENTS]
    ]
    return [
        {"component": int(number), "units": int(count), "ranked": bool(count > 1), "first_units": first}
        for number, count, first in zip(numbers, counts, named, strict=False)
    ]


def write_all(folder: Path, fit: Fit, scores: Scores, report: dict[str, Any], more: Mapping[str, str]) -> None:
    """Write the files into the folder, `more` by name among them, the report last."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"variance.csv": variance_csv(fit), "effects.csv": effects_csv(fit), "scores.csv": scores_csv(scores)}
    texts |= {"ranks.csv": ranks_csv(scores), "severity.csv": severity_csv(severities(fit))}
    texts |= more
    texts["report.json"] = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
