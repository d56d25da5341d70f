"""The panel for pages: by panel ref where the panel is looked at, by cycle number everywhere else."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from basira.core.kernel.lifecycles import ShopperState
from basira.programme.panel.models import CycleNumber, FieldKey, Shopper


@dataclass(frozen=True, slots=True)
class ShopperCard:
    """A shopper by panel ref, for the panel officer alone."""

    panel_ref: str
    state: ShopperState
    cycles: int


@dataclass(frozen=True, slots=True)
class NumberCard:
    """A shopper as one cycle knows her: `number` is shown (م-0417), `ref` is used in addresses."""

    ref: str
    number: str
    cycle: str
    has_key: bool


def shopper_cards(*, search: str = "", state: str = "") -> tuple[ShopperCard, ...]:
    """Return the shoppers whose panel ref holds `search`, in one state or all; empty when none does."""
    numbers = CycleNumber.objects.filter(shopper=OuterRef("pk")).order_by().values("shopper")
    shoppers = Shopper.objects.annotate(cycles=Subquery(numbers.annotate(n=Count("*")).values("n")))
    if search:
        shoppers = shoppers.filter(panel_ref__icontains=search)
    if state:
        shoppers = shoppers.filter(state=state)
    return tuple(
        ShopperCard(shopper.panel_ref, ShopperState(shopper.state), shopper.cycles or 0)
        for shopper in shoppers.order_by("panel_ref")
    )


def shopper_card(panel_ref: str) -> ShopperCard | None:
    """Return one shopper by panel ref; None when there is none."""
    return next((card for card in shopper_cards(search=panel_ref) if card.panel_ref == panel_ref), None)


def shoppers_by_state() -> dict[ShopperState, int]:
    """Return how many shoppers are in each state; a state without any is missing."""
    rows = Shopper.objects.order_by().values("state").annotate(count=Count("*"))
    return {ShopperState(row["state"]): row["count"] for row in rows}


def active_without_number(cycle: str) -> int:
    """Return how many active shoppers have no number in the cycle yet."""
    return Shopper.objects.filter(unnumbered(cycle)).count()


def unnumbered(cycle: str) -> Q:
    """Return the condition "active, and without a number in this cycle"."""
    numbered = CycleNumber.objects.filter(cycle=cycle).values("shopper")
    return Q(state=ShopperState.ACTIVE) & ~Q(pk__in=numbered)


def number_counts() -> dict[str, int]:
    """Return how many numbers each cycle has, by the cycle's ref; a cycle without any is missing."""
    rows = CycleNumber.objects.order_by().values("cycle").annotate(count=Count("*"))
    return {row["cycle"]: row["count"] for row in rows}


def keyless_counts() -> dict[str, int]:
    """Return, by the cycle's ref, how many numbers have no open key; a cycle without any is missing."""
    keyed = FieldKey.objects.filter(withdrawn_at=None).values("cycle_number")
    rows = CycleNumber.objects.exclude(pk__in=keyed).order_by().values("cycle").annotate(count=Count("*"))
    return {row["cycle"]: row["count"] for row in rows}


def number_cards(cycle: str, *, search: str = "") -> tuple[NumberCard, ...]:
    """Return the numbers of a cycle that hold `search`, in their order; empty when there is none."""
    open_keys = FieldKey.objects.filter(cycle_number=OuterRef("pk"), withdrawn_at=None).values("pk")[:1]
    numbers = CycleNumber.objects.filter(cycle=cycle).annotate(key=Subquery(open_keys)).order_by("number")
    if search:
        numbers = numbers.filter(number__icontains=search)
    return tuple(NumberCard(number.ref, number.number, number.cycle, number.key is not None) for number in numbers)


def number_card(ref: str) -> NumberCard | None:
    """Return one cycle number by its ref; None when there is none."""
    number = CycleNumber.objects.filter(ref=ref).first()
    if number is None:
        return None
    has_key = FieldKey.objects.filter(cycle_number=number, withdrawn_at=None).exists()
    return NumberCard(number.ref, number.number, number.cycle, has_key)
