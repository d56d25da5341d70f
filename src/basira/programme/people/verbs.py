"""Opening accounts, giving roles, naming the programme."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from basira.core.kernel.actor import BOUND_ROLES, Actor, Role, roles_of_side
from basira.core.kernel.identifiers import check_identifier
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.digests import forget_wish
from basira.programme.people.models import Account, Programme, RoleHeld
from basira.programme.people.permissions import Act, NotPermitted


class UsernameTaken(Problem):
    """Another account signs in with this name."""

    code = "people.username-taken"


class RoleDoesNotFit(Problem):
    """A body's liaison holds no role of the programme, and nobody speaks for a body without being of one (ruling 19)."""

    code = "people.role-does-not-fit"


class BoundsDoNotFit(Problem):
    """A bound role needs the centres or sectors within which it is held, and no other role has any."""

    code = "people.bounds-do-not-fit"


class LastAdministrator(Problem):
    """Nobody could open accounts any more: this is the last open account that may."""

    code = "people.last-administrator"


class PasswordRefused(Problem):
    """The password is too easy to guess; `reasons` says why."""

    code = "people.password-refused"


@transaction.atomic
def open_account(
    *,
    username: str,
    password: str,
    name_ar: str,
    name_en: str,
    roles: Iterable[Role],
    by: Actor,
    at: datetime,
    entity_ref: str = "",
    provider_ref: str = "",
    bounds: Iterable[str] = (),
) -> Account:
    """
    Open an account with its first roles; `entity_ref` is the measured body that it speaks for, if any, and `provider_ref` the
    company whose shoppers it sends. `bounds` are those of the bound roles among them.

    :raises NotPermitted: when `by` may not maintain accounts
    :raises UsernameTaken: when the sign-in name is in use
    :raises PasswordRefused: when the password fails the validators
    :raises RoleDoesNotFit: when a role is not for an account of this side
    :raises BoundsDoNotFit: when a bound role would have no bounds
    """
    permissions.check(by, Act.MAINTAIN_ACCOUNTS)
    new = NewAccount(username, hashed(password, username), name_ar, name_en, entity_ref, provider_ref)
    account = add_account(new, by=by, at=at)
    for role in roles:
        give_role(account=account.ref, role=role, by=by, at=at, bounds=bounds if role in BOUND_ROLES else ())
    return account


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be: `password` is hashed already, or empty for somebody who signs in with a passkey alone."""

    username: str
    password: str
    name_ar: str
    name_en: str
    entity_ref: str = ""
    provider_ref: str = ""
    ref: str = field(default_factory=new_ref)


def hashed(password: str, username: str = "") -> str:
    """
    Return a password as it may be kept.

    :raises PasswordRefused: when it fails the validators, or resembles the sign-in name
    """
    try:
        validate_password(password, Account(username=username))
    except ValidationError as refusal:
        raise PasswordRefused(reasons=" ".join(refusal.messages)) from refusal
    return make_password(password)


def add_account(new: NewAccount, *, by: Actor, at: datetime) -> Account:
    """
    Write an account that a verb of this app has allowed, in that verb's transaction.

    :raises UsernameTaken: when the sign-in name is in use, in capitals or not
    """
    check_identifier(new.username)
    if Account.objects.filter(username__iexact=new.username).exists():
        raise UsernameTaken(username=new.username)
    account = Account(
        ref=new.ref,
        username=new.username,
        password=new.password or make_password(None),
        display_name_ar=new.name_ar,
        display_name_en=new.name_en,
        entity_ref=new.entity_ref,
        provider_ref=new.provider_ref,
        created_at=at,
        created_by=by.ref,
    )
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:  # another took the name a moment ago
        raise UsernameTaken(username=new.username) from None
    sides = {"entity": new.entity_ref, "provider": new.provider_ref}
    journal.record(
        "account.opened", subject=account.ref, by=by, at=at, **{side: ref for side, ref in sides.items() if ref}
    )
    return account


@transaction.atomic
def give_role(*, account: str, role: Role, by: Actor, at: datetime, bounds: Iterable[str] = ()) -> None:
    """
    Give the account with this ref a role; giving one that it holds changes nothing, save the bounds of a bound one.

    :raises NotPermitted: when `by` may not maintain accounts
    :raises RoleDoesNotFit: when the role is not for an account of this side
    :raises BoundsDoNotFit: when a bound role would have no bounds, or another one some
    """
    permissions.check(by, Act.MAINTAIN_ACCOUNTS)
    hold_role(Account.objects.get(ref=account), role, by=by, at=at, bounds=bounds)


def hold_role(account: Account, role: Role, *, by: Actor, at: datetime, bounds: Iterable[str] = ()) -> None:
    """
    Write that an account holds a role which a verb of this app has allowed, in that verb's transaction.

    :raises RoleDoesNotFit: when the role is not for an account of this side
    :raises BoundsDoNotFit: when a bound role would have no bounds, or another one some
    """
    within = sorted(set(bounds))
    if role not in roles_of_side(account.entity_ref, account.provider_ref):
        raise RoleDoesNotFit(role=str(role))
    if (role in BOUND_ROLES) != bool(within):
        raise BoundsDoNotFit(role=str(role))
    held, is_new = RoleHeld.objects.select_for_update().get_or_create(
        account=account, role=role, defaults={"given_at": at, "given_by": by.ref, "bounds": within}
    )
    if is_new or held.bounds != within:
        held.bounds = within
        held.save(update_fields=["bounds"])
        more = {"bounds": within} if within else {}
        journal.record("account.role-given", subject=account.ref, by=by, at=at, role=str(role), **more)


@transaction.atomic
def note_factors_changed(*, account: str, change: str, by: Actor, at: datetime) -> None:
    """
    Note that somebody added, removed or renewed her own second factor: her other sessions end.

    :raises NotPermitted: when `by` is not the account itself
    """
    if by.ref != account:
        raise NotPermitted(act="change-factors")
    Account.objects.filter(ref=account).update(sessions_epoch=F("sessions_epoch") + 1)
    journal.record("account.factors-changed", subject=account, by=by, at=at, change=change)


@transaction.atomic
def take_role(*, account: str, role: Role, by: Actor, at: datetime) -> None:
    """
    Take a role from the account with this ref; it acts at once. Taking one that it does not hold changes nothing. With the last
    one goes what it asked for by mail, and the address.

    :raises NotPermitted: when `by` may not maintain accounts
    :raises LastAdministrator: when nobody else could open accounts any more
    """
    permissions.check(by, Act.MAINTAIN_ACCOUNTS)
    held = RoleHeld.objects.filter(account__ref=account, role=role).first()
    if held is None:
        return
    if role is Role.ADMINISTRATOR:
        check_not_last_administrator(account)
    held.delete()
    journal.record("account.role-taken", subject=account, by=by, at=at, role=str(role))
    if not RoleHeld.objects.filter(account__ref=account).exists():
        forget_wish(account, by=by, at=at)


@transaction.atomic
def close_account(*, account: str, by: Actor, at: datetime) -> None:
    """
    Close the account with this ref: it acts no more, signed in or not, and gets no mail; its wish for some goes, with the address.
    Closing twice changes nothing.

    :raises NotPermitted: when `by` may not maintain accounts
    :raises LastAdministrator: when nobody else could open accounts any more
    """
    permissions.check(by, Act.MAINTAIN_ACCOUNTS)
    check_not_last_administrator(account)
    if Account.objects.filter(ref=account, is_active=True).update(is_active=False):
        journal.record("account.closed", subject=account, by=by, at=at)
        forget_wish(account, by=by, at=at)


def check_not_last_administrator(account: str) -> None:
    """
    Refuse to leave the programme without an administrator. The rows are locked, so that two cannot leave at once.

    :raises LastAdministrator: when the account is the only open one with that role
    """
    administrators = Account.objects.filter(is_active=True, roles_held__role=Role.ADMINISTRATOR)
    list(administrators.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    # Asked again: while the lock was waited for, another may have left, and the first statement would not see it.
    if set(administrators.values_list("ref", flat=True)) == {account}:
        raise LastAdministrator()


@transaction.atomic
def set_programme(
    *,
    name_ar: str,
    name_en: str,
    simulated: bool,
    by: Actor,
    at: datetime,
    attribution_ar: str = "",
    attribution_en: str = "",
) -> None:
    """
    Name the programme and say whether its data are simulated.

    :raises NotPermitted: when `by` may not set the programme
    """
    permissions.check(by, Act.SET_PROGRAMME)
    Programme.objects.update_or_create(
        pk=1,
        defaults={
            "name_ar": name_ar,
            "name_en": name_en,
            "simulated": simulated,
            "attribution_ar": attribution_ar,
            "attribution_en": attribution_en,
        },
    )
    journal.record("programme.set", subject="programme", by=by, at=at, simulated=simulated)


@transaction.atomic
def note_export(*, table: str, subject: str, kind: str, act: Act, by: Actor, at: datetime) -> None:
    """
    Write in the journal that somebody takes a table out, before its first row leaves; nothing of what it holds.

    `table` says which (visits, scores, centres, journal), `subject` of what (a cycle's or run's ref, or the table's
    own name), `kind` as which file, `act` what the reader must be allowed to see.

    :raises NotPermitted: when `by` may not do `act`
    """
    permissions.check(by, act)
    journal.record("table.exported", subject=subject, by=by, at=at, table=table, kind=kind)
