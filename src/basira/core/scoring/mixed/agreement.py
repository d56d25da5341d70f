"""
How far raters agree on the same items: Krippendorff's alpha, and the intraclass correlations of a full table.

Both look at ratings as they stand, without a model; what a model says of reliability is in `reliability`.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from basira.core.scoring.mixed.ratings import Codes, Floats, RatingsNotUsable
from basira.core.scoring.mixed.tally import Cells


class Metric(StrEnum):
    """How far two values are apart: equal or not, by the values that lie between, or by their difference."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha (1: always the same, 0: as by chance) over `values` in `items` rated twice or more; None has its `reason`."""

    alpha: float | None
    items: int
    values: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Intraclass:
    """
    The six intraclass correlations of Shrout & Fleiss: of one rating, and of the mean over all raters.

    One way: each item by raters of its own. Agreement: the same raters, drawn from many. Consistency: these raters alone,
    whose being mild or severe does not count. A figure is None where nothing varies.
    """

    one_way: float | None
    agreement: float | None
    consistency: float | None
    mean_one_way: float | None
    mean_agreement: float | None
    mean_consistency: float | None


def cells_of(items: Codes, values: Floats) -> Cells:
    """Return ratings in rows as cells: `items[r]` is what was rated, `values[r]` how. Missing ones are no row."""
    distinct, codes = np.unique(values, return_inverse=True)
    keys, counts = np.unique(items * max(len(distinct), 1) + codes, return_counts=True)
    return Cells(keys // max(len(distinct), 1), distinct[keys % max(len(distinct), 1)], counts.astype(np.int64))


def krippendorff(cells: Cells, metric: Metric) -> Agreement:
    """
    Return Krippendorff's alpha over ratings, given how often each value was rated in each item.

    Words are codes, by the nominal metric. Items rated once say nothing. Empty, or all values equal: None, with the reason.
    Source: Krippendorff (2019), Content Analysis, 4th ed., ch. 12. The ordinal distance of two values is the difference
    of their mean ranks; so ordinal is interval over mean ranks.
    """
    pairable = np.bincount(cells.items, cells.counts)[cells.items] > 1
    kept, times = cells.values[pairable], cells.counts[pairable].astype(np.float64)
    codes = np.unique(cells.items[pairable], return_inverse=True)[1]
    if not len(kept):
        return Agreement(None, 0, 0, "no item is rated twice")
    counts, whole = np.bincount(codes, times), int(times.sum())
    everything = np.zeros(len(kept), dtype=np.int64)
    if metric is Metric.ORDINAL:
        kept = mean_ranks(kept, times)
    distance = unequal_pairs if metric is Metric.NOMINAL else squared_pairs
    expected = float(distance(everything, kept, times)[0]) / (whole - 1)
    if not expected:
        return Agreement(None, len(counts), whole, "all ratings are equal")
    observed = float((distance(codes, kept, times) / (counts - 1)).sum())
    return Agreement(1 - observed / expected, len(counts), whole)


def mean_ranks(values: Floats, times: Floats) -> Floats:
    """Return the rank of each value that was rated so many times, equal ones the mean of theirs; from 0.5 on."""
    codes = np.unique(values, return_inverse=True)[1]
    counts = np.bincount(codes, times)
    return np.asarray((np.cumsum(counts) - counts / 2)[codes], dtype=np.float64)


def squared_pairs(groups: Codes, values: Floats, times: Floats) -> Floats:
    """Return by group the sum of squared differences over all ordered pairs."""
    centred = values - (times @ values) / times.sum()
    counts, sums = np.bincount(groups, times), np.bincount(groups, times * centred)
    return np.asarray(2 * (counts * np.bincount(groups, times * centred**2) - sums**2))


def unequal_pairs(groups: Codes, values: Floats, times: Floats) -> Floats:
    """Return by group the number of ordered pairs of unequal values."""
    distinct, codes = np.unique(values, return_inverse=True)
    cells, places = np.unique(groups * len(distinct) + codes, return_inverse=True)
    alike = np.bincount(cells // len(distinct), np.bincount(places, times) ** 2)
    return np.asarray(np.bincount(groups, times) ** 2 - alike)


def intraclass(table: Floats) -> Intraclass:
    """
    Return the intraclass correlations of a full table, items by raters.

    Source: Shrout & Fleiss (1979), Psychological Bulletin 86:420, formulas of ICC(1,1) to ICC(3,k).

    :raises RatingsNotUsable: with fewer than two items or raters, or a cell that is no number
    """
    if table.ndim != 2 or min(table.shape) < 2 or not np.isfinite(table).all():
        raise RatingsNotUsable(reason="table")
    items, raters = table.shape
    centred = table - table.mean()
    between = raters * float((centred.mean(axis=1) ** 2).sum())
    by_rater = items * float((centred.mean(axis=0) ** 2).sum())
    within = float((centred**2).sum()) - between
    item, rater = between / (items - 1), by_rater / (raters - 1)
    inner = within / (items * (raters - 1))
    rest = max(within - by_rater, 0.0) / ((items - 1) * (raters - 1))
    severity = raters * (rater - rest) / items
    return Intraclass(
        share(item - inner, item + (raters - 1) * inner),
        share(item - rest, item + (raters - 1) * rest + severity),
        share(item - rest, item + (raters - 1) * rest),
        share(item - inner, item),
        share(item - rest, item + severity / raters),
        share(item - rest, item),
    )


def share(part: float, whole: float) -> float | None:
    """Return part / whole, or None where nothing varies."""
    return part / whole if whole > 0 else None
