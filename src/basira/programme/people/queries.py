"""Accounts and the programme's own card, for pages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from basira.core.kernel.actor import Actor, ActorKind, Role
from basira.core.kernel.labels import DEFAULT_CUSTOMER, DEFAULT_SHOPPER, Label, label_from
from basira.programme.people.charter import Charter, Governance
from basira.programme.people.models import Account, Invitation, Programme, RoleHeld
from basira.programme.people.permissions import MAY, Act
from basira.programme.people.profiles import ProfileCode


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """The programme as every page names it; `simulated` puts the banner on each."""

    name_ar: str
    name_en: str
    simulated: bool
    attribution_ar: str
    attribution_en: str
    is_set_up: bool = True
    shopper: Label = DEFAULT_SHOPPER
    customer: Label = DEFAULT_CUSTOMER


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """An invitation for the list: for whom, with which roles, until when."""

    ref: str
    note: str
    roles: tuple[Role, ...]
    entity_ref: str
    created_at: datetime
    expires_at: datetime


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
    bounds: tuple[str, ...] = ()
    """The centres' refs or sectors' codes of a bound role; empty without one."""
    provider_ref: str = ""
    """The company that the account sends people for; empty for everybody else."""


def programme_card() -> ProgrammeCard:
    """Return the programme's names, flag and words; Basira's own before set-up."""
    row = Programme.objects.first()
    if row is None:
        return ProgrammeCard("بصيرة", "Basira", False, "", "", is_set_up=is_set_up())
    return ProgrammeCard(
        row.name_ar,
        row.name_en,
        row.simulated,
        row.attribution_ar,
        row.attribution_en,
        shopper=label_from(row.shopper_label) if row.shopper_label else DEFAULT_SHOPPER,
        customer=label_from(row.customer_label) if row.customer_label else DEFAULT_CUSTOMER,
    )


def is_set_up() -> bool:
    """Tell whether anybody has an account: the wizard is open only while nobody has."""
    return Account.objects.exists()


def was_set_up() -> bool:
    """Tell whether somebody set this programme up for real; one of simulated data was only loaded."""
    return Programme.objects.filter(set_up_at__isnull=False).exists()


def holds_simulation() -> bool:
    """Tell whether the programme's data are simulated."""
    return Programme.objects.filter(simulated=True).exists()


def charter_card() -> Charter | None:
    """Return what the programme says of itself; None before anybody named it."""
    row = Programme.objects.first()
    return charter_of(row) if row else None


def shopper_words() -> tuple[str, ...]:
    """Return every form of the programme's own word for its shoppers, in both languages. One query."""
    label = programme_card().shopper
    return (*label.arabic.values(), *label.english.values())


def charter_of(row: Programme) -> Charter:
    """Return a programme's row as its charter."""
    return Charter(
        name_ar=row.name_ar,
        name_en=row.name_en,
        governance=Governance(row.governance),
        body_name_ar=row.body_name_ar,
        body_name_en=row.body_name_en,
        purpose_ar=row.purpose_ar,
        purpose_en=row.purpose_en,
        legal_basis_ar=row.legal_basis_ar,
        legal_basis_en=row.legal_basis_en,
        notice_ar=row.notice_ar,
        notice_en=row.notice_en,
        notice_on=row.notice_on,
        is_pilot=row.is_pilot,
        profile=ProfileCode(row.profile),
        shopper=label_from(row.shopper_label) if row.shopper_label else DEFAULT_SHOPPER,
        customer=label_from(row.customer_label) if row.customer_label else DEFAULT_CUSTOMER,
    )


def invitation_cards(at: datetime) -> tuple[InvitationCard, ...]:
    """Return the invitations that are still open at an instant, the newest first; empty when there is none."""
    still_open = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    return tuple(
        InvitationCard(
            each.ref,
            each.note,
            tuple(Role(role) for role in each.roles),
            each.entity_ref,
            each.created_at,
            each.expires_at,
        )
        for each in still_open.order_by("-created_at")
    )


def actor_by_ref(ref: str) -> Actor | None:
    """Return who acts under an account's ref; None when there is no such open account."""
    account = Account.objects.filter(ref=ref, is_active=True).first()
    return actor_of(account.pk) if account else None


def actor_of(account_id: int) -> Actor | None:
    """Return who acts when this account does; None when it is gone or closed. One query: it is asked in every request."""
    columns = ("ref", "entity_ref", "provider_ref", "roles_held__role", "roles_held__bounds")
    rows = list(Account.objects.filter(pk=account_id, is_active=True).values_list(*columns))
    if not rows:
        return None
    ref, entity_ref, provider_ref, _role, _bounds = rows[0]
    held = {role: bounds for *_account, role, bounds in rows if role}
    return Actor(
        ActorKind.ACCOUNT,
        ref,
        frozenset(Role(role) for role in held),
        entity_ref,
        provider_ref,
        centres=frozenset(held.get(Role.CENTRE_MANAGER, ())),
        sectors=frozenset(held.get(Role.SECTOR_LEAD, ())),
    )


def sectors_led() -> tuple[frozenset[str], ...]:
    """Return the codes of the sectors that each lead with an open account leads; empty without any."""
    leads = RoleHeld.objects.filter(role=Role.SECTOR_LEAD, account__is_active=True).order_by("pk")
    return tuple(map(frozenset, leads.values_list("bounds", flat=True)))


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


def count_without_role() -> int:
    """Return how many open accounts hold no role. One query."""
    return Account.objects.filter(is_active=True, roles_held=None).count()


def accounts_that_may(act: Act) -> tuple[AccountCard, ...]:
    """Return the open accounts that hold a role which may do `act`, by sign-in name; empty when nobody may."""
    may = MAY.get(act, frozenset())
    return tuple(card for card in account_cards() if card.is_active and may & set(card.roles))


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
        tuple(sorted({one for held in account.roles_held.all() for one in held.bounds})),
        account.provider_ref,
    )
