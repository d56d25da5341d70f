"""
Unmasking as the programme asks for it. The vault decides and checks every signature; here stands who may ask it what, and the
programme's own entry of it, which comes first where something is opened.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.cache import caches
from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.unmasking import Apart, Consent, Ground, UnmaskingState
from basira.gateways.unmasking import Question, Request, Signatory, Unmasked, Unmasking, Unmaskings, Year
from basira.gateways.vault import VaultNotReachable
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act
from basira.programme.people.profiles import ProfileCode

COUNTS, COUNTS_STAND_FOR_S = "unmasked-by-year", 300
"""Where the public counts are kept, and for how many seconds."""


class NotAnApprover(Problem):
    """No open account of the programme with this ref may ask for or approve an unmasking."""

    code = "unmasking.not-an-approver"


class ApproverGone(Problem):
    """The account of somebody who approved is closed, or may approve no more: her approval opens nothing."""

    code = "unmasking.approver-gone"


def unmaskings() -> Unmaskings:
    """Return the way to the vault's unmaskings."""
    return Unmaskings(queries.vault())


def apart() -> Apart:
    """Return what the two who approve must differ in: the body, and in a programme of the small profile the unit."""
    charter = people.charter_card()
    return Apart.UNITS if charter is not None and charter.profile is ProfileCode.SMALL else Apart.BODIES


@transaction.atomic
def name_signatory(*, account: str, body: str, unit: str, by: Actor, at: datetime) -> None:
    """
    Name who may sign unmaskings, with the body and unit that she works for.

    :raises NotPermitted: when `by` may not name anybody
    :raises NotAnApprover: for an account that may neither ask nor approve
    :raises UnmaskingRefused, VaultNotReachable: from the vault
    """
    permissions.check(by, Act.NAME_SIGNATORIES)
    actor = people.actor_by_ref(account)
    if actor is None or not (
        permissions.can(actor, Act.ASK_UNMASKING) or permissions.can(actor, Act.APPROVE_UNMASKING)
    ):
        raise NotAnApprover()
    unmaskings().name_signatory(account, body, unit, by=by.ref)
    journal.record("unmasking.signatory-named", subject=account, by=by, at=at, body=body, unit=unit)


@transaction.atomic
def dismiss_signatory(*, account: str, by: Actor, at: datetime) -> None:
    """Let somebody sign no more; what she approved and is not opened counts no more. Raises as `name_signatory`."""
    permissions.check(by, Act.NAME_SIGNATORIES)
    unmaskings().dismiss_signatory(account, by=by.ref)
    journal.record("unmasking.signatory-dismissed", subject=account, by=by, at=at)


@transaction.atomic
def keep_own_keys(*, attested: Sequence[str], site: str, by: Actor, at: datetime) -> int:
    """
    Tell the vault of one's own passkeys, and return how many it knows. They sign requests that are asked a day later and on.

    :raises NotPermitted: when `by` signs nothing
    :raises UnmaskingRefused: when she is not named, or a key is another's
    """
    permissions.check(by, Act.VIEW_UNMASKINGS)
    count = unmaskings().keep_keys(attested, site, by=by.ref)
    journal.record("unmasking.passkeys-kept", subject=by.ref, by=by, at=at, count=count)
    return count


@transaction.atomic
def ask_unmasking(  # noqa: PLR0913  what a request says
    *, number_ref: str, why: str, ground: Ground, ground_words: str, forbids_notice: bool, by: Actor, at: datetime
) -> str:
    """
    Ask that who stands behind a number is opened, and return the request's ref.

    :raises NotPermitted: when `by` may not ask
    :raises UnmaskingRefused: when she cannot sign, the request says too little, or nobody is behind the number
    :raises VaultNotReachable: and nothing is asked
    """
    permissions.check(by, Act.ASK_UNMASKING)
    request = Request(number_ref, why, ground, ground_words, apart(), forbids_notice)
    ref = unmaskings().request(request, by=by.ref)
    journal.record("unmasking.asked", subject=ref, by=by, at=at, ground=str(ground), apart=str(request.apart))
    return ref


def question(*, ref: str, consent: Consent, by: Actor) -> Question:
    """
    Have the question drawn that one's own passkey answers: to approve, or to open.

    :raises NotPermitted: when `by` may not give this consent
    :raises UnmaskingRefused: when the vault would refuse the answer
    :raises ApproverGone: when it could not be opened, because who approved may approve no more
    """
    permissions.check(by, Act.APPROVE_UNMASKING if consent is Consent.APPROVE else Act.ASK_UNMASKING)
    if consent is Consent.OPEN:
        check_approvers(ref, by)
    return unmaskings().question(ref, consent, by=by.ref)


@transaction.atomic
def approve_unmasking(*, ref: str, assertion: object, by: Actor, at: datetime) -> UnmaskingState:
    """
    Approve a request by a passkey's signature of it, and return its state.

    :raises NotPermitted: when `by` may not approve
    :raises UnmaskingRefused: when the vault does not take it; nothing is approved
    """
    permissions.check(by, Act.APPROVE_UNMASKING)
    state = unmaskings().approve(ref, assertion, by=by.ref)
    journal.record("unmasking.approved", subject=ref, by=by, at=at, state=str(state))
    return state


@transaction.atomic
def end_unmasking(*, ref: str, by: Actor, at: datetime) -> UnmaskingState:
    """
    Refuse a request, or take one's own back; return its state.

    :raises NotPermitted: when `by` may not end requests
    :raises UnmaskingRefused: when it has ended already
    """
    permissions.check(by, Act.END_UNMASKING)
    state = unmaskings().end(ref, by=by.ref)
    journal.record("unmasking.ended", subject=ref, by=by, at=at, state=str(state))
    return state


def open_unmasking(*, ref: str, assertion: object, by: Actor, at: datetime) -> Unmasked:
    """
    Return who stands behind the number, this once. That it is opened is written here first, and in the vault again.

    :raises NotPermitted: when `by` may not open
    :raises ApproverGone: when who approved may approve no more
    :raises UnmaskingRefused: when the vault does not open it
    :raises VaultNotReachable: nothing was told; whether it was opened, the request's page says
    """
    permissions.check(by, Act.ASK_UNMASKING)
    check_approvers(ref, by)
    with transaction.atomic():
        journal.record("unmasking.opening", subject=ref, by=by, at=at)
    opened = unmaskings().open_once(ref, assertion, by=by.ref)
    caches["process"].delete(COUNTS)
    return opened


def check_approvers(ref: str, by: Actor) -> None:
    """
    See that everybody who approved a request still has an open account that may approve. The vault knows no accounts.

    :raises ApproverGone: when one has not
    """
    card = unmaskings().one(ref, by=by.ref)
    approvers = [people.actor_by_ref(each.by) for each in card.approvals] if card else []
    if not all(actor and permissions.can(actor, Act.APPROVE_UNMASKING) for actor in approvers):
        raise ApproverGone()


def unmasking_cards(*, by: Actor) -> tuple[Unmasking, ...]:
    """Return the requests, the newest first, without whose identity they are. Raises NotPermitted, VaultNotReachable."""
    permissions.check(by, Act.VIEW_UNMASKINGS)
    return unmaskings().all(by=by.ref)


def unmasking_card(ref: str, *, by: Actor) -> Unmasking | None:
    """Return one request; None when there is none. Raises NotPermitted, VaultNotReachable."""
    permissions.check(by, Act.VIEW_UNMASKINGS)
    return unmaskings().one(ref, by=by.ref)


def count_to_approve(*, by: Actor) -> int:
    """Return how many requests wait for the approval of `by`; 0 for who may not sign, and while the vault does not answer."""
    permissions.check(by, Act.APPROVE_UNMASKING)
    try:
        return unmaskings().waiting(by=by.ref)
    except VaultNotReachable:
        return 0


def signatory_cards(*, by: Actor) -> tuple[Signatory, ...]:
    """Return who may sign. Raises NotPermitted, VaultNotReachable."""
    permissions.check(by, Act.VIEW_UNMASKINGS)
    return unmaskings().signatories(by=by.ref)


def unmasked_by_year() -> tuple[Year, ...] | None:
    """
    Return what the public reads: how many were unmasked in each year; None while the vault does not answer.

    Each process asks the vault once in some minutes, however often the page is read: each question is an entry in its journal.
    """
    try:
        return caches["process"].get_or_set(COUNTS, unmaskings().years, COUNTS_STAND_FOR_S)
    except VaultNotReachable:
        return None
