"""What shoppers need from government this month anyway, so that missions that fit can be offered to them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.shopper_moves import MOST_NEEDS
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Service
from basira.programme.waves.models import ShopperNeed


class NeedUnknown(Problem):
    """A service that was named is not in the registry."""

    code = "waves.need-unknown"


class TooManyNeeds(Problem):
    """More than `limit` services were named."""

    code = "waves.too-many-needs"


@transaction.atomic
def say_needs(*, services: Collection[str], by: Actor, at: datetime) -> None:
    """
    Put these services, by code, in place of what a shopper said she needs; none takes it back. Again is the same.

    The journal says that she did, and of how many, never of which.

    :raises NotPermitted: when `by` is no shopper
    :raises NeedUnknown: when a code stands for no service
    :raises TooManyNeeds: when there are too many
    """
    permissions.check(by, Act.SAY_NEEDS)
    codes = set(services)
    if len(codes) > MOST_NEEDS:
        raise TooManyNeeds(limit=MOST_NEEDS)
    number = CycleNumber.objects.select_for_update(no_key=True).get(ref=by.ref)
    found = list(Service.objects.filter(code__in=codes).values_list("pk", flat=True))
    if len(found) != len(codes):
        raise NeedUnknown()
    ShopperNeed.objects.filter(cycle_number=number).delete()
    ShopperNeed.objects.bulk_create(
        [ShopperNeed(cycle_number=number, service_id=service, said_at=at) for service in found]
    )
    journal.record("needs.said", subject=number.ref, by=by, at=at, count=len(found))
