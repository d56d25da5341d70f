"""
The measuring engine against its bars: lme4's own figures on InstEval, CPU beside its peers', ranks of 5,000 centres, whether all
engines say the same, and how often intervals hold a simulated truth.

Peers are here for this alone, and each that is not here is a row that says so: lme4 (`apt-get install r-cran-lme4`), GPBoost
(GPBOOST_PYTHON: a Python that has it), Spark (`./basira test --spark` installs it). One thread on both sides; parsing and
compilation are counted on neither. Five minutes or so; ten at most.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent))
import demo_truth  # noqa: E402
import holding  # noqa: E402
import insteval  # noqa: E402
import numpy as np  # noqa: E402
import scale  # noqa: E402

from basira.core.scoring.mixed.standing import posterior_ranks, standing  # noqa: E402

MANY = 5000
RANKS_LIMIT_S = 10.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the bench's own options."""
    parser.add_argument(
        "--full", action="store_true", help="1e6 to 1e8 ratings as well: minutes, and gigabytes of memory and disk"
    )
    parser.add_argument("--replicates", type=int, default=200, help="simulated cycles of each kind (default: 200)")


def run(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the rows."""
    return [*insteval.rows(), ranks_row(), *demo_truth.rows(), *holding.rows(options.replicates), *sizes(options)]


def sizes(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return whether all engines say the same, and how they grow."""
    same = [*scale.agreement(10**6), scale.same_files(10**4)]
    return [*same, *scale.rows((10**5, 10**6, 10**7, 10**8) if options.full else (10**5,))]


def ranks_row() -> dict[str, Any]:
    """Return the CPU seconds for all three sets of ranks, and tiers, of 5,000 centres."""
    random = np.random.default_rng(1)
    errors = random.uniform(0.05, 0.4, MANY)
    scores = random.normal(size=MANY)
    before = time.process_time()
    standing(scores, errors, None, seed=1)
    posterior_ranks(scores, errors, None, seed=1)
    took = round(time.process_time() - before, 2)
    name = f"ranks and tiers of {MANY} centres, CPU"
    return {"name": name, "value": took, "unit": "s", "target": f"under {RANKS_LIMIT_S:g}", "met": took < RANKS_LIMIT_S}
