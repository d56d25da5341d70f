"""What shoppers said they need this month: for their own phones, and for the planner who offers what fits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from basira.core.kernel.lifecycles import MissionState
from basira.core.kernel.shopper_moves import NEED_TIME
from basira.programme.registry.models import Service
from basira.programme.waves.models import Mission, ShopperNeed


@dataclass(frozen=True, slots=True)
class NeedCard:
    """A service that the shopper with this number needs; `mission_ref` is one planned for her that fits, or ""."""

    number: str
    service_ar: str
    service_en: str
    mission_ref: str


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service to choose from."""

    code: str
    name_ar: str
    name_en: str


def needs_of_number(cycle_number_id: int, at: datetime) -> frozenset[str]:
    """Return the codes of the services that she needs at this time; empty when she said none."""
    said = ShopperNeed.objects.filter(cycle_number_id=cycle_number_id, said_at__gt=at - NEED_TIME)
    return frozenset(said.values_list("service__code", flat=True))


def needed_by(codes: Collection[str]) -> tuple[ServiceChoice, ...]:
    """Return the services with these codes, by code, for a phone to show by their names."""
    found = Service.objects.filter(code__in=codes).order_by("code")
    return tuple(ServiceChoice(*row) for row in found.values_list("code", "name_ar", "name_en"))


def need_cards(wave: str, at: datetime) -> tuple[NeedCard, ...]:
    """Return what the shoppers of a cycle need at this time, by number; those with a planned mission that fits first."""
    found = ShopperNeed.objects.filter(cycle_number__cycle=wave, said_at__gt=at - NEED_TIME)
    planned = {
        (number, service): ref
        for number, service, ref in Mission.objects.filter(wave__ref=wave, state=MissionState.PLANNED)
        .exclude(service=None)
        .values_list("cycle_number_id", "service_id", "ref")
    }
    cards = [
        NeedCard(
            need.cycle_number.number,
            need.service.name_ar,
            need.service.name_en,
            planned.get((need.cycle_number_id, need.service_id), ""),
        )
        for need in found.select_related("cycle_number", "service").order_by("cycle_number__number", "service__code")
    ]
    return tuple(sorted(cards, key=lambda card: not card.mission_ref))


def service_choices(*, search: str = "", size: int = 50) -> tuple[ServiceChoice, ...]:
    """Return services whose name holds `search`, by code, at most `size`; empty when none does."""
    found = Service.objects.order_by("code")
    if search:
        found = found.filter(name_ar__icontains=search) | found.filter(name_en__icontains=search)
    return tuple(ServiceChoice(*row) for row in found.values_list("code", "name_ar", "name_en")[:size])
