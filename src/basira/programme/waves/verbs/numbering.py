"""Giving shoppers their numbers of a cycle that is not over yet."""

from datetime import datetime

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.programme.panel import verbs as panel
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.waves.models import Wave
from basira.programme.waves.verbs.answering import check_goes_on
from basira.programme.waves.verbs.cycles import hold_state


@transaction.atomic
def number_active(*, wave: str, by: Actor, at: datetime) -> int:
    """
    Number every active shopper who has no number in a cycle, and return how many that were. The cycle stands still meanwhile.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises CycleIsOver: when its field work has ended; the vault is not asked
    :raises CycleIsFull, MapSealed, VaultNotReachable: and nobody is numbered here
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    check_goes_on(hold_state(wave_id=Wave.objects.values_list("pk", flat=True).get(ref=wave)))
    return panel.number_active_for_cycle(cycle=wave, by=by, at=at)
