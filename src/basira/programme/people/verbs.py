"""Opening accounts, giving roles, naming the programme."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from basira.core.kernel.actor import Actor, Role
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.models import Account, Programme, RoleHeld
from basira.programme.people.permissions import Act


class UsernameTaken(Problem):
    """Another account signs in with this name."""

    code = "people.username-taken"


class PasswordRefused(Problem):
    """The password is too easy to guess; `reasons` says why."""

    code = "people.password-refused"


@transaction.atomic
def open_account(
    *, username: str, password: str, name_ar: str, name_en: str, roles: Iterable[Role], by: Actor, at: datetime
) -> Account:
    """
    Open an account with its first roles.

    :raises NotPermitted: when `by` may not maintain accounts
    :raises UsernameTaken: when the sign-in name is in use
    :raises PasswordRefused: when the password fails the validators
    """
    permissions.check(by, Act.MAINTAIN_ACCOUNTS)
    if Account.objects.filter(username=username).exists():
        raise UsernameTaken(username=username)
    try:
        validate_password(password)
    except ValidationError as refusal:
        raise PasswordRefused(reasons=" ".join(refusal.messages)) from refusal
    account = Account(
        username=username, display_name_ar=name_ar, display_name_en=name_en, created_at=at, created_by=by.ref
    )
    account.set_password(password)
    account.save()
    journal.record("account.opened", subject=account.ref, by=by, at=at)
    for role in roles:
        give_role(account=account, role=role, by=by, at=at)
    return account


@transaction.atomic
def give_role(*, account: Account, role: Role, by: Actor, at: datetime) -> None:
    """
    Give an account a role; giving one that it holds changes nothing.

    :raises NotPermitted: when `by` may not maintain accounts
    """
    permissions.check(by, Act.MAINTAIN_ACCOUNTS)
    _held, is_new = RoleHeld.objects.get_or_create(
        account=account, role=role, defaults={"given_at": at, "given_by": by.ref}
    )
    if is_new:
        journal.record("account.role-given", subject=account.ref, by=by, at=at, role=str(role))


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
