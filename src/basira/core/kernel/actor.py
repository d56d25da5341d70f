"""Who did it: an account, a shopper by cycle number, or the system itself."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    """What kind of somebody acted; it goes into the journal beside the ref."""

    ACCOUNT = "account"
    SHOPPER = "shopper"
    SYSTEM = "system"
    OPERATOR = "operator"


class Role(StrEnum):
    """The roles of the programme (GLOSSARY.md); what each may do is `people/permissions.py`."""

    ADMINISTRATOR = "administrator"
    DIRECTOR = "director"
    PANEL_OFFICER = "panel-officer"
    DUTY_OFFICER = "duty-officer"
    PLANNER = "planner"
    REVIEWER = "reviewer"
    ARBITER = "arbiter"
    ANALYST = "analyst"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    INTEGRITY_OFFICER = "integrity-officer"
    BODY_LIAISON = "body-liaison"
    BODY_HEAD = "body-head"
    CENTRE_MANAGER = "centre-manager"
    SECTOR_LEAD = "sector-lead"
    PROVIDER = "provider"


BODY_ROLES = frozenset({Role.BODY_LIAISON, Role.BODY_HEAD, Role.CENTRE_MANAGER})
"""Roles of people who work for a measured body: they reach the portal and nothing of the desk."""

WHOLE_BODY_ROLES = BODY_ROLES - {Role.CENTRE_MANAGER}
"""Those of them who read and answer what their whole body was told; the manager of some centres does not."""

PROVIDER_ROLES = frozenset({Role.PROVIDER})
"""Roles of people who work for a company that sends shoppers: they reach its own pages and nothing of the desk."""

PROGRAMME_ROLES = frozenset(Role) - BODY_ROLES - PROVIDER_ROLES
"""Roles of people who work for the programme; nobody holds one of these and another side's role (ruling 19)."""


def roles_of_side(entity_ref: str, provider_ref: str) -> frozenset[Role]:
    """Return the roles that an account may hold: those of the body or the provider that it is of, else the programme's."""
    if entity_ref:
        return BODY_ROLES
    return PROVIDER_ROLES if provider_ref else PROGRAMME_ROLES


BOUND_ROLES = frozenset({Role.CENTRE_MANAGER, Role.SECTOR_LEAD})
"""Roles that are held within bounds: of some centres (their refs), or of some sectors (their codes); never without."""


@dataclass(frozen=True, slots=True)
class Actor:
    """
    Somebody who acts. `ref` is safe to show and to journal: an account's ref or a cycle number, never a name.

    `entity_ref` is the measured body that somebody speaks for; empty for everybody who works for the programme.
    `provider_ref` is the company that somebody sends shoppers for, in the same way. `centres` (refs) and `sectors` (codes) are
    the bounds of a centre manager and of a sector's lead; empty for everybody else.
    """

    kind: ActorKind
    ref: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    entity_ref: str = ""
    provider_ref: str = ""
    centres: frozenset[str] = field(default_factory=frozenset)
    sectors: frozenset[str] = field(default_factory=frozenset)

    @property
    def whole_body(self) -> str:
        """The body of which somebody reads everything; empty for the manager of some of its centres, and for the programme."""
        return self.entity_ref if self.roles & WHOLE_BODY_ROLES else ""


SYSTEM = Actor(ActorKind.SYSTEM, "system")
"""The schedule and the worker."""

OPERATOR = Actor(ActorKind.OPERATOR, "operator", PROGRAMME_ROLES)
"""Somebody with a shell on the server: every role of the programme, and the journal says that it was the operator."""
