"""The panel for pages: by panel ref where the panel is looked at, by cycle number everywhere else."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery

from basira.core.kernel.lifecycles import ShopperState
from basira.gateways.vault import Vault, VaultNotReachable
from basira.programme.panel.models import Bar, CycleNumber, FieldKey, Shopper

SHORT = 6
"""Letters of a panel ref that people tell shoppers apart by: one in a billion."""


@dataclass(frozen=True, slots=True)
class ShopperCard:
    """A shopper by panel ref, for the panel officer alone."""

    panel_ref: str
    state: ShopperState

    @property
    def short_ref(self) -> str:
        """Return the end of the reference, short enough to be said aloud; random like the rest of it."""
        return self.panel_ref[-SHORT:]


@dataclass(frozen=True, slots=True)
class NumberCard:
    """A shopper as one cycle knows her: `number` is shown (م-0417), `ref` is used in addresses."""

    ref: str
    number: str
    cycle: str
    has_key: bool


def shopper_cards(*, search: str = "", state: str = "") -> tuple[ShopperCard, ...]:
    """Return the shoppers whose panel ref holds `search`, in one state or all; empty when none does."""
    shoppers = Shopper.objects.all()
    if search:
        shoppers = shoppers.filter(panel_ref__icontains=search)
    if state:
        shoppers = shoppers.filter(state=state)
    return tuple(
        ShopperCard(shopper.panel_ref, ShopperState(shopper.state)) for shopper in shoppers.order_by("panel_ref")
    )


def shopper_card(panel_ref: str) -> ShopperCard | None:
    """Return one shopper by panel ref; None when there is none."""
    return next((card for card in shopper_cards(search=panel_ref) if card.panel_ref == panel_ref), None)


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


def keyless_counts() -> dict[str, int]:
    """Return, by the cycle's ref, how many numbers have no open key; a cycle without any is missing."""
    keyed = FieldKey.objects.filter(is_open=True).values("cycle_number")
    rows = CycleNumber.objects.exclude(pk__in=keyed).order_by().values("cycle").annotate(count=Count("*"))
    return {row["cycle"]: row["count"] for row in rows}


def number_cards(cycle: str, *, search: str = "") -> tuple[NumberCard, ...]:
    """Return the numbers of a cycle that hold `search`, in their order; empty when there is none."""
    open_keys = FieldKey.objects.filter(cycle_number=OuterRef("pk"), is_open=True).values("pk")[:1]
    numbers = CycleNumber.objects.filter(cycle=cycle).annotate(key=Subquery(open_keys)).order_by("number")
    if search:
        numbers = numbers.filter(number__icontains=search)
    return tuple(NumberCard(number.ref, number.number, number.cycle, number.key is not None) for number in numbers)


def number_card(ref: str) -> NumberCard | None:
    """Return one cycle number by its ref; None when there is none."""
    number = CycleNumber.objects.filter(ref=ref).first()
    if number is None:
        return None
    has_key = FieldKey.objects.filter(cycle_number=number, is_open=True).exists()
    return NumberCard(number.ref, number.number, number.cycle, has_key)


def barred(pairs: Iterable[tuple[str, str]], *, by: str) -> set[tuple[str, str]]:
    """
    Return those (cycle number, entity) pairs of refs, out of these, to which no mission may be given.

    The bars of this cycle stand here, those of earlier ones in the vault, which says no more than this.

    :raises VaultNotReachable: when the vault does not answer: nobody is sent where she may be known
    """
    wanted = set(pairs)
    here = Bar.objects.filter(cycle_number__ref__in={number for number, _entity in wanted})
    known = set(here.values_list("cycle_number__ref", "entity__ref")) & wanted
    return known | vault().barred(sorted(wanted - known), by=by)
