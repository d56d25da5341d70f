"""
How far raters agree on the same items: Krippendorff's alpha, and the intraclass correlations of a full table.

Both look at ratings as they stand, without a model; what a model says of reliability is in `reliability`.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from basira.core.scoring.mixed.ratings import Codes, Floats, RatingsNotUsable


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


def krippendorff(items: Codes, values: Floats, metric: Metric) -> Agreement:
    """
    Return Krippendorff's alpha over ratings in rows: `items[r]` is what was rated, `values[r]` how. Missing ones are no row.

    Words are codes, by the nominal metric. Items rated once say nothing. Empty, or all values equal: None, with the reason.
    Source: Krippendorff (2019), Content Analysis, 4th ed., ch. 12. The ordinal distance of two values is the difference
    of their mean ranks; so ordinal is interval over mean ranks.
    """
    sizes = np.bincount(items)
    pairable = sizes[items] > 1
    kept, codes = values[pairable], np.unique(items[pairable], return_inverse=True)[1]
    if not len(kept):
        return Agreement(None, 0, 0, "no item is rated twice")
    counts = np.bincount(codes).astype(np.float64)
    everything = np.zeros(len(kept), dtype=np.int64)
    if metric is Metric.ORDINAL:
        kept = mean_ranks(kept)
    distance = unequal_pairs if metric is Metric.NOMINAL else squared_pairs
    expected = float(distance(everything, kept)[0]) / (len(kept) - 1)
    if not expected:
        return Agreement(None, len(counts), len(kept), "all ratings are equal")
    observed = float((distance(codes, kept) / (counts - 1)).sum())
    return Agreement(1 - observed / expected, len(counts), len(kept))


def mean_ranks(values: Floats) -> Floats:
    """Return the rank of each value, equal ones the mean of theirs; from 0.5 on."""
    _distinct, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - counts / 2)[codes], dtype=np.float64)


def squared_pairs(groups: Codes, values: Floats) -> Floats:
    """Return by group the sum of squared differences over all ordered pairs."""
    centred = values - values.mean()
    counts = np.bincount(groups)
    return np.asarray(2 * (counts * np.bincount(groups, centred**2) - np.bincount(groups, centred) ** 2))


def unequal_pairs(groups: Codes, values: Floats) -> Floats:
    """Return by group the number of ordered pairs of unequal values."""
    codes = np.unique(values, return_inverse=True)[1]
    cells, counts = np.unique(groups * (codes.max() + 1) + codes, return_counts=True)
    alike = np.bincount(cells // (codes.max() + 1), counts.astype(np.float64) ** 2)
    return np.asarray(np.bincount(groups) ** 2 - alike)


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
