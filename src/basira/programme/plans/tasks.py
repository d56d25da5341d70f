"""Background work of plans."""

from datetime import datetime

from basira.core.kernel.actor import SYSTEM
from basira.programme.plans import agreeing, opening, repeating


def look_after_plans(at: datetime) -> None:
    """Open the plans that the rules ask for, let delays climb, judge the repeats whose visits were accepted."""
    opening.open_due_plans(by=SYSTEM, at=at)
    agreeing.climb_ladders(by=SYSTEM, at=at)
    repeating.judge_repeats(by=SYSTEM, at=at)
