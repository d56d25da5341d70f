"""Times (waits in minutes) on a scale on which one very long wait does not outweigh twenty short ones."""

from dataclasses import dataclass, replace

import numpy as np

from basira.core.kernel.problem import Fault
from basira.core.scoring.mixed.fit import warn
from basira.core.scoring.mixed.ratings import Codes, Floats, RatingTable

FAR = 5.0
"""Beyond so many robust standard deviations from the median, a time is pulled to that line."""
ROBUST = 1.482602218505602
"""The standard deviation of a normal error, in median absolute deviations. Source: Hampel (1974), JASA 69:383."""


@dataclass(frozen=True, slots=True)
class LogTimes:
    """
    `values`: log(1 + time). `below_zero` and `far`: rows that were pulled, to 0 and to the lines `low` and `high` (times).

    Nothing is dropped: a pulled row counts as what it was pulled to, and is told.
    """

    values: Floats
    below_zero: Codes
    far: Codes
    low: float
    high: float


def on_log_scale(times: Floats) -> LogTimes:
    """Return times on a log scale; where half of them are equal, none is called far. Empty: empty."""
    below = np.flatnonzero(times < 0)
    logs = np.log1p(np.maximum(times, 0))
    if not len(logs):
        return LogTimes(logs, below, below, 0.0, 0.0)
    middle = float(np.median(logs))
    reach = FAR * ROBUST * float(np.median(np.abs(logs - middle)))
    low, high = (middle - reach, middle + reach) if reach else (float(logs.min()), float(logs.max()))
    far = np.flatnonzero((logs < low) | (logs > high))
    return LogTimes(np.clip(logs, low, high), below, far, max(float(np.expm1(low)), 0.0), float(np.expm1(high)))


def timed(table: RatingTable) -> tuple[RatingTable, tuple[Fault, ...]]:
    """Return a table of times with log(1 + time) as its values, and a warning for what was pulled in."""
    found = on_log_scale(table.values)
    told = []
    if len(found.below_zero):
        words = f"{len(found.below_zero)} times are below zero, which no wait can be: each counts as 0."
        told.append(warn("times.below-zero", words, count=str(len(found.below_zero))))
    if len(found.far):
        words = f"{len(found.far)} times lie far from the others: each counts as {found.low:.4g} or {found.high:.4g}."
        told.append(warn("times.far", words, count=str(len(found.far))))
    return replace(table, values=found.values), tuple(told)
