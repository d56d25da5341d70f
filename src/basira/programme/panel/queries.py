"""The panel for pages: by panel ref where the panel is looked at, by cycle number everywhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from basira.core.kernel.field_keys import KeyKind
from basira.core.kernel.lifecycles import ShopperState
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.panel.models import Bar, CycleNumber, FieldKey, Provider, ProviderInterest, Shopper

SHORT = 6
"""Letters of a panel ref that people tell shoppers apart by: one in a billion."""


@dataclass(frozen=True, slots=True)
class ShopperCard:
    """A shopper by panel ref, for the panel officer alone."""

    panel_ref: str
    state: ShopperState
    term_ends_on: date | None = None
    is_sent_again: bool = False
    stop_said_on: date | None = None

    @property
    def short_ref(self) -> str:
        """Return the end of the reference, short enough to be said aloud; random like the rest of it."""
        return self.panel_ref[-SHORT:]


@dataclass(frozen=True, slots=True)
class NumberCard:
    """
    A shopper as one cycle knows her: `number` is shown (م-0417), `ref` is used in addresses.

    `has_key` when a phone or an OpenRosa client may file under it; a link alone is none. `link_tried` when the used link of
    a phone that may come in was tried again.
    """

    ref: str
    number: str
    cycle: str
    has_key: bool
    link_tried: bool = False


@dataclass(frozen=True, slots=True)
class KeyCard:
    """
    A key that is worth something, by day: the hour at which a phone came in is nobody's.

    `until` is a link's end. `link_tried_on`, of a phone, is the last day on which the spent link that brought it in was
    tried again.
    """

    ref: str
    kind: KeyKind
    since: date
    until: datetime | None
    link_tried_on: date | None


@dataclass(frozen=True, slots=True)
class PhonesCard:
    """
    What is to be done about the phones of a cycle: how many numbers have neither a phone nor a link, and the last day on
    which a used link was tried again; None when none was.
    """

    keyless: int
    link_tried_on: date | None


@dataclass(frozen=True, slots=True)
class ProviderCard:
    """A company that sends shoppers."""

    ref: str
    name_ar: str
    name_en: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class InterestCard:
    """A body in which a company has an interest, and what it is."""

    name_ar: str
    name_en: str
    reason: str


def provider_cards() -> tuple[ProviderCard, ...]:
    """Return the companies in the order in which they were added; empty before the first."""
    rows = Provider.objects.order_by("pk").values_list("ref", "name_ar", "name_en", "is_active")
    return tuple(ProviderCard(*row) for row in rows)


def has_providers() -> bool:
    """Tell whether a company was ever added."""
    return Provider.objects.exists()


def provider_card(ref: str) -> ProviderCard | None:
    """Return one company; None when there is none."""
    return next((card for card in provider_cards() if card.ref == ref), None)


def provider_interests(ref: str) -> tuple[InterestCard, ...]:
    """Return the bodies from which a company is barred, in the order in which that was said."""
    rows = ProviderInterest.objects.filter(provider__ref=ref).order_by("pk")
    return tuple(InterestCard(*row) for row in rows.values_list("entity__name_ar", "entity__name_en", "reason"))


def shopper_cards(*, search: str = "", state: str = "") -> tuple[ShopperCard, ...]:
    """Return the shoppers whose panel ref holds `search`, in one state or all; empty when none does."""
    shoppers = Shopper.objects.all()
    if search:
        shoppers = shoppers.filter(panel_ref__icontains=search)
    if state:
        shoppers = shoppers.filter(state=state)
    return tuple(shopper_card_of(shopper) for shopper in shoppers.order_by("panel_ref"))


def shopper_card_of(shopper: Shopper) -> ShopperCard:
    """Return a shopper as pages show her."""
    return ShopperCard(
        shopper.panel_ref,
        ShopperState(shopper.state),
        shopper.term_ends_on,
        shopper.is_sent_again,
        shopper.stop_said_on,
    )


def shopper_card(panel_ref: str) -> ShopperCard | None:
    """Return one shopper by panel ref; None when there is none."""
    return next((card for card in shopper_cards(search=panel_ref) if card.panel_ref == panel_ref), None)


TO_END = Q(is_sent_again=True) | Q(stop_said_on__isnull=False)
"""Whom companies sent although the vault knew them, or of whom they said that they stop: they go nowhere but to their end."""


def to_end() -> tuple[ShopperCard, ...]:
    """Return those of `TO_END` who have not been ended yet."""
    rows = Shopper.objects.filter(TO_END)
    return tuple(shopper_card_of(row) for row in rows.exclude(state=ShopperState.ENDED).order_by("panel_ref"))


def count_stopping() -> int:
    """Return how many have not been ended of whom a company said that they stop."""
    return Shopper.objects.filter(stop_said_on__isnull=False).exclude(state=ShopperState.ENDED).count()


def shoppers_and_terms(by: date) -> tuple[dict[ShopperState, int], int]:
    """
    Return how many shoppers are in each state, as `shoppers_by_state`, and how many terms of shoppers who have not ended are over
    by a day: their successors are to be called. One query.
    """
    over = Count("pk", filter=Q(term_ends_on__lte=by) & ~Q(state=ShopperState.ENDED))
    rows = Shopper.objects.order_by().values("state").annotate(count=Count("*"), over=over)
    return {ShopperState(row["state"]): row["count"] for row in rows}, sum(row["over"] for row in rows)


def shoppers_by_state() -> dict[ShopperState, int]:
    """Return how many shoppers are in each state; a state without any is missing."""
    rows = Shopper.objects.order_by().values("state").annotate(count=Count("*"))
    return {ShopperState(row["state"]): row["count"] for row in rows}


def active_without_number(cycle: str) -> int | None:
    """Return how many active shoppers have no number in the cycle yet; None while the vault does not answer."""
    try:
        return vault().count_unnumbered(cycle, active_panel_refs())
    except VaultNotReachable:
        return None


def active_panel_refs() -> list[str]:
    """Return the active shoppers by panel ref, in no order that tells anything."""
    return list(
        Shopper.objects.filter(state=ShopperState.ACTIVE).order_by("panel_ref").values_list("panel_ref", flat=True)
    )


def vault() -> Vault:
    """Return the way to the vault."""
    return Vault(settings.VAULT_SOCKET)


def vault_answers() -> bool:
    """Tell whether the vault is there, for the desk to say so before somebody writes a name."""
    return vault().answers()


def number_counts() -> dict[str, int]:
    """Return how many numbers each cycle has, by the cycle's ref; a cycle without any is missing."""
    rows = CycleNumber.objects.order_by().values("cycle").annotate(count=Count("*"))
    return {row["cycle"]: row["count"] for row in rows}


def live_keys(at: datetime) -> QuerySet[FieldKey]:
    """Return the keys that are worth something: open, and for a link not over yet."""
    return FieldKey.objects.filter(is_open=True).exclude(kind=KeyKind.LINK, usable_until__lte=at)


def keyless_counts(*, at: datetime) -> dict[str, int]:
    """
    Return, by the cycle's ref, how many numbers have neither an open key nor a link that may still be used.

    A cycle without any is missing.
    """
    keyed = live_keys(at).values("cycle_number")
    rows = CycleNumber.objects.exclude(pk__in=keyed).order_by().values("cycle").annotate(count=Count("*"))
    return {row["cycle"]: row["count"] for row in rows}


def numbers_with_link(cycle: str, *, at: datetime) -> set[str]:
    """Return the refs of a cycle's numbers whose link waits for its phone."""
    links = live_keys(at).filter(kind=KeyKind.LINK, cycle_number__cycle=cycle)
    return set(links.values_list("cycle_number__ref", flat=True))


def key_cards(number: str, *, at: datetime) -> tuple[KeyCard, ...]:
    """Return what is worth something of a number, oldest first; empty when nothing is."""
    tried = FieldKey.objects.filter(exchanged_for=OuterRef("pk")).values("tried_again_on")[:1]
    keys = live_keys(at).filter(cycle_number__ref=number).annotate(link_tried_on=Subquery(tried))
    return tuple(
        KeyCard(key.ref, KeyKind(key.kind), localdate(key.given_at), key.usable_until, key.link_tried_on)
        for key in keys.order_by("given_at", "pk")
    )


def phones_by_cycle(*, at: datetime, since: date) -> dict[str, PhonesCard]:
    """
    Return, by the cycle's ref, what is to be done about its phones; a cycle in which nothing is, is missing. One query.

    A link that was tried again counts from the day `since` on, and as long as the phone that it brought in may come in.
    """
    live = live_keys(at).filter(cycle_number=OuterRef("pk"))
    tried = tried_links().filter(cycle_number=OuterRef("pk"), tried_again_on__gte=since)
    numbers = CycleNumber.objects.annotate(is_keyed=Exists(live), tried_on=Subquery(tried.values("tried_again_on")[:1]))
    needs = {"keyless": Count("pk", filter=Q(is_keyed=False)), "tried_on": Max("tried_on")}
    rows = (
        numbers.filter(Q(is_keyed=False) | Q(tried_on__isnull=False)).order_by().values_list("cycle").annotate(**needs)
    )
    return {cycle: PhonesCard(keyless, tried_on) for cycle, keyless, tried_on in rows}


def tried_links() -> QuerySet[FieldKey]:
    """
    Return the spent links that were tried again, the latest first, as long as their phone may come in.

    Somebody else found the link, or the first to use it was not who it was meant for.
    """
    links = FieldKey.objects.filter(tried_again_on__isnull=False, exchanged_for__is_open=True)
    return links.order_by("-tried_again_on")


def number_cards(cycle: str, *, search: str = "") -> tuple[NumberCard, ...]:
    """Return the numbers of a cycle that hold `search`, in their order; empty when there is none."""
    keys = FieldKey.objects.filter(cycle_number=OuterRef("pk"), is_open=True).exclude(kind=KeyKind.LINK)
    tried = tried_links().filter(cycle_number=OuterRef("pk"))
    numbers = CycleNumber.objects.filter(cycle=cycle).annotate(has_key=Exists(keys), link_tried=Exists(tried))
    if search:
        numbers = numbers.filter(number__icontains=search)
    return tuple(
        NumberCard(number.ref, number.number, number.cycle, number.has_key, number.link_tried)
        for number in numbers.order_by("number")
    )


def number_card(ref: str) -> NumberCard | None:
    """Return one cycle number by its ref; None when there is none."""
    number = CycleNumber.objects.filter(ref=ref).first()
    if number is None:
        return None
    keys = FieldKey.objects.filter(cycle_number=number, is_open=True).exclude(kind=KeyKind.LINK)
    return NumberCard(number.ref, number.number, number.cycle, keys.exists())


def barred(pairs: Iterable[tuple[str, str]], *, by: str) -> set[tuple[str, str]]:
    """
    Return those (cycle number, entity) pairs of refs, out of these, to which no mission may be given.

    The bars of this cycle stand here, and those of a provider with an interest; those of earlier cycles in the vault, which says
    no more than this.

    :raises VaultNotReachable: when the vault does not answer: nobody is sent where she may be known
    """
    wanted = set(pairs)
    here = Bar.objects.filter(cycle_number__ref__in={number for number, _entity in wanted})
    known = (set(here.values_list("cycle_number__ref", "entity__ref")) | interests_of(wanted)) & wanted
    return known | vault().barred(sorted(wanted - known), by=by)


def interests_of(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those (cycle number, entity) pairs whose number is of a provider with an interest in the body."""
    sent = CycleNumber.objects.filter(ref__in={number for number, _entity in pairs}).exclude(provider_ref="")
    provider_of = dict(sent.values_list("ref", "provider_ref"))
    if not provider_of:
        return set()
    said = ProviderInterest.objects.filter(provider__ref__in=set(provider_of.values()))
    interests = set(said.values_list("provider__ref", "entity__ref"))
    return {(number, entity) for number, entity in pairs if (provider_of.get(number), entity) in interests}
