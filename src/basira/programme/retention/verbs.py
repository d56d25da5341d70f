"""
Destroying a sealed file that its site's rule forbade: one person proposes it, another approves, the worker carries it out.

Order: the decision is committed, then the file goes (its key first, then its bytes), then the row says that it is gone. A
crash in between leaves a decision that is carried out again; never a file that is gone without a decision.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from basira.core.assurance.destroying import NotWithheld, check_free, check_second, fit_reason
from basira.core.assurance.site_rules import Withheld
from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import DESTRUCTION_MOVES, DestructionState, MoveNotAllowed, check_move
from basira.core.kernel.problem import Problem
from basira.gateways.evidence import EvidenceStore
from basira.programme.fieldwork import verbs as fieldwork
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.retention import queries
from basira.programme.retention.models import ALIVE, Destruction


class DestructionUnknown(Problem):
    """No decision has this ref."""

    code = "retention.destruction-unknown"


@transaction.atomic
def propose_destruction(*, attachment: str, reason: str, by: Actor, at: datetime) -> Destruction:
    """
    Propose that a withheld file is destroyed. Nothing happens to it until a second person approves.

    :raises NotPermitted: when `by` may not propose it
    :raises NotWithheld: when no such file was withheld by the rule of its site
    :raises ReasonUnfit: without a reason
    :raises MoveNotAllowed: when it is proposed, approved or done already
    :raises StillHeld: while a conflict, an open alarm or a contest needs it
    """
    permissions.check(by, Act.PROPOSE_DESTRUCTION)
    row = queries.attachment_of(attachment)
    if row is None or row.derivative_problem not in set(Withheld):
        raise NotWithheld()
    said = fit_reason(reason)
    standing = Destruction.objects.filter(attachment=row, state__in=ALIVE).first()
    if standing is not None:
        raise MoveNotAllowed(start=standing.state, end=str(DestructionState.PROPOSED), open=[])
    check_free(queries.holds_of(attachment))
    made = Destruction.objects.create(
        attachment=row, state=DestructionState.PROPOSED, reason=said, proposed_at=at, proposed_by=by.ref
    )
    journal.record("destruction.proposed", subject=made.ref, by=by, at=at, kind=row.derivative_problem, reason=said)
    return made


@transaction.atomic
def approve_destruction(*, destruction: str, begin: Callable[[str], object], by: Actor, at: datetime) -> None:
    """
    Approve, as a second person, that a file is destroyed; `begin` is told the ref once that is committed.

    :raises NotPermitted: when `by` may not approve it
    :raises DestructionUnknown: when there is no such decision
    :raises MoveNotAllowed: when it is not open any more
    :raises SamePerson: when `by` proposed it
    :raises StillHeld: while a conflict, an open alarm or a contest needs the file
    """
    permissions.check(by, Act.APPROVE_DESTRUCTION)
    found = _locked(destruction)
    check_move(DESTRUCTION_MOVES, DestructionState(found.state), DestructionState.APPROVED)
    check_second(found.proposed_by, by.ref)
    check_free(queries.holds_of(found.attachment.ref))
    found.state, found.answered_at, found.answered_by = DestructionState.APPROVED, at, by.ref
    found.save(update_fields=["state", "answered_at", "answered_by"])
    journal.record("destruction.approved", subject=found.ref, by=by, at=at)
    transaction.on_commit(partial(begin, found.ref))


@transaction.atomic
def refuse_destruction(*, destruction: str, reason: str, by: Actor, at: datetime) -> None:
    """
    Refuse a proposal, with the reason; the proposer may take her own back in the same way. The file stays.

    :raises NotPermitted: when `by` may neither approve nor propose
    :raises DestructionUnknown: when there is no such decision
    :raises MoveNotAllowed: when it is not open any more
    :raises ReasonUnfit: without a reason
    """
    found = _locked(destruction) if permissions.can(by, Act.PROPOSE_DESTRUCTION) else None
    if found is None or found.proposed_by != by.ref:
        permissions.check(by, Act.APPROVE_DESTRUCTION)
        found = found or _locked(destruction)
    check_move(DESTRUCTION_MOVES, DestructionState(found.state), DestructionState.REFUSED)
    said = fit_reason(reason)
    found.state, found.answered_at, found.answered_by = DestructionState.REFUSED, at, by.ref
    found.answer_reason = said
    found.save(update_fields=["state", "answered_at", "answered_by", "answer_reason"])
    journal.record("destruction.refused", subject=found.ref, by=by, at=at, reason=said)


def carry_out(*, destruction: str, originals: EvidenceStore, by: Actor, at: datetime) -> bool:
    """
    Destroy the file of an approved decision, then write that it is gone; return whether this call did it. Safe to repeat.

    :raises NotPermitted: when `by` is not the system
    :raises DestructionUnknown: when there is no such decision
    :raises StillHeld: when something came to hold the file after it was approved
    :raises EvidenceNotDurable: when the disk could not promise that the file is gone; to be tried again
    """
    permissions.check(by, Act.CARRY_OUT_DESTRUCTION)
    with transaction.atomic():
        found = _locked(destruction)
        if found.state != DestructionState.APPROVED:
            return False
        check_free(queries.holds_of(found.attachment.ref))
        originals.destroy(found.attachment.sealed_ref)
        fieldwork.note_destroyed(attachment=found.attachment.ref, by=by, at=at)
        found.state, found.destroyed_at = DestructionState.DESTROYED, at
        found.save(update_fields=["state", "destroyed_at"])
        journal.record("destruction.carried-out", subject=found.ref, by=by, at=at)
    return True


def _locked(ref: str) -> Destruction:
    try:
        return queries.lock_destruction(ref)
    except Destruction.DoesNotExist:
        raise DestructionUnknown() from None
