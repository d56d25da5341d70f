"""The panel for pages: by panel ref where the panel is looked at, by cycle number everywhere else."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

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
    has_key: bool


@dataclass(frozen=True, slots=True)
class FieldKeyHolder:
    """Who a phone's key stands for: the cycle number, its cycle, and the language of messages."""

    cycle_number_id: int
    cycle_number_ref: str
    cycle: str
    language: str


def shopper_cards(*, search: str = "") -> tuple[ShopperCard, ...]:
    """Return the panel by panel ref; empty before the first enrolment."""
    numbers = CycleNumber.objects.filter(shopper=OuterRef("pk")).order_by().values("shopper")
    shoppers = Shopper.objects.annotate(cycles=Subquery(numbers.annotate(n=Count("*")).values("n")))
    if search:
        shoppers = shoppers.filter(panel_ref__icontains=search)
    return tuple(
        ShopperCard(shopper.panel_ref, ShopperState(shopper.state), shopper.cycles or 0)
        for shopper in shoppers.order_by("panel_ref")
    )


def number_cards(cycle: str) -> tuple[NumberCard, ...]:
    """Return the numbers of a cycle, in the order of the numbers; empty when none was given."""
    open_keys = FieldKey.objects.filter(cycle_number=OuterRef("pk"), withdrawn_at=None).values("pk")[:1]
    numbers = CycleNumber.objects.filter(cycle=cycle).annotate(key=Subquery(open_keys)).order_by("number")
    return tuple(NumberCard(number.ref, number.number, number.key is not None) for number in numbers)


def holder_of(token_sha256: str) -> FieldKeyHolder | None:
    """Return who an open key stands for; None when it is unknown or withdrawn. One query."""
    row = (
        FieldKey.objects.filter(token_sha256=token_sha256, withdrawn_at=None)
        .values_list("cycle_number_id", "cycle_number__ref", "cycle_number__cycle", "language")
        .first()
    )
    return FieldKeyHolder(*row) if row else None
