"""What the desk says of missions, and what their visits say."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Least
from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MISSION_MOVES, MissionState, check_move
from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import Channel
from basira.core.kernel.shopper_moves import ANSWER_TIME
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.training.gate import Task, lacking
from basira.programme.waves.models import Mission
from basira.programme.waves.planning import OPEN_MISSIONS, barred_centres


class DoneByItsVisit(Problem):
    """Nobody says that a mission is done: its visit does, when it is filed."""

    code = "waves.done-by-its-visit"


class ScenarioNotApproved(Problem):
    """No shopper is offered a scenario that no second person has approved; `codes` are theirs."""

    code = "waves.scenario-not-approved"


class ShoppersNotReady(Problem):
    """Shoppers lack a certificate or the signed pledge that the programme demands; `numbers` are theirs."""

    code = "waves.shoppers-not-ready"


class ShoppersBarred(Problem):
    """Shoppers may not be sent to a body any more for which they were planned; `numbers` are theirs, and why is not told."""

    code = "waves.shoppers-barred"


def lock_missions(*, mission_ids: Sequence[int]) -> None:
    """Lock missions until the transaction ends, in one order, for a verb downstream that decides what counts for them."""
    list(Mission.objects.select_for_update().filter(pk__in=mission_ids).order_by("pk").values_list("pk"))


@transaction.atomic
def move_mission(*, mission: str, to: MissionState, by: Actor, at: datetime) -> None:
    """
    Move a mission along its lifecycle.

    :raises NotPermitted: when `by` may not plan
    :raises DoneByItsVisit: for a move that only the visit itself makes
    :raises MoveNotAllowed: when the lifecycle has no such move
    :raises ScenarioNotApproved: when it would be offered with a scenario that is a draft
    :raises ShoppersBarred: when it would be offered to a shopper who may not go to that body, by a bar set since it was planned
    :raises ShoppersNotReady: when it would be offered to a shopper who lacks what the programme demands
    :raises VaultNotReachable: when only the vault could tell that
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    _check_ready(to, Q(ref=mission), at)  # before the lock, for which phones wait
    found = Mission.objects.select_for_update().get(ref=mission)
    _check_said(to)
    check_move(MISSION_MOVES, MissionState(found.state), to)
    _check_approved(to, [found.pk])
    found.state = to
    if to is MissionState.OFFERED:
        found.answer_by = min(found.window_end, at + ANSWER_TIME)
    found.save(update_fields=["state", "answer_by"])
    journal.record("mission.moved", subject=mission, by=by, at=at, to=str(to))


@transaction.atomic
def move_missions(*, wave: str, start: MissionState, to: MissionState, by: Actor, at: datetime) -> int:
    """
    Move every mission of a cycle that is in `start`, and return how many there were; none changes nothing.

    :raises NotPermitted: when `by` may not plan
    :raises DoneByItsVisit: for a move that only the visit itself makes
    :raises MoveNotAllowed: when the lifecycle has no such move
    :raises ScenarioNotApproved, ShoppersBarred, ShoppersNotReady, VaultNotReachable: as `move_mission`, for any of them
    """
    permissions.check(by, Act.PLAN_MISSIONS)
    _check_said(to)
    check_move(MISSION_MOVES, start, to)
    _check_ready(to, Q(wave__ref=wave, state=start), at)
    missions = Mission.objects.select_for_update().filter(wave__ref=wave, state=start)
    refs = list(missions.values_list("ref", flat=True))
    _check_approved(to, list(missions.values_list("pk", flat=True)))
    offered = {"answer_by": Least(F("window_end"), Value(at + ANSWER_TIME))} if to is MissionState.OFFERED else {}
    Mission.objects.filter(ref__in=refs).update(state=to, **offered)
    journal.record_many([journal.Line("mission.moved", ref, {"to": str(to)}) for ref in refs], by=by, at=at)
    return len(refs)


def _check_said(to: MissionState) -> None:
    if to is MissionState.DONE:
        raise DoneByItsVisit()


def _check_ready(to: MissionState, which: Q, at: datetime) -> None:
    if to is not MissionState.OFFERED:
        return
    rows = Mission.objects.filter(which).values_list(
        "cycle_number__ref", "centre__ref", "channel", "cycle_number__number"
    )
    names = {Task(ref, centre, Channel(channel)): number for ref, centre, channel, number in rows}
    barred = barred_centres([(task.number, task.centre) for task in names], by="desk")
    if closed := {number for task, number in names.items() if (task.number, task.centre) in barred}:
        raise ShoppersBarred(numbers=sorted(closed))
    if lacks := lacking(names, on=localdate(at), by="desk"):
        raise ShoppersNotReady(numbers=sorted({names[task] for task in lacks}))


def _check_approved(to: MissionState, mission_ids: Sequence[int]) -> None:
    if to is not MissionState.OFFERED:
        return
    drafts = Mission.objects.filter(pk__in=mission_ids, scenario__approved_at=None).order_by("scenario__code")
    if codes := list(drafts.values_list("scenario__code", flat=True).distinct()):
        raise ScenarioNotApproved(codes=codes)


@transaction.atomic
def expire_offers(*, by: Actor, at: datetime) -> int:
    """
    End the offers that nobody answered in time, and return how many there were. For the schedule; again changes nothing.

    :raises NotPermitted: when `by` is not the schedule
    """
    permissions.check(by, Act.EXPIRE_OFFERS)
    stands_until = Coalesce("answer_by", "window_end")
    lapsed = Mission.objects.filter(state=MissionState.OFFERED).annotate(until=stands_until).filter(until__lt=at)
    found = list(lapsed.select_for_update(skip_locked=True, of=("self",)).values_list("pk", "ref"))
    Mission.objects.filter(pk__in=[pk for pk, _ref in found]).update(state=MissionState.EXPIRED)
    lines = [journal.Line("mission.moved", ref, {"to": str(MissionState.EXPIRED)}) for _pk, ref in found]
    journal.record_many(lines, by=by, at=at)
    return len(found)


def void_for_safety(*, mission_id: int, by: Actor, at: datetime) -> bool:
    """
    Declare a mission void because its shopper was in danger of being known, and tell whether that changed anything.

    Void is no fault of anybody: it counts neither as done nor as not done. A mission that has ended otherwise stays so.
    Called by `safety` inside its transaction, after its own permission check.
    """
    found = Mission.objects.select_for_update().get(pk=mission_id)
    if MissionState.VOID not in MISSION_MOVES[MissionState(found.state)]:
        return False
    found.state = MissionState.VOID
    found.save(update_fields=["state"])
    journal.record("mission.moved", subject=found.ref, by=by, at=at, to=str(MissionState.VOID), reason="safety")
    return True


def withdraw_from_body(*, cycle_number_id: int, entity_id: int, by: Actor, at: datetime, reason: str) -> int:
    """
    Take back the missions of a number at a body from which it is barred, and return how many were still to come.

    Called inside the transaction of whoever bars, after its own permission check; `reason` is a code for the journal.
    """
    missions = Mission.objects.select_for_update().filter(
        cycle_number_id=cycle_number_id, centre__entity_id=entity_id, state__in=OPEN_MISSIONS
    )
    refs = list(missions.values_list("ref", flat=True))
    Mission.objects.filter(ref__in=refs).update(state=MissionState.WITHDRAWN)
    detail = {"to": str(MissionState.WITHDRAWN), "reason": reason}
    journal.record_many([journal.Line("mission.moved", ref, detail) for ref in refs], by=by, at=at)
    return len(refs)


def mark_done(*, mission_id: int) -> bool:
    """
    Mark an accepted mission as done because its visit was just filed; the visit's own journal entry tells of it.

    Returns whether it was open: a second visit to the same mission changes nothing and is for the reviewer to see.
    Called by `fieldwork` inside its transaction, after its own permission check.
    """
    return bool(Mission.objects.filter(pk=mission_id, state=MissionState.ACCEPTED).update(state=MissionState.DONE))
