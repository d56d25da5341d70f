"""The classes of shoppers that the programme's blueprint names: what each is called, and what it is to Basira."""

from dataclasses import dataclass

from basira.core.blueprint.schema import Row
from basira.core.kernel.classes import RIGHTS, Route, ShopperClass
from basira.core.kernel.problem import Problem
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.recruiting.routes import IN_BLUEPRINTS

BY_ROUTE = {
    Route.DRAW: ShopperClass.VOLUNTEER,
    Route.APPOINTMENT: ShopperClass.VOLUNTEER,
    Route.PROVIDER: ShopperClass.CONTRACTED,
    Route.EMPLOYEES: ShopperClass.EMPLOYEE,
}
"""What comes in by a route where the code of its class is none of ours."""


class ClassNotNamed(Problem):
    """The programme's blueprint names other classes of shoppers."""

    code = "panel.class-not-named"


@dataclass(frozen=True, slots=True)
class NamedClass:
    """A class by the blueprint's code and names. `own` decides on which missions it is sent; the vault keeps nothing else."""

    code: str
    name_ar: str
    name_en: str
    route: Route
    own: ShopperClass


def named_classes() -> tuple[NamedClass, ...]:
    """Return the classes in the order of the blueprint; empty where it names none, and every class may come in."""
    blueprint = kept_blueprint()
    return tuple(map(_named, blueprint.table("shoppers.classes"))) if blueprint else ()


def _named(row: Row) -> NamedClass:
    """A code that is one of ours, by a route that brings it, is that class; any other is what its route brings."""
    code, route = str(row["code"]), IN_BLUEPRINTS[str(row["route"])]
    ours = ShopperClass(code) if code in set(ShopperClass) else None
    own = ours if ours and route in RIGHTS[ours].routes else BY_ROUTE[route]
    return NamedClass(code, str(row["name_ar"]), str(row["name_en"]), route, own)


def check_named(said: ShopperClass) -> None:
    """
    Refuse a class that the blueprint does not name, where it names any.

    :raises ClassNotNamed: when it does not
    """
    named = named_classes()
    if named and said not in {each.own for each in named}:
        raise ClassNotNamed()
