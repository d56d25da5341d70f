"""Something is taken back, or somebody may not go to a body: missions to come stop, under every number of their shoppers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.registry import Channel
from basira.core.kernel.training import TakenBackFor
from basira.gateways.vault import VaultNotReachable
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries as panel
from basira.programme.panel import verbs as panel_verbs
from basira.programme.panel.models import CycleNumber
from basira.programme.panel.staff import keep_staff_list
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Centre, Entity
from basira.programme.training.gate import Task, held_of, lacking, times_taken_back
from basira.programme.training.verbs.revoking import check_held, take_back
from basira.programme.waves.models import BodyToLookAt, Mission, StopToCome
from basira.programme.waves.planning import OPEN_MISSIONS, barred_centres
from basira.programme.waves.verbs.moving import withdraw_from_body

WORKER = "training"
"""Who asks the vault a moment later: its log does not hold for whom."""


@transaction.atomic
def take_back_and_stop(*, number: str, proof: str, reason: TakenBackFor, by: Actor, at: datetime) -> int:
    """
    Take back what a number holds, withdraw those of its missions to come for which something is lacking then, and return how many.

    What was visited stays as it is, and what is demanded of nobody stops nothing. Under her other numbers it stops a moment later:
    see `look_through_missions`. The vault, which is asked and told of it beside this database, forgets the proof last.

    :raises NotPermitted, NothingToTakeBack: as `check_held`
    :raises VaultNotReachable: when the vault cannot tell, or cannot forget it, or what it told is old since something else of hers was
        taken back or begun meanwhile; nothing is changed
    """
    # The vault is asked everything before the lock, for which an alarm of hers would wait.
    before, hers = times_taken_back(number), Mission.objects.filter(cycle_number__ref=number)
    check_held(number, proof, by=by, at=at)
    holders = holders_elsewhere(number, proof, localdate(at))
    seen = set(tasks_of(hers).values())
    lacks = lacking(seen, on=localdate(at), by=by.ref, without={(number, proof)})
    own = CycleNumber.objects.select_for_update(no_key=True).get(ref=number)
    tasks = tasks_of(hers.select_for_update(of=("self",)))
    if times_taken_back(number) != before or not seen.issuperset(tasks.values()):
        raise VaultNotReachable()
    take_back(own, proof, reason, by, at)
    if holders:
        StopToCome.objects.create(proof=proof, held_on=localdate(at), numbers=sorted(holders))
    stopped = [ref for ref, task in tasks.items() if task in lacks]
    Mission.objects.filter(ref__in=stopped).update(state=MissionState.WITHDRAWN)
    detail = {"to": str(MissionState.WITHDRAWN), "reason": "taken-back"}
    journal.record_many([journal.Line("mission.moved", ref, detail) for ref in stopped], by=by, at=at)
    panel.vault().take_back_proof(number, proof, by=by.ref)
    return len(stopped)


def holders_elsewhere(number: str, proof: str, today: date) -> set[str]:
    """Return which numbers of other cycles with missions to come hold a proof, before the vault forgets whose it was."""
    own = CycleNumber.objects.filter(ref=number).values("cycle")
    going = Mission.objects.filter(state__in=OPEN_MISSIONS).exclude(cycle_number__cycle__in=own)
    return holders_of(set(going.values_list("cycle_number__ref", flat=True)), proof, today)


def holders_of(numbers: set[str], proof: str, on: date) -> set[str]:
    """Return which of these numbers hold a proof on a day; without numbers the vault is not asked."""
    held = held_of(numbers, [proof], on=on, by=WORKER) if numbers else set()
    return {number for number, ref in held if ref == proof}


def bar_from_body(*, number: CycleNumber, entity_id: int, by: Actor, at: datetime, reason: str) -> int:
    """
    Bar a number from a body, take back its missions there, and return how many; those of her other numbers stop a moment later.

    Called inside the transaction of who holds the number, after its own permission check; `reason` is a code for the journal.
    """
    if panel_verbs.bar_number(cycle_number=number.ref, entity_id=entity_id, by=by, at=at):
        BodyToLookAt.objects.create(entity_id=entity_id)
    return withdraw_from_body(cycle_number_id=number.pk, entity_id=entity_id, by=by, at=at, reason=reason)


@transaction.atomic
def keep_staff_and_stop(*, entity_ref: str, people: Sequence[Mapping[str, str]], by: Actor, at: datetime) -> int:
    """
    Have the vault replace a body's staff list, and return how many people it has; missions of whom it names stop a moment later.

    :raises NotPermitted, StaffOfNobody, StaffTooFew, StaffTooSoon, VaultNotReachable: as `keep_staff_list`
    """
    count = keep_staff_list(entity_ref=entity_ref, people=people, by=by, at=at)
    BodyToLookAt.objects.create(entity=Entity.objects.get(ref=entity_ref))
    return count


def look_at_every_body(*, by: Actor) -> None:
    """
    Have all missions to come looked through, once a day: what stands in the vault alone stops them too, as a staff list that it kept
    when its answer was lost.

    :raises NotPermitted: when `by` is not the worker
    """
    permissions.check(by, Act.CLOSE_KEYS)
    going = Centre.objects.filter(pk__in=Mission.objects.filter(state__in=OPEN_MISSIONS).values("centre"))
    bodies = set(going.values_list("entity_id", flat=True))
    BodyToLookAt.objects.bulk_create(BodyToLookAt(entity_id=body) for body in sorted(bodies))


def look_through_missions(*, by: Actor, at: datetime) -> int:
    """
    Withdraw what may not be any more, under whatever number: where somebody was barred from a body, or a list of its staff came, since
    the last time, and what needs a proof that was taken back under another number of its shopper. Return how many missions.

    Not with the bar or the taking back: in one transaction, the rows and entries of her numbers would be linked by it. Every mission
    that could have been meant is written anew, withdrawn or not, and the one entry says neither which nor why, as where keys of ended
    shoppers are closed.

    :raises NotPermitted: when `by` is not the worker
    :raises VaultNotReachable: when the vault does not answer; the next call does it
    """
    permissions.check(by, Act.CLOSE_KEYS)
    proofs, bodies = list(StopToCome.objects.all()), list(BodyToLookAt.objects.all())
    if not proofs and not bodies:
        return 0
    panel_verbs.keep_waiting_bars(by, at)  # in no transaction: an alarm that tells the same bar would wait for it
    return withdraw_unlinked(proofs, bodies, by, at)


@transaction.atomic
def withdraw_unlinked(proofs: Sequence[StopToCome], bodies: Sequence[BodyToLookAt], by: Actor, at: datetime) -> int:
    """
    Withdraw, by what was taken back and who was barred since, as `look_through_missions`; return how many missions.

    One that somebody holds at that moment is left to the next time: an alarm that waits for us never finds us waiting for it.
    """
    holders, entities = {ref for row in proofs for ref in row.numbers}, {row.entity_id for row in bodies}
    missions = Mission.objects.filter(Q(cycle_number__ref__in=holders) | Q(centre__entity__in=entities))
    tasks = set(tasks_of(missions).values())
    barred = barred_centres({(task.number, task.centre) for task in tasks}, by=WORKER)
    lost = {ref for row in proofs for ref in set(row.numbers) - holders_of(set(row.numbers), row.proof, row.held_on)}
    lacks = lacking((task for task in tasks if task.number in lost), on=localdate(at), by=WORKER)

    def must_stop(task: Task) -> bool:
        return task in lacks or (task.number, task.centre) in barred

    free = tasks_of(
        missions.select_for_update(of=("self",), skip_locked=True)
    )  # after the vault, for which phones would wait
    stopped = [ref for ref, task in free.items() if must_stop(task)]
    withdrawn = When(ref__in=stopped, then=Value(MissionState.WITHDRAWN))
    Mission.objects.filter(ref__in=list(free)).update(state=Case(withdrawn, default=F("state")))
    if not any(must_stop(task) for task in tasks_of(missions).values()):
        StopToCome.objects.filter(pk__in=[row.pk for row in proofs]).delete()
        BodyToLookAt.objects.filter(pk__in=[row.pk for row in bodies]).delete()
    journal.record("missions.looked-through", subject="waves", by=by, at=at)
    return len(stopped)


def tasks_of(missions: QuerySet[Mission]) -> dict[str, Task]:
    """Return what those of the missions that are to come send somebody to, by the mission's ref."""
    to_come = missions.filter(state__in=OPEN_MISSIONS).order_by("pk")
    rows = to_come.values_list("ref", "cycle_number__ref", "centre__ref", "channel")
    return {ref: Task(number, centre, Channel(channel)) for ref, number, centre, channel in rows}
