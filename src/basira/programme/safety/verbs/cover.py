"""How the notes look on every phone of the programme."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.cover import Cover, check_cover
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.people.queries import charter_card
from basira.programme.registry.models import Entity
from basira.programme.safety.models import PhoneCover


@transaction.atomic
def choose_cover(*, cover: Cover, by: Actor, at: datetime) -> None:
    """
    Choose what the notes are called and look like. The journal says that they changed, not to what: it is read by many.

    :raises NotPermitted: when `by` may not set the programme
    :raises CoverUnfit: when a name cannot be shown on a phone
    :raises CoverTells: when a name gives the purpose, the programme or a body away
    """
    permissions.check(by, Act.SET_PROGRAMME)
    check_cover(cover, telling_names())
    PhoneCover.objects.update_or_create(id=1, defaults=asdict(cover) | {"changed_at": at, "changed_by": by.ref})
    journal.record("phone-cover.chosen", subject="phone-cover", by=by, at=at, lock_minutes=cover.lock_minutes)


def telling_names() -> Iterator[str]:
    """Return the names that no cover may hold: the programme's, its bodies', and what it calls whoever visits."""
    charter = charter_card()
    if charter:
        yield from (charter.name_ar, charter.name_en, charter.body_name_ar, charter.body_name_en)
        yield from (*charter.shopper.arabic.values(), *charter.shopper.english.values())
    for names in Entity.objects.values_list("name_ar", "name_en"):
        yield from names
