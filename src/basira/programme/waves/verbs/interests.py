"""A company has an interest in a body: none of its people goes there, neither later nor on a mission that she has already."""

from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.programme.panel import providing
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.registry.models import Entity
from basira.programme.waves.models import Mission, Wave
from basira.programme.waves.planning import OPEN_MISSIONS
from basira.programme.waves.verbs.moving import withdraw_from_body


@transaction.atomic
def bar_provider(*, provider: str, entity: str, reason: str, by: Actor, at: datetime) -> int:
    """
    Bar a provider from a body, and return how many missions of its people there were taken back. Again changes nothing.

    Whoever plans in a cycle of theirs waits, so that no mission comes in between the bar and the taking back.

    :raises NotPermitted, InterestReasonMissing: as `providing.bar_provider`
    """
    permissions.check(by, Act.MAINTAIN_PROVIDERS)
    cycles = CycleNumber.objects.filter(provider_ref=provider).values("cycle")
    list(Wave.objects.select_for_update().filter(ref__in=cycles).order_by("pk").values_list("pk"))
    providing.bar_provider(provider=provider, entity=entity, reason=reason, by=by, at=at)
    body = Entity.objects.get(ref=entity).pk
    going = Mission.objects.filter(
        cycle_number__provider_ref=provider, centre__entity_id=body, state__in=OPEN_MISSIONS
    ).order_by("cycle_number_id")
    numbers = list(going.values_list("cycle_number_id", flat=True).distinct())
    return sum(
        withdraw_from_body(cycle_number_id=number, entity_id=body, by=by, at=at, reason="interest")
        for number in numbers
    )
