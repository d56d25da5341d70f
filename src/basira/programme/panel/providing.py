"""Providers: the desk's side (who they are, where none of theirs may go) and their own (whom they send)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor, ActorKind
from basira.core.kernel.classes import Route, ShopperClass
from basira.core.kernel.lifecycles import ShopperState
from basira.core.kernel.problem import Problem
from basira.gateways.companies import OwnPeople, SentPerson
from basira.gateways.vault import Engagement
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries
from basira.programme.panel.models import Provider, ProviderInterest, Shopper
from basira.programme.panel.terms import term_of_a_newcomer
from basira.programme.panel.verbs import Identity, enrol_people
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.recruiting.verbs import calls
from basira.programme.registry.models import Entity

SENDER = Actor(ActorKind.SYSTEM, "sender")
"""Who takes a company's people in, for the panel and its journal: which company's account it was, the vault's own journal says."""


class ProviderClosed(Problem):
    """Whoever acts is of no provider that may send people now."""

    code = "panel.provider-closed"


class PersonNotSent(Problem):
    """The provider sent nobody of this name and phone, as its page shows them."""

    code = "panel.person-not-sent"


class ProviderNameMissing(Problem):
    """A provider has a name in Arabic and in English."""

    code = "panel.provider-name-missing"


class InterestReasonMissing(Problem):
    """A provider is barred from a body with the reason said."""

    code = "panel.interest-reason-missing"


@transaction.atomic
def add_provider(*, name_ar: str, name_en: str, by: Actor, at: datetime) -> str:
    """
    Add a provider and return its ref. Its first account is invited by the administrator.

    :raises NotPermitted: when `by` may not maintain providers
    :raises RouteClosed: when nobody comes in by a provider
    :raises ProviderNameMissing: when a name is empty
    """
    permissions.check(by, Act.MAINTAIN_PROVIDERS)
    calls.check_route(Route.PROVIDER)
    if not (name_ar.strip() and name_en.strip()):
        raise ProviderNameMissing()
    made = Provider.objects.create(name_ar=name_ar.strip(), name_en=name_en.strip(), added_at=at, added_by=by.ref)
    journal.record("provider.added", subject=made.ref, by=by, at=at)
    return made.ref


@transaction.atomic
def close_provider(*, provider: str, by: Actor, at: datetime) -> None:
    """
    Close a provider: it sends nobody more. Closing twice changes nothing.

    :raises NotPermitted: when `by` may not maintain providers
    """
    permissions.check(by, Act.MAINTAIN_PROVIDERS)
    if Provider.objects.filter(ref=provider, is_active=True).update(is_active=False):
        journal.record("provider.closed", subject=provider, by=by, at=at)


@transaction.atomic
def bar_provider(*, provider: str, entity: str, reason: str, by: Actor, at: datetime) -> None:
    """
    Bar a provider from a body in which it has an interest: none of its people is planned there. Barring twice changes nothing.

    :raises NotPermitted: when `by` may not maintain providers
    :raises InterestReasonMissing: without a reason
    """
    permissions.check(by, Act.MAINTAIN_PROVIDERS)
    if not reason.strip():
        raise InterestReasonMissing()
    said = {"reason": reason.strip(), "said_at": at, "said_by": by.ref}
    found, body = Provider.objects.get(ref=provider), Entity.objects.get(ref=entity)
    _interest, is_new = ProviderInterest.objects.get_or_create(provider=found, entity=body, defaults=said)
    if is_new:
        journal.record("provider.barred", subject=provider, by=by, at=at, entity=entity)


def send_people(*, identities: Sequence[Identity], by: Actor, at: datetime) -> int:
    """
    Take people of the provider that `by` acts for into the panel, in training, all or none; return how many.

    Who they are goes straight into the vault, which alone knows whose people they are: no panel ref is told. Somebody who is a
    shopper or an applicant already comes in as everybody else does: the company is told the same, and sees her among its own. Their
    time ends as the programme's file says.

    :raises NotPermitted: when `by` is of no provider
    :raises ProviderClosed: when the provider may send nobody now
    :raises RouteClosed: when nobody comes in by a provider
    :raises IdentityIncomplete, VaultNotReachable: as `enrol_shopper`
    """
    provider = own_provider(by)
    calls.check_route(Route.PROVIDER)
    if not Provider.objects.filter(ref=provider, is_active=True).exists():
        raise ProviderClosed()
    what = Engagement(ShopperClass.CONTRACTED, provider)
    people = enrol_people(
        identities=identities,
        state=ShopperState.IN_TRAINING,
        by=by,
        at=at,
        engagement=what,
        act=Act.SEND_PEOPLE,
        written_as=SENDER,
        term_ends_on=term_of_a_newcomer(at),
    )
    return len(people)


def people_sent(*, by: Actor) -> list[SentPerson]:
    """
    Return whom the provider of `by` sent, for its own page, with whom it withdrew marked; the vault journals each.

    Which of those of whom a provider said that they stop are this one's, the vault alone tells, by name and phone.

    :raises NotPermitted: when `by` is of no provider
    :raises VaultNotReachable: when the vault does not answer
    """
    stopped = Shopper.objects.filter(stop_said_on__isnull=False).values_list("panel_ref", flat=True)
    return OwnPeople(queries.vault(), own_provider(by)).sent(list(stopped), by=by.ref)


@transaction.atomic
def say_stops(*, name: str, phone: str, by: Actor, at: datetime) -> None:
    """
    Say that one of the provider's own people stops: the desk ends her time, and the provider may send somebody else.

    The vault alone finds who she is, by name and phone as its page showed them; the provider is told no reference. Said again, it
    changes nothing. Where the desk has ended her time already, the provider sees the same.

    :raises NotPermitted: when `by` is of no provider
    :raises PersonNotSent: when the provider sent nobody of this name and phone
    :raises VaultNotReachable: when the vault does not answer; nothing is said
    """
    refs = OwnPeople(queries.vault(), own_provider(by)).stops(name, phone, by=by.ref)
    if not refs:
        raise PersonNotSent()
    going = Shopper.objects.filter(panel_ref__in=refs, stop_said_on=None)  # whom the desk has ended too: it is not told
    for shopper in going.select_for_update().order_by("panel_ref"):
        shopper.stop_said_on = localdate(at)
        shopper.save(update_fields=["stop_said_on"])
        journal.record("shopper.stop-said", subject=shopper.panel_ref, by=SENDER, at=at)


def own_provider(by: Actor) -> str:
    """
    Return the ref of the provider that somebody acts for.

    :raises NotPermitted: when she acts for none
    """
    permissions.check(by, Act.SEND_PEOPLE)
    if not by.provider_ref:
        raise permissions.NotPermitted(act=str(Act.SEND_PEOPLE))
    return by.provider_ref
