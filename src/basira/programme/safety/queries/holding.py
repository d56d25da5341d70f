"""Whether an alarm still needs what was gathered on missions."""

from collections.abc import Collection

from basira.core.kernel.lifecycles import AlarmState
from basira.programme.safety.models import Alarm


def with_open_alarm(missions: Collection[int]) -> frozenset[int]:
    """Return the missions about which an alarm is not closed yet. One query."""
    open_ones = Alarm.objects.filter(mission_id__in=missions).exclude(state=AlarmState.CLOSED)
    return frozenset(open_ones.values_list("mission_id", flat=True))
