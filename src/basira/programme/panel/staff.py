"""Staff lists of measured bodies: read in memory, handed to the vault, kept there as keyed digests, and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry import queries as registry


class StaffOfNobody(Problem):
    """The registry has no such body."""

    code = "panel.staff-of-nobody"


@dataclass(frozen=True, slots=True)
class StaffCard:
    """A body and its list: how many people it has and since when; neither while there is none."""

    entity_ref: str
    name_ar: str
    name_en: str
    people: int | None
    kept_at: datetime | None


@transaction.atomic
def keep_staff_list(*, entity_ref: str, people: Sequence[Mapping[str, str]], by: Actor, at: datetime) -> int:
    """
    Have the vault replace a body's staff list, and return how many different people it has. The journal names nobody.

    Whether somebody of the panel is on it is told to nobody: she is never sent there, that is all.

    :raises NotPermitted: when `by` may not keep staff lists
    :raises StaffOfNobody: when there is no such body
    :raises StaffTooFew, StaffTooSoon, VaultNotReachable: from the vault; nothing is kept
    """
    permissions.check(by, Act.KEEP_STAFF_LISTS)
    if registry.entity_card(entity_ref) is None:
        raise StaffOfNobody()
    count = queries.vault().keep_staff(entity_ref, people, by=by.ref)
    journal.record("staff-list.kept", subject=entity_ref, by=by, at=at, people=count)
    return count


def staff_cards(*, by: Actor) -> tuple[StaffCard, ...]:
    """Return every body with its list. Raises VaultNotReachable."""
    lists = queries.vault().staff_lists(by=by.ref)
    return tuple(
        StaffCard(card.ref, card.name_ar, card.name_en, *lists.get(card.ref, (None, None)))
        for card in registry.entity_cards()
    )
