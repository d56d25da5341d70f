"""How a score moved between two runs, and whether the errors let us say so."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from basira.core.scoring.estimate import ARITHMETIC, ZERO, Estimate, rounded, t_reach


@dataclass(frozen=True, slots=True)
class Change:
    """
    Now minus before, -1 to 1. `se`, `low` and `high` are None when either run has no standard error; then nothing can
    be said of it and `distinguishable` is False.
    """

    difference: Decimal
    se: Decimal | None
    low: Decimal | None
    high: Decimal | None
    distinguishable: bool


def compare(now: Estimate, before: Estimate) -> Change | None:
    """
    Return the change between two estimates of one unit from different visits; None when either has no score.

    The standard error is the root of the sum of squares (the visits are different ones); the interval uses Student's t
    with the smaller number of degrees of freedom of the two, which errs on the wide side. It is never narrower than what
    the two intervals themselves allow, so that visits which happened to agree prove no change.
    Source: Zou & Donner (2008), Statistics in Medicine 27:1693, for the limits from the two intervals.
    """
    if now.score is None or before.score is None:
        return None
    with localcontext(ARITHMETIC):
        difference = now.score - before.score
        if now.se is None or before.se is None:
            return Change(rounded(difference), None, None, None, distinguishable=False)
        error = (now.se**2 + before.se**2).sqrt()
        reach = t_reach(min(now.visits, before.visits)) * error
        down = max(reach, joint_reach(now.score, now.low, before.score, before.high))
        up = max(reach, joint_reach(now.score, now.high, before.score, before.low))
        low, high = max(Decimal(-1), difference - down), min(Decimal(1), difference + up)
        return Change(
            rounded(difference), rounded(error), rounded(low), rounded(high), distinguishable=low > ZERO or high < ZERO
        )


def joint_reach(now: Decimal, limit_now: Decimal | None, before: Decimal, limit_before: Decimal | None) -> Decimal:
    """Return how far a difference may reach when each score may be as far off as its own limit; None is no limit."""
    far_now = ZERO if limit_now is None else now - limit_now
    far_before = ZERO if limit_before is None else before - limit_before
    return (far_now**2 + far_before**2).sqrt()
