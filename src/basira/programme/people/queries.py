"""Accounts and the programme's own card, for pages."""

from dataclasses import dataclass

from django.db.models import Q

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.programme.people.models import Account, Programme, RoleHeld


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """The programme as every page names it; `simulated` puts the banner on each."""

    name_ar: str
    name_en: str
    simulated: bool
    attribution_ar: str
    attribution_en: str


NAMELESS = ProgrammeCard("بصيرة", "Basira", False, "", "")
"""Before set-up."""


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account with its roles, for the people page."""

    ref: str
    username: str
    name_ar: str
    name_en: str
    roles: tuple[Role, ...]
    is_active: bool
    entity_ref: str


def programme_card() -> ProgrammeCard:
    """Return the programme's names and flag; `NAMELESS` before set-up."""
    row = Programme.objects.first()
    if row is None:
        return NAMELESS
    return ProgrammeCard(row.name_ar, row.name_en, row.simulated, row.attribution_ar, row.attribution_en)


def actor_of(account_id: int) -> Actor | None:
    """Return who acts when this account does; None when it is gone or closed."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None:
        return None
    roles = RoleHeld.objects.filter(account=account).values_list("role", flat=True)
    return Actor(ActorKind.ACCOUNT, account.ref, frozenset(Role(role) for role in roles), account.entity_ref)


def actor_by_username(username: str) -> Actor | None:
    """Return who acts under a sign-in name; None when there is no such open account."""
    account = Account.objects.filter(username=username, is_active=True).first()
    return actor_of(account.pk) if account else None


def account_cards(*, search: str = "") -> tuple[AccountCard, ...]:
    """Return the accounts whose names hold `search`, with their roles, by sign-in name; empty when none does."""
    accounts = Account.objects.order_by("username").prefetch_related("roles_held")
    if search:
        accounts = accounts.filter(
            Q(username__icontains=search) | Q(display_name_ar__icontains=search) | Q(display_name_en__icontains=search)
        )
    return tuple(account_card_of(account) for account in accounts)


def account_card(ref: str) -> AccountCard | None:
    """Return one account by its ref; None when there is no such account."""
    account = Account.objects.prefetch_related("roles_held").filter(ref=ref).first()
    return account_card_of(account) if account else None


def account_card_of(account: Account) -> AccountCard:
    """Return an account as plain values, its roles in alphabetical order."""
    return AccountCard(
        account.ref,
        account.username,
        account.display_name_ar,
        account.display_name_en,
        tuple(sorted(Role(held.role) for held in account.roles_held.all())),
        account.is_active,
        account.entity_ref,
    )
