"""What the two demos do differently with the simulated world: the national one (S3), and a department's own (S1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from basira.core.kernel.actor import Actor
from basira.core.kernel.classes import Route, ShopperClass
from basira.core.kernel.lifecycles import ShopperState
from basira.core.kernel.refs import new_ref
from basira.core.simulation import ProgrammePlan
from basira.core.simulation.demo_plan import DEMO_SEED, demo_plan
from basira.core.simulation.department_plan import DEPARTMENT_SEED, SUPPORT, department_plan
from basira.gateways.vault import Engagement
from basira.programme.panel import verbs as panel
from basira.programme.registry import queries as registry


@dataclass(frozen=True, slots=True)
class Scope:
    """
    A demo's world. `noted` are bodies of which the analyst writes a finding in each closed cycle; `has_ways`: a life event runs
    through its bodies; `publishes`: its closed cycles are out (nothing is that rests on employees' visits); `routes` are open;
    `enrol` returns the shoppers as `panel.enrol_people` does.
    """

    plan: Callable[[], ProgrammePlan]
    seed: int
    noted: tuple[str, ...]
    has_ways: bool
    publishes: bool
    routes: tuple[Route, ...]
    enrol: Callable[[int, Actor, datetime], list[Any]]


def invented_people(count: int) -> list[panel.Identity]:
    """Return people whom nobody could take for real ones, so that the demo's vault holds something."""
    return [
        panel.Identity(
            name=f"متسوق محاكاة {place} / Simulated shopper {place}",
            phone=f"SIM-{new_ref()}",
            email=f"simulated-{place}@example.invalid",
            national_id=f"SIM-{new_ref()}",
        )
        for place in range(1, count + 1)
    ]


def volunteers(count: int, by: Actor, at: datetime) -> list[Any]:
    """Enrol so many volunteers."""
    return panel.enrol_people(identities=invented_people(count), state=ShopperState.ACTIVE, by=by, at=at)


def outsiders_and_employees(count: int, by: Actor, at: datetime) -> list[Any]:
    """Enrol so many people: half from outside, half employees of the unit that is not measured, to which none is ever sent."""
    people = invented_people(count)
    inside = len(people) // 2
    own_unit = next(card.ref for card in registry.entity_cards() if card.code == SUPPORT.code)
    outside = panel.enrol_people(identities=people[inside:], state=ShopperState.ACTIVE, by=by, at=at)
    return outside + panel.enrol_people(
        identities=people[:inside],
        state=ShopperState.ACTIVE,
        by=by,
        at=at,
        never_at=[own_unit],
        engagement=Engagement(ShopperClass.EMPLOYEE),
    )


SCOPES = {
    "S3": Scope(
        demo_plan, DEMO_SEED, ("courts", "passports"), has_ways=True, publishes=True,
        routes=(Route.APPOINTMENT, Route.PROVIDER), enrol=volunteers,
    ),
    "S1": Scope(
        department_plan, DEPARTMENT_SEED, ("family",), has_ways=False, publishes=False,
        routes=(), enrol=outsiders_and_employees,
    ),
}  # fmt: skip
"""The demos by the blueprint that they start from; `noted` of the national one are those that a liaison speaks for."""
