"""Where a plan stands: for a body by its moves alone, for the programme by the calendar and the repeat as well."""

from datetime import datetime

from django.utils import timezone

from basira.core.assurance.repeats import RepeatOutcome
from basira.core.kernel.lifecycles import MissionState, PlanState, VisitState
from basira.programme.plans.models import Plan, PlanMove, Repeat, Verdict
from basira.programme.plans.rules import grace_until
from basira.programme.review.models import Review

CAME_TO_NOTHING = frozenset(
    {
        MissionState.DECLINED,
        MissionState.EXPIRED,
        MissionState.NOT_DONE,
        MissionState.WITHDRAWN,
        MissionState.VOID,
    }
)
REFUSED = (VisitState.REJECTED, VisitState.VOID)


def state_for_body(last: PlanMove) -> PlanState:
    """Return where a plan stands as its body reads it."""
    return PlanState(last.to)


def is_grace_over(plan: Plan, last: PlanMove, at: datetime) -> bool:
    """Tell whether the time in which nothing is checked has passed; a body can count it, and is told no more."""
    return last.to == PlanState.GRACE and timezone.localdate(at) > grace_until(last.moved_at, plan.grace_days)


def state_for_programme(plan: Plan, last: PlanMove, at: datetime) -> PlanState:
    """Return where a plan stands. Two queries at most, and only after the time of grace."""
    if not is_grace_over(plan, last, at):
        return PlanState(last.to)
    repeats = Repeat.objects.filter(plan=plan, move=last).select_related("mission", "verdict").order_by("-pk")
    repeat = repeats.first()
    return PlanState.REPEAT_DUE if repeat is None else state_of_repeat(repeat)


def state_of_repeat(repeat: Repeat) -> PlanState:
    """Return where a plan stands by its newest repeat: judged, still to come, or due again."""
    verdict: Verdict | None = getattr(repeat, "verdict", None)
    if verdict is not None:
        seen = verdict.outcome != RepeatOutcome.NOT_SEEN
        return PlanState.REPEATED if seen else PlanState.REPEAT_DUE
    return PlanState.REPEAT_ORDERED if is_under_way(repeat) else PlanState.REPEAT_DUE


def is_under_way(repeat: Repeat) -> bool:
    """Tell whether a repeat is still to be made, reviewed or judged."""
    if getattr(repeat, "verdict", None) is not None or repeat.mission.state in CAME_TO_NOTHING:
        return False
    if repeat.mission.state != MissionState.DONE:
        return True
    return not Review.objects.filter(visit__mission=repeat.mission_id, state__in=REFUSED).exists()
