"""A certificate or the signed pledge is taken back, and the missions to come that need it stop, under every number of its shopper."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.registry import Channel
from basira.core.kernel.training import TakenBackFor
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries as panel
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.training.gate import Task, held_of, lacking
from basira.programme.training.verbs.revoking import take_back
from basira.programme.waves.models import Mission, StopToCome
from basira.programme.waves.planning import OPEN_MISSIONS

WORKER = "training"
"""Who asks the vault a moment later: its log does not hold for whom."""


@transaction.atomic
def take_back_and_stop(*, number: str, proof: str, reason: TakenBackFor, by: Actor, at: datetime) -> int:
    """
    Take back what a number holds, withdraw those of its missions to come for which something is lacking then, and return how many.

    What was visited stays as it is, and what is demanded of nobody stops nothing. Under her other numbers it stops a moment later:
    see `stop_under_other_numbers`. The vault, which is asked and told of it beside this database, forgets the proof last.

    :raises NotPermitted, NothingToTakeBack: as `take_back`
    :raises VaultNotReachable: when the vault cannot tell, or cannot forget it; nothing is changed
    """
    own = take_back(number=number, proof=proof, reason=reason, by=by, at=at)
    leave_to_look(own, proof, at.date())
    tasks = tasks_of(Mission.objects.select_for_update(of=("self",)).filter(cycle_number=own))
    lacks = lacking(tasks.values(), on=at.date(), by=by.ref, without={(number, proof)})
    stopped = [ref for ref, task in tasks.items() if task in lacks]
    Mission.objects.filter(ref__in=stopped).update(state=MissionState.WITHDRAWN)
    detail = {"to": str(MissionState.WITHDRAWN), "reason": "taken-back"}
    journal.record_many([journal.Line("mission.moved", ref, detail) for ref in stopped], by=by, at=at)
    panel.vault().take_back_proof(number, proof, by=by.ref)
    return len(stopped)


def leave_to_look(own: CycleNumber, proof: str, today: date) -> None:
    """Note which numbers of other cycles with missions to come hold a proof, before the vault forgets whose it was."""
    going = Mission.objects.filter(state__in=OPEN_MISSIONS).exclude(cycle_number__cycle=own.cycle)
    numbers = set(going.values_list("cycle_number__ref", flat=True))
    holders = holders_of(numbers, proof, today)
    if holders:
        StopToCome.objects.create(proof=proof, held_on=today, numbers=sorted(holders))


def holders_of(numbers: set[str], proof: str, on: date) -> set[str]:
    """Return which of these numbers hold a proof on a day; without numbers the vault is not asked."""
    held = held_of(numbers, [proof], on=on, by=WORKER) if numbers else set()
    return {number for number, ref in held if ref == proof}


@transaction.atomic
def stop_under_other_numbers(*, by: Actor, at: datetime) -> int:
    """
    Withdraw what needs a proof that was taken back under another number of its shopper since the last time; return how many missions.

    Not with the taking back: in one transaction, the rows and entries of her numbers would be linked by it. Every mission that could
    have been meant is written anew, withdrawn or not, and the entry names none, as where keys of ended shoppers are closed.

    :raises NotPermitted: when `by` is not the worker
    :raises VaultNotReachable: when the vault does not answer; the next call does it
    """
    permissions.check(by, Act.CLOSE_KEYS)
    waiting = list(StopToCome.objects.select_for_update(skip_locked=True))
    if not waiting:
        return 0
    missions = Mission.objects.filter(cycle_number__ref__in={ref for row in waiting for ref in row.numbers})
    tasks = tasks_of(missions)
    lost = {ref for row in waiting for ref in set(row.numbers) - holders_of(set(row.numbers), row.proof, row.held_on)}
    lacks = lacking((task for task in tasks.values() if task.number in lost), on=at.date(), by=WORKER)
    still = tasks_of(missions.select_for_update(of=("self",)))  # after the vault, for which phones would wait
    stopped = [ref for ref, task in still.items() if task in lacks]
    withdrawn = When(ref__in=stopped, then=Value(MissionState.WITHDRAWN))
    Mission.objects.filter(ref__in=list(still)).update(state=Case(withdrawn, default=F("state")))
    StopToCome.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    journal.record("missions.stopped-under-other-numbers", subject="waves", by=by, at=at)
    return len(stopped)


def tasks_of(missions: QuerySet[Mission]) -> dict[str, Task]:
    """Return what those of the missions that are to come send somebody to, by the mission's ref."""
    to_come = missions.filter(state__in=OPEN_MISSIONS).order_by("pk")
    rows = to_come.values_list("ref", "cycle_number__ref", "centre__ref", "channel")
    return {ref: Task(number, centre, Channel(channel)) for ref, number, centre, channel in rows}
