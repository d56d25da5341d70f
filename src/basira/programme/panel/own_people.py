"""
The one way in which a provider's people reach numbers and missions: as a role that reads nothing else, in a transaction that
names the provider. Row-level security then shows the rows of its own people, whatever a query asks (ADR-0045).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from basira.core.kernel.problem import Problem

PROVIDER_ROLE = "basira_provider"


class ProvidersNotSetUp(Problem):
    """This installation's database has no role for providers, so nothing is shown to them."""

    code = "panel.providers-not-set-up"


@contextmanager
def own_people_rows(provider_ref: str) -> Iterator[None]:
    """
    Let the block see the rows of one provider alone; the serving role is back afterwards, and when the block fails.

    :raises ProvidersNotSetUp: when there is no such role
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(current_user, oid, 'MEMBER')", [PROVIDER_ROLE]
        )
        if cursor.fetchone() is None:
            raise ProvidersNotSetUp()
        cursor.execute("SELECT set_config('basira.provider', %s, true)", [provider_ref])
        cursor.execute(f"SET LOCAL ROLE {PROVIDER_ROLE}")
        yield  # a block that fails rolls back to its savepoint, and the role with it
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT set_config('basira.provider', '', true)")
