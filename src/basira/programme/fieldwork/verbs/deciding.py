"""
What a person decides of a visit that was given over and could not be filed: to try it again, also for another mission, or to
set it aside. It stays sealed in any case: whoever decides reads nothing of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basira.core.instrument.sendings import ANSWERS, MOST_REASON, Decision, Outcome
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import SENDING_MOVES, SendingState, check_move
from basira.programme.fieldwork import keeping, sendings
from basira.programme.fieldwork.bounds import check_open
from basira.programme.fieldwork.models import SealedPart, Sending, SendingDecision
from basira.programme.fieldwork.refusals import (
    CycleNotOpen,
    MissionNotHers,
    ReasonMissing,
    SendingCycleOver,
    SendingUnknown,
    StillOpening,
)
from basira.programme.fieldwork.sendings import OVERDUE_AFTER
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.waves import queries as waves_queries
from basira.programme.waves import verbs as waves


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, when, and why in words; `reason` may be empty where something is tried again."""

    by: Actor
    at: datetime
    reason: str


@transaction.atomic
def try_sending_again(
    *,
    sending: str,
    mission: str = "",
    reason: str = "",
    ask_to_open: Callable[[str], object],
    by: Actor,
    at: datetime,
) -> None:
    """
    Have a sending that could not be filed opened again; `mission` names another one of its number that it is to be filed for.

    `ask_to_open` is told the sending's ref, inside the transaction. What was set aside before anybody opened it keeps all its
    parts from now on: which of them hold positions is known once it is opened.

    :raises NotPermitted: when `by` may not decide
    :raises SendingUnknown: when there is no such sending that was given over
    :raises MoveNotAllowed: when it was filed, or waits to be opened
    :raises SendingCycleOver: when its cycle takes no visits any more
    :raises MissionNotHers: when `mission` is none that its number agreed to
    :raises ReasonMissing: when the reason is too long
    """
    permissions.check(by, Act.DECIDE_SENDINGS)
    found = locked(sending)
    state = sendings.state_of(found)
    check_move(SENDING_MOVES, state, SendingState.WAITING)
    decider = Decider(by, at, fit_reason(reason))
    sender = sendings.sender_by_number(found.cycle_number_id)
    try:
        check_open(waves.hold_state(wave_id=sender.wave_id))
    except CycleNotOpen:
        raise SendingCycleOver() from None
    row = row_of(mission, found.cycle_number_id) if mission else None
    write_decision(found, Decision.FOR_ANOTHER if mission else Decision.AGAIN, decider, mission_id=row)
    if state is SendingState.SET_ASIDE and not found.why:
        SealedPart.objects.filter(sending=found).update(destroy_after=None)
    found.outcome, found.why, found.settled_at = "", "", None
    found.save(update_fields=["outcome", "why", "settled_at"])
    ask_to_open(found.ref)


@transaction.atomic
def set_sending_aside(*, sending: str, reason: str, by: Actor, at: datetime) -> None:
    """
    Set a sending aside, with the reason: it is filed for no mission, stays sealed, and holds up no review any more.

    What waits to be opened is set aside only once it has waited for long. As nobody opened it, what may be positions in it goes
    when their days are over.

    :raises NotPermitted: when `by` may not decide
    :raises SendingUnknown: when there is no such sending that was given over
    :raises MoveNotAllowed: when it was filed, or set aside already
    :raises StillOpening: when the worker may open it yet
    :raises ReasonMissing: without a reason, or with one that is too long
    """
    permissions.check(by, Act.DECIDE_SENDINGS)
    found = locked(sending)
    state = sendings.state_of(found)
    check_move(SENDING_MOVES, state, SendingState.SET_ASIDE)
    if state is SendingState.WAITING:
        if sendings.waiting_since(found) > at - OVERDUE_AFTER:
            raise StillOpening()
        unseen = SealedPart.objects.filter(sending=found, destroy_after=None).exclude(number=ANSWERS)
        unseen.update(destroy_after=at + keeping.places_kept_for())
    decider = Decider(by, at, fit_reason(reason))
    if not decider.reason:
        raise ReasonMissing(limit=MOST_REASON)
    write_decision(found, Decision.SET_ASIDE, decider)
    found.outcome, found.settled_at = str(Outcome.SET_ASIDE), at
    found.save(update_fields=["outcome", "settled_at"])


def locked(ref: str) -> Sending:
    """Return a sending that was given over, held for this transaction. Raises SendingUnknown."""
    held = Sending.objects.select_for_update(of=("self",))
    found = held.filter(ref=ref, given_over_at__isnull=False).first()
    if found is None:
        raise SendingUnknown()
    return found


def row_of(mission: str, cycle_number_id: int) -> int:
    """Return the row of a mission that a number agreed to. Raises MissionNotHers."""
    for each in waves_queries.missions_of_number(cycle_number_id):
        if each.ref == mission:
            return each.id
    raise MissionNotHers()


def fit_reason(reason: str) -> str:
    """Return a reason without what surrounds it. Raises ReasonMissing for one that is too long."""
    said = reason.strip()
    if len(said) > MOST_REASON:
        raise ReasonMissing(limit=MOST_REASON)
    return said


def write_decision(found: Sending, decision: Decision, decider: Decider, *, mission_id: int | None = None) -> None:
    """Write what was decided, before the sending is moved: the database moves it by a decision alone. The journal has no reason."""
    SendingDecision.objects.create(
        sending=found,
        decision=str(decision),
        mission_id=mission_id,
        reason=decider.reason,
        why=found.why,
        decided_at=decider.at,
        decided_by=decider.by.ref,
    )
    detail = {"why": found.why} if found.why else {}
    journal.record(f"sending.{decision}", subject=found.ref, by=decider.by, at=decider.at, **detail)
