"""How shoppers come in (ruling 5), each way switched on or off, and how somebody may be tied to a body."""

from enum import StrEnum

from basira.core.kernel.classes import Route
from basira.core.kernel.problem import Problem

OPEN_AT_FIRST = frozenset({Route.DRAW, Route.APPOINTMENT})
IN_BLUEPRINTS = {
    "drawn": Route.DRAW,
    "appointed": Route.APPOINTMENT,
    "contracted": Route.PROVIDER,
    "employees": Route.EMPLOYEES,
}
"""The routes as a blueprint spells them."""


class TieKind(StrEnum):
    """How somebody is tied to a body."""

    WORKS = "works"
    FAMILY = "family"
    KNOWN = "known"


class RouteClosed(Problem):
    """Nobody comes in by this route: it is switched off."""

    code = "recruiting.route-closed"


class EmployeesInternalOnly(Problem):
    """In an independent programme no employee of a measured body is a shopper (ruling 3)."""

    code = "recruiting.employees-internal-only"


class OwnUnitMissing(Problem):
    """An employee is appointed only with the own unit named, to which she is never sent."""

    code = "recruiting.own-unit-missing"
