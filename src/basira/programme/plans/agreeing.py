"""The programme's turn in a plan, and the ladder that a delay climbs. Nothing is ever agreed or closed by default."""

from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from basira.core.assurance.plan_ladder import Owed, owed, rungs_reached
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import PLAN_MOVES, PlanState, check_move
from basira.programme.findings.clock import Calendar
from basira.programme.findings.models import Reply
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.plans.answering import agreed_steps
from basira.programme.plans.models import Escalation, Plan, PlanMove
from basira.programme.plans.moving import Said, any_plan_row, last_move, move_on, reason_for_a_body


@transaction.atomic
def agree_plan(*, plan: str, by: Actor, at: datetime) -> None:
    """
    Agree to the steps that a body proposed. It has until the last of them is due, and its time for a plan at the least.

    :raises NotPermitted: when `by` may not
    :raises PlanNotFound, MoveNotAllowed, MovedMeanwhile: by where the plan stands
    """
    permissions.check(by, Act.AGREE_PLAN)
    found, last = any_plan_row(plan)
    check_move(PLAN_MOVES, PlanState(last.to), PlanState.AGREED)
    last_step = max(step.due_on for step in agreed_steps(found, DEFAULT_DB_ALIAS))
    due_on = max(last_step, Calendar().after(at, found.plan_days))
    move_on(found, last, PlanState.AGREED, Said(due_on=due_on), by, at)


@transaction.atomic
def return_plan(*, plan: str, words: str, by: Actor, at: datetime) -> None:
    """
    Send proposed steps back with reasons that tell of no visit; the body's clock starts anew.

    :raises NotPermitted, PlanNotFound, MoveNotAllowed, MovedMeanwhile: as `agree_plan`
    :raises ReasonMissing, WordsTell: by the reasons
    """
    permissions.check(by, Act.AGREE_PLAN)
    said = reason_for_a_body(words)
    found, last = any_plan_row(plan)
    check_move(PLAN_MOVES, PlanState(last.to), PlanState.OPEN)
    move_on(found, last, PlanState.OPEN, Said(said, due_on=Calendar().after(at, found.plan_days)), by, at)


def climb_ladders(*, by: Actor, at: datetime) -> int:
    """
    Put on record each rung that a delay has reached, and return how many were new. For the worker; again changes nothing.

    :raises NotPermitted: when `by` is not the worker
    """
    permissions.check(by, Act.CLIMB_LADDER)
    climbed, calendar = 0, Calendar()
    for plan_id in late_plans(at):
        with transaction.atomic():
            plan = Plan.objects.select_for_update().get(pk=plan_id)
            climbed += _climb(plan, last_move(plan), calendar, by, at)
    return climbed


def late_plans(at: datetime) -> list[int]:
    """Return the rows of the plans whose last move is past its day."""
    newest = PlanMove.objects.order_by("plan", "-place").distinct("plan").values("pk")
    late = PlanMove.objects.filter(pk__in=newest, due_on__lt=timezone.localdate(at))
    return list(late.order_by("plan").values_list("plan_id", flat=True))


def _climb(plan: Plan, last: PlanMove, calendar: Calendar, by: Actor, at: datetime) -> int:
    due = owes(plan, last)
    if due is None:
        return 0
    reached = rungs_reached(
        due.due_on,
        timezone.localdate(at),
        step_days=plan.rung_days,
        weekend=calendar.weekend,
        holidays=calendar.holidays,
    )
    known = set(Escalation.objects.filter(move=last).values_list("rung", flat=True))
    new = [rung for rung in reached if rung not in known]
    for rung in new:
        Escalation.objects.create(
            entity_ref=plan.entity_ref,
            plan=plan,
            move=last,
            rung=rung,
            lateness=due.lateness,
            due_on=due.due_on,
            reached_at=at,
        )
        journal.record("plan.escalated", subject=plan.ref, by=by, at=at, rung=str(rung), lateness=str(due.lateness))
    return len(new)


def owes(plan: Plan, last: PlanMove) -> Owed | None:
    """Return what the body owes in a plan now; None where its clock does not run."""
    has_replied = Reply.objects.filter(finding=plan.finding_id).exists()
    return owed(PlanState(last.to), last.due_on, has_replied=has_replied)
