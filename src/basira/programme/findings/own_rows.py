"""
The one way in which a body's people reach the database: as the portal's own role, in a transaction that names the body.

Row-level security then shows the rows of that body and no others, whatever a query asks (ADR-0014). For the manager of some
centres the transaction names these too: then nothing is seen but what those centres were told (ADR-0040).
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections, transaction

from basira.core.kernel.problem import Problem

PORTAL = "portal"
"""The database alias that signs in as the portal's role."""


class PortalNotSetUp(Problem):
    """This installation has no role for the portal, so nobody is let in."""

    code = "findings.portal-not-set-up"


class NoBody(Problem):
    """Somebody who speaks for no body asked for a body's rows."""

    code = "findings.no-body"


def is_set_up() -> bool:
    """Tell whether the portal has a role of its own: one that is neither the serving role nor the owner."""
    portal = settings.DATABASES.get(PORTAL)
    return portal is not None and portal["USER"] != settings.DATABASES["default"]["USER"]


@contextmanager
def own_rows(entity_ref: str, *, database: str = PORTAL, centres: Collection[str] | None = None) -> Iterator[str]:
    """
    Give the alias to ask, inside a transaction that sees the rows of `entity_ref` alone.

    `centres` narrows it to what these centres (refs) were told; None is the whole body, an empty collection nothing at all.
    `database` is another alias only for whoever loads the demo in one transaction of its own.

    :raises NoBody: without a body
    :raises PortalNotSetUp: when there is no role for the portal
    """
    if not entity_ref:
        raise NoBody()
    if database == PORTAL and not is_set_up():
        raise PortalNotSetUp()
    with transaction.atomic(using=database):
        with connections[database].cursor() as cursor:
            cursor.execute(
                "SELECT set_config('basira.entity', %s, true), set_config('basira.centres', %s, true)",
                [entity_ref, narrowed_to(centres)],
            )
        yield database


def narrowed_to(centres: Collection[str] | None) -> str:
    """Return centres as the policies read them: empty for the whole body, a mark that fits no ref for none at all."""
    return "" if centres is None else ",".join(sorted(centres)) or "none"
