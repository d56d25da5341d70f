"""Taking back a certificate or the signed pledge: by number, and in the vault for every cycle that comes."""

from datetime import datetime

from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.training import TakenBackFor
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.training.gate import held_by_numbers
from basira.programme.training.models import (
    Attempt,
    Certificate,
    PledgeSignature,
    PledgeText,
    Qualification,
    TakenBack,
)


class NothingToTakeBack(Problem):
    """This number holds no such certificate and no such signature today."""

    code = "training.nothing-to-take-back"


def check_held(number: str, proof: str, *, by: Actor, at: datetime) -> None:
    """
    See that there is something to take back from a number, by the ref of the qualification or the pledge.

    :raises NotPermitted: when `by` may not take back
    :raises NothingToTakeBack: when the number does not hold it, also the second time
    :raises VaultNotReachable: when only the vault could tell whether it does
    """
    permissions.check(by, Act.TAKE_BACK_PROOF)
    if (number, proof) not in held_by_numbers([number], on=localdate(at), by=by.ref):
        raise NothingToTakeBack()


def take_back(own: CycleNumber, proof: str, reason: TakenBackFor, by: Actor, at: datetime) -> None:
    """
    Write that what a number holds stands no more.

    It can be earned or signed anew: the tests that led to it count no more, so that all of them may be taken again. Called by
    `waves.stopping` alone, inside its transaction, with the number locked and after `check_held`. That says what becomes of missions
    that need it, and tells the vault, for every later cycle, as the last step: what the vault forgot could not be taken back a second
    time, if anything failed after that.
    """
    number, facts = own.ref, {"cycle_number": own, "reason": reason, "taken_back_at": at, "taken_back_by": by.ref}
    qualification = Qualification.objects.filter(ref=proof).first()
    if qualification:
        gone = TakenBack.objects.create(qualification=qualification, **facts)
        mine = {"qualification": qualification, "cycle_number": own}
        Certificate.objects.filter(**mine, taken_back=None).update(taken_back=gone)
        Attempt.objects.filter(**mine).exclude(ended_at=None).update(is_set_aside=True)
    else:
        pledge = PledgeText.objects.get(ref=proof)
        gone = TakenBack.objects.create(pledge=pledge, **facts)
        PledgeSignature.objects.filter(pledge=pledge, cycle_number=own, taken_back=None).update(taken_back=gone)
    act = "certificate.taken-back" if qualification else "pledge.taken-back"
    journal.record(act, subject=number, by=by, at=at, proof=proof, reason=str(reason))
