"""What a body owes and by when, and who hears of it when it does not come: its unit, its head, the programme's own top."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from basira.core.kernel.lifecycles import PlanState
from basira.core.kernel.workdays import after_working_days


class Rung(StrEnum):
    """Who hears of it, in order. The top is the programme's own, never the silent body's."""

    UNIT = "unit"
    HEAD = "head"
    TOP = "top"


class Lateness(StrEnum):
    """What did not come in time, said as such."""

    NO_REPLY = "no-reply"
    NO_PLAN = "no-plan"
    LATE = "late"
    NOT_SIGNED = "not-signed"


@dataclass(frozen=True, slots=True)
class Owed:
    """What a body owes in its plan's state, and the last day for it."""

    lateness: Lateness
    due_on: date


OWES = {
    PlanState.OPEN: Lateness.NO_PLAN,
    PlanState.NOT_FIXED: Lateness.NO_PLAN,
    PlanState.AGREED: Lateness.LATE,
    PlanState.UNDER_WAY: Lateness.LATE,
    PlanState.DECLARED: Lateness.NOT_SIGNED,
}
"""The states in which the body's clock runs. In every other one it is the programme's turn, or nobody's."""


def owed(state: PlanState, due_on: date | None, *, has_replied: bool) -> Owed | None:
    """Return what the body owes; None where its clock does not run. `has_replied` is whether it answered the finding."""
    if state not in OWES or due_on is None:
        return None
    silent = state is PlanState.OPEN and not has_replied
    return Owed(Lateness.NO_REPLY if silent else OWES[state], due_on)


def rungs_reached(
    due_on: date, today: date, *, step_days: int, weekend: Set[int], holidays: Set[date]
) -> tuple[Rung, ...]:
    """
    Return the rungs that a delay has reached: the unit on the day after the last one, each further one `step_days` working
    days later. Empty until the last day has passed.
    """
    days = {rung: after_working_days(due_on, place * step_days, weekend, holidays) for place, rung in enumerate(Rung)}
    return tuple(rung for rung, after in days.items() if today > after)
