"""Where a plan stands: for a body by its moves alone, for the programme by the calendar and the repeat as well."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from basira.core.assurance.repeats import RepeatOutcome
from basira.core.kernel.lifecycles import MissionState, PlanState, VisitState
from basira.programme.plans.models import Plan, PlanMove, Repeat, Verdict
from basira.programme.plans.rules import grace_until, repeats_fixes
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
ACCEPTED = (VisitState.ACCEPTED, VisitState.ACCEPTED_NOT_SCORED)
REFUSED = (VisitState.REJECTED, VisitState.VOID)


def looked_up(repeats: QuerySet[Repeat]) -> QuerySet[Repeat]:
    """Return repeats with all that tells where each stands: the functions below ask nothing more of the database."""
    reviews = Review.objects.filter(visit__mission=OuterRef("mission"))
    judged = Review.objects.filter(visit=OuterRef("verdict__visit"), state__in=ACCEPTED)
    told = {
        "is_refused": Exists(reviews.filter(state__in=REFUSED)) & ~Exists(reviews.filter(state__in=ACCEPTED)),
        "rests_on_accepted": Exists(judged),
    }
    return repeats.select_related("mission", "verdict").annotate(**told)


def state_for_body(last: PlanMove) -> PlanState:
    """Return where a plan stands as its body reads it."""
    return PlanState(last.to)


def over_grace(newest: Mapping[Plan, PlanMove], at: datetime) -> frozenset[Plan]:
    """
    Return those plans, each with its last move, whose time in which nothing is checked has passed; a body can count it, and is
    told no more. One query at most, however many.

    It never passes in a programme that repeats nothing: there a fix stays signed, and is never called verified.
    """
    today = timezone.localdate(at)
    past = frozenset(
        plan
        for plan, last in newest.items()
        if last.to == PlanState.GRACE and today > grace_until(last.moved_at, plan.grace_days)
    )
    return past if past and repeats_fixes() else frozenset()


def state_for_programme(plan: Plan, last: PlanMove, at: datetime) -> PlanState:
    """Return where a plan stands. Two queries at most, and only after the time of grace."""
    if not over_grace({plan: last}, at):
        return PlanState(last.to)
    repeat = looked_up(Repeat.objects.filter(plan=plan, move=last)).order_by("-pk").first()
    return PlanState.REPEAT_DUE if repeat is None else state_of_repeat(repeat)


def state_of_repeat(repeat: Repeat) -> PlanState:
    """Return where a plan stands by its newest repeat (`looked_up`): judged, still to come, or due again."""
    if standing_verdict(repeat) is not None:
        return PlanState.REPEATED
    return PlanState.REPEAT_ORDERED if is_under_way(repeat) else PlanState.REPEAT_DUE


def standing_verdict(repeat: Repeat) -> Verdict | None:
    """Return what a repeat (`looked_up`) saw; None where it saw nothing, or where its mission or visit became void since."""
    verdict: Verdict | None = getattr(repeat, "verdict", None)
    if verdict is None or verdict.outcome == RepeatOutcome.NOT_SEEN:
        return None
    return verdict if repeat.mission.state != MissionState.VOID and repeat.rests_on_accepted else None


def is_under_way(repeat: Repeat) -> bool:
    """Tell whether a repeat (`looked_up`) is still to be made, reviewed or judged."""
    if getattr(repeat, "verdict", None) is not None or repeat.mission.state in CAME_TO_NOTHING:
        return False
    return repeat.mission.state != MissionState.DONE or not repeat.is_refused
