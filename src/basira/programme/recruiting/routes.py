"""How shoppers come in (ruling 5), each way switched on or off, and how somebody may be tied to a body."""

from enum import StrEnum

from basira.core.kernel.problem import Problem


class Route(StrEnum):
    """A way into the panel."""

    DRAW = "draw"
    APPOINTMENT = "appointment"
    PROVIDER = "provider"
    EMPLOYEES = "employees"


OPEN_AT_FIRST = frozenset({Route.DRAW, Route.APPOINTMENT})
NOT_BUILT = frozenset({Route.PROVIDER})
"""Routes without pages yet: they cannot be opened."""


class TieKind(StrEnum):
    """How somebody is tied to a body."""

    WORKS = "works"
    FAMILY = "family"
    KNOWN = "known"


class RouteClosed(Problem):
    """Nobody comes in by this route: it is switched off."""

    code = "recruiting.route-closed"


class RouteNotBuilt(Problem):
    """This route has no pages yet, so it cannot be opened."""

    code = "recruiting.route-not-built"


class EmployeesInternalOnly(Problem):
    """In an independent programme no employee of a measured body is a shopper (ruling 3)."""

    code = "recruiting.employees-internal-only"


class OwnUnitMissing(Problem):
    """An employee is appointed only with the own unit named, to which she is never sent."""

    code = "recruiting.own-unit-missing"
