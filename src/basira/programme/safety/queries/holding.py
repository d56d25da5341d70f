"""Whether an alarm still needs what was gathered on a mission."""

from basira.core.kernel.lifecycles import AlarmState
from basira.programme.safety.models import Alarm


def has_open_alarm(mission_id: int) -> bool:
    """Tell whether an alarm about a mission is not closed yet. One query."""
    return Alarm.objects.filter(mission_id=mission_id).exclude(state=AlarmState.CLOSED).exists()
