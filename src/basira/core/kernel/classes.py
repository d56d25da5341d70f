"""Ways into the panel, classes of shoppers, and the one table of what each class may (rulings 3, 5 and 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from basira.core.kernel.registry import MissionKind


class Route(StrEnum):
    """A way into the panel."""

    DRAW = "draw"
    APPOINTMENT = "appointment"
    PROVIDER = "provider"
    EMPLOYEES = "employees"


class ShopperClass(StrEnum):
    """What somebody is to the programme."""

    VOLUNTEER = "volunteer"
    OBSERVER = "observer"
    CONTRACTED = "contracted"
    EMPLOYEE = "employee"
    OFFICIAL = "official"


class Pay(StrEnum):
    """What somebody gets, where the programme gives it at all: fees are off unless a blueprint turns them on (ruling 6)."""

    NONE = "none"
    EXPENSES = "expenses"
    STIPEND = "stipend"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Rights:
    """
    What a class may.

    `routes` are the ways by which it comes in, `kinds` the missions that it is sent on, `pay` the most that it may be given.
    `is_inside`: it works for the body that is measured, so that it exists in that body's internal programme alone, never goes to
    the own unit, and counts in nothing that is ranked or published.
    """

    routes: frozenset[Route]
    kinds: frozenset[MissionKind]
    pay: Pay
    is_inside: bool = False


_EVERY_KIND = frozenset(MissionKind)
_ASSIGNED = _EVERY_KIND - {MissionKind.EVERYDAY}
"""What somebody is sent on: an everyday experience is of one's own life, and nobody is paid or ordered to have it."""
_FACELESS = frozenset({MissionKind.PHONE_CALL, MissionKind.WEBSITE_OR_APP, MissionKind.MESSAGE, MissionKind.EVENT})
"""An official is known by face where she would stand at a counter; on the phone or among hundreds of guests she is not."""

RIGHTS: Mapping[ShopperClass, Rights] = {
    ShopperClass.VOLUNTEER: Rights(frozenset({Route.DRAW, Route.APPOINTMENT}), _EVERY_KIND, Pay.EXPENSES),
    ShopperClass.OBSERVER: Rights(frozenset({Route.APPOINTMENT}), frozenset({MissionKind.SPOT_CHECK}), Pay.STIPEND),
    ShopperClass.CONTRACTED: Rights(frozenset({Route.PROVIDER}), _ASSIGNED, Pay.FEE),
    ShopperClass.EMPLOYEE: Rights(frozenset({Route.EMPLOYEES}), _ASSIGNED, Pay.EXPENSES, is_inside=True),
    ShopperClass.OFFICIAL: Rights(frozenset({Route.EMPLOYEES}), _FACELESS, Pay.EXPENSES, is_inside=True),
}

UNRANKED = frozenset(each for each, rights in RIGHTS.items() if rights.is_inside)
"""Classes whose visits stand in nothing that is ranked or published."""


def may_be_sent(shopper_class: ShopperClass, kind: MissionKind) -> bool:
    """Tell whether a class is sent on missions of a kind."""
    return kind in RIGHTS[shopper_class].kinds
