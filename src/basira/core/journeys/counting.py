"""How often something was seen, and how sure that is; and the middle of a few numbers. Both know what may be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from basira.core.disclosure import DisclosureRule, Presence
from basira.core.scoring.waits import wilson

BREAK_FROM = 0.2
"""A break is marked where at least one case in five has it: where the low end of the 95 % interval is not below this share."""

WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Counted:
    """
    `seen` of `of` cases, with the 95 % interval (shares 0 to 1, Wilson's) of how often it happens; None over no case.

    `is_safe` tells whether the disclosure rule lets these numbers be known. Cases of one shopper count as if they were
    independent, so that the interval is a little too narrow where a shopper made several; at least three made them.
    """

    seen: int
    of: int
    is_safe: bool
    low: float | None = None
    high: float | None = None

    @property
    def is_break(self) -> bool:
        """Tell whether the evidence marks a break: enough of it, and surely often."""
        return self.is_safe and self.low is not None and self.low >= BREAK_FROM

    @property
    def is_once(self) -> bool:
        """Tell whether a single case saw it."""
        return self.seen == 1


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of `of` numbers, rounded; None over none. `is_safe` as in `Counted`."""

    value: Decimal | None
    of: int
    is_safe: bool


def counted(said: Iterable[tuple[bool | None, str, str]], rule: DisclosureRule, *others: Presence) -> Counted:
    """
    Return how often something was seen, out of (seen, visit, shopper), one a case; None is left out.

    Each of `others` are the visits behind something that may be known beside this: all of the same step, or a figure over
    more steps. What one holds and the other does not must be none or many, else the figure would be one about few by
    subtraction. Empty: 0 of 0, without an interval, safe to be known.
    """
    known = [(seen, visit, shopper) for seen, visit, shopper in said if seen is not None]
    seen, of = sum(seen for seen, _visit, _shopper in known), len(known)
    low, high = wilson(seen, of) if of else (None, None)
    return Counted(seen, of, _is_safe(known, rule, others), low, high)


def middle_of(
    said: Iterable[tuple[Decimal | None, str, str]], rule: DisclosureRule, *others: Presence, to: Decimal = WHOLE
) -> Middle:
    """
    Return the median of (number, visit, shopper), one a case, in the numbers' own unit; None is left out.

    It is rounded to multiples of `to`, halves upward: the median of an odd number is what one visit told, and to the second it
    would tell which.
    """
    known = [(number, visit, shopper) for number, visit, shopper in said if number is not None]
    value = median(number for number, _visit, _shopper in known) if known else None
    rounded = None if value is None else (value / to).quantize(WHOLE, ROUND_HALF_UP) * to
    return Middle(rounded, len(known), _is_safe(known, rule, others))


def _is_safe(known: Iterable[tuple[object, str, str]], rule: DisclosureRule, others: Iterable[Presence]) -> bool:
    presence = frozenset((visit, shopper) for _said, visit, shopper in known)
    return rule.is_safe(presence) and all(rule.is_safe(other ^ presence) for other in others)
