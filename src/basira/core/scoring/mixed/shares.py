"""
Intervals of shares: where every rating is one of two values, a level near an end varies less than one in the middle.

The model takes one variance for all levels. Of a share p it is in proportion to p (1 - p), so one variance makes intervals too
wide near the ends and too narrow in the middle. The limits here are those shares from which the estimate is as far as the
interval reaches once the variance is that share's own (Wilson 1927, JASA 22:209, with the model's variance in place of n).
"""

from dataclasses import replace

import numpy as np

from basira.core.scoring.mixed.ratings import Floats
from basira.core.scoring.mixed.tally import Group, Tally
from basira.core.scoring.mixed.uncertainty import Interval

ALL_AT_ENDS = 1e-9
"""The part of the largest possible sum of squares that may be missing where all ratings stand at the ends."""


def is_of_two_values(tally: Tally) -> bool:
    """Tell whether each rating is one of two values."""
    largest = tally.ends.reaches[0] ** 2 * float(tally.groups[0].weights.sum())
    return bool(abs(tally.square - largest) <= ALL_AT_ENDS * largest)


def of_shares(tally: Tally, unit: Group, values: Floats, variances: Floats, interval: Interval) -> Interval:
    """
    Return the intervals of estimates whose ratings are of two values; of any others as they are.

    Units: those of the rating. `variances` are the model's, alike at all levels. An estimate beyond an end stays within its interval.
    """
    if not is_of_two_values(tally):
        return interval
    width = tally.ends.high - tally.ends.low
    found = (values - tally.ends.low) / width
    taken = float(unit.weights @ (found * (1 - found) + variances / width**2)) / float(unit.weights.sum())
    if taken <= 0:
        return interval
    reach = (interval.high - interval.low) / 2 / width
    low, high = share_limits(np.clip(found, 0, 1), reach**2 / taken)
    return replace(
        interval,
        low=np.minimum(tally.ends.low + width * low, values),
        high=np.maximum(tally.ends.low + width * high, values),
    )


def share_limits(found: Floats, ratio: Floats) -> tuple[Floats, Floats]:
    """Return both p with (p - found)² = ratio p (1 - p), for shares found within 0 to 1 and ratios of 0 or more."""
    middle, spread = 2 * found + ratio, np.sqrt(ratio * (ratio + 4 * found * (1 - found)))
    return (middle - spread) / (2 * (1 + ratio)), (middle + spread) / (2 * (1 + ratio))
