"""How far observers of one and the same example visit agree: with its key, and with each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

FEWEST_OTHERS = 4
"""Others who must have marked the example before anybody is compared with them: fewer could be told apart."""
PRECISION = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to mark in an example, on whole marks from `least` to `most` (more than `least`); `key` is the right one."""

    code: str
    least: int
    most: int
    key: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    How one observer marked an example.

    `divergence` is how far her marks are from the key, and `lean` the same with its sign: above 0 she is milder than the key,
    below 0 more severe. `from_others` is how far she is from the mean of the others; None while they are too few. All are shares
    of an item's scale, `divergence` and `from_others` 0 to 1, `lean` -1 to 1, to four places.
    """

    divergence: Decimal
    lean: Decimal
    from_others: Decimal | None


def agreement(items: Sequence[Item], marks: Mapping[str, int], others: Sequence[Mapping[str, int]] = ()) -> Agreement:
    """
    Return how far `marks` are from the key and from the marks of `others`.

    Shape: one mark an item, by its code, from her and from each of the others; every item counts the same.
    Units: mean absolute difference over the items, each as a share of its own scale (most - least).
    Empty: without items all is 0. Fewer than `FEWEST_OTHERS` others leave `from_others` None.
    Source: the mean absolute deviation of interrater agreement, AD_M: Burke, Finkelstein & Dusig (1999), Organizational Research
    Methods 2(1), here from the key in place of the mean, and divided by the scale so that items of different scales add up.
    """
    if not items:
        return Agreement(Decimal(0), Decimal(0), Decimal(0) if len(others) >= FEWEST_OTHERS else None)
    off = [_share(Decimal(marks[item.code] - item.key), item) for item in items]
    from_others = None
    if len(others) >= FEWEST_OTHERS:
        means = {item.code: Decimal(sum(each[item.code] for each in others)) / len(others) for item in items}
        from_others = _mean([abs(_share(marks[item.code] - means[item.code], item)) for item in items])
    return Agreement(_mean([abs(each) for each in off]), _mean(off), from_others)


def _share(difference: Decimal, item: Item) -> Decimal:
    return difference / (item.most - item.least)


def _mean(shares: Sequence[Decimal]) -> Decimal:
    return (sum(shares, Decimal(0)) / len(shares)).quantize(PRECISION)
