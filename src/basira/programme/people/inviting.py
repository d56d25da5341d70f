"""Invitations: a link by which somebody opens an account of her own, once, within a week."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from basira.core.kernel.actor import BOUND_ROLES, OPERATOR, Actor, ActorKind, Role, roles_of_side
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import ALPHABET
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions, queries
from basira.programme.people.models import Account, Invitation
from basira.programme.people.permissions import Act
from basira.programme.people.setting_up import digest_of
from basira.programme.people.verbs import BoundsDoNotFit, NewAccount, RoleDoesNotFit, add_account, hold_role

VALID_FOR = timedelta(days=7)
TOKEN_LENGTH = 32


class InvitationNotOpen(Problem):
    """There is no such invitation, or it was used, withdrawn or is too old. Which of these is not told to a stranger."""

    code = "people.invitation-not-open"


class InvitationEmpty(Problem):
    """An invitation gives at least one role."""

    code = "people.invitation-empty"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made: its ref, and the token that its link carries, told only now."""

    ref: str
    token: str


@transaction.atomic
def invite(  # noqa: PLR0913  whom, for what, of which side, within which bounds
    *,
    note: str,
    roles: Iterable[Role],
    by: Actor,
    at: datetime,
    entity_ref: str = "",
    provider_ref: str = "",
    bounds: Iterable[str] = (),
) -> Invited:
    """
    Invite somebody to open an account with these roles; `entity_ref` is the measured body that she speaks for, if any,
    and `provider_ref` the company whose shoppers she sends. `bounds` are the centres or sectors of a bound role, which is given
    alone.

    :raises NotPermitted: when `by` may not maintain accounts
    :raises InvitationEmpty: when no role is given
    :raises RoleDoesNotFit: when a liaison would hold a role of the programme, or the other way round
    :raises BoundsDoNotFit: when a bound role comes without bounds or beside another, or bounds without one
    """
    permissions.check(by, Act.MAINTAIN_ACCOUNTS)
    wanted = sorted(set(roles))
    if not wanted:
        raise InvitationEmpty
    for role in wanted:
        if role not in roles_of_side(entity_ref, provider_ref):
            raise RoleDoesNotFit(role=str(role))
    within = sorted(set(bounds))
    if bool(within) != (len(wanted) == 1 and wanted[0] in BOUND_ROLES) or (
        len(wanted) > 1 and BOUND_ROLES & set(wanted)
    ):
        raise BoundsDoNotFit(role=str(wanted[0]))
    token = "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH))
    made = Invitation.objects.create(
        digest=digest_of(token),
        note=note,
        roles=[str(role) for role in wanted],
        entity_ref=entity_ref,
        bounds=within,
        provider_ref=provider_ref,
        created_at=at,
        created_by=by.ref,
        expires_at=at + VALID_FOR,
    )
    said = {"roles": made.roles, "entity": entity_ref, "provider": provider_ref, "bounds": within}
    journal.record("invitation.made", subject=made.ref, by=by, at=at, **said)
    return Invited(made.ref, token)


@transaction.atomic
def withdraw_invitation(*, invitation: str, by: Actor, at: datetime) -> None:
    """
    Withdraw the invitation with this ref: its link opens nothing from now on. Withdrawing twice changes nothing.

    :raises NotPermitted: when `by` may not maintain accounts
    """
    permissions.check(by, Act.MAINTAIN_ACCOUNTS)
    still_open = Invitation.objects.filter(ref=invitation, accepted_at=None, withdrawn_at=None)
    if still_open.update(withdrawn_at=at):
        journal.record("invitation.withdrawn", subject=invitation, by=by, at=at)


@transaction.atomic
def accept_invitation(*, digest: str, new: NewAccount, at: datetime) -> Account:
    """
    Open the account that an invitation promises, with the roles that it names. The link is dead then.

    Whoever holds the link may; the journal says that the new account did it, and the roles were given by the inviter.

    :raises InvitationNotOpen: when it is unknown, used, withdrawn, too old, or its inviter may invite no more
    :raises UsernameTaken: when the sign-in name is in use
    """
    found = Invitation.objects.select_for_update().filter(digest=digest).first()
    if found is None or not is_open(found, at):
        raise InvitationNotOpen
    by = Actor(ActorKind.ACCOUNT, new.ref)
    account = add_account(replace(new, entity_ref=found.entity_ref, provider_ref=found.provider_ref), by=by, at=at)
    inviter = Actor(ActorKind.ACCOUNT, found.created_by)
    for role in found.roles:
        hold_role(account, Role(role), by=inviter, at=at, bounds=found.bounds)
    found.accepted_at, found.accepted_by = at, account.ref
    found.save(update_fields=["accepted_at", "accepted_by"])
    journal.record("invitation.accepted", subject=found.ref, by=by, at=at, account=account.ref)
    return account


def check_invitation(digest: str, at: datetime) -> None:
    """
    Refuse a link that opens nothing.

    :raises InvitationNotOpen: as `accept_invitation` would
    """
    found = Invitation.objects.filter(digest=digest).first()
    if found is None or not is_open(found, at):
        raise InvitationNotOpen


def is_open(invitation: Invitation, at: datetime) -> bool:
    """Tell whether an invitation may still be accepted: whoever made it must still be somebody who may invite."""
    if invitation.accepted_at or invitation.withdrawn_at or at >= invitation.expires_at:
        return False
    if invitation.created_by == OPERATOR.ref:
        return True
    inviter = queries.actor_by_ref(invitation.created_by)
    return inviter is not None and permissions.can(inviter, Act.MAINTAIN_ACCOUNTS)
