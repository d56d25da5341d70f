"""How many things wait for the duty officer, for the navigation and the first page of the desk."""

from dataclasses import dataclass
from datetime import datetime

from basira.core.kernel.lifecycles import AlarmState, DangerState, LetterState
from basira.programme.safety.models import Alarm, Danger, Letter
from basira.programme.safety.queries.dangers import overdue


@dataclass(frozen=True, slots=True)
class Waiting:
    """Alarms nobody has seen, letters shown that nobody has looked at, dangers undecided, and those that are overdue."""

    alarms: int
    letters: int
    dangers: int
    overdue: int

    @property
    def all(self) -> int:
        """Return how many things wait; an overdue danger is already counted unless it was decided."""
        return self.alarms + self.letters + self.dangers


def waiting(at: datetime) -> Waiting:
    """Return what waits. Four short counts over indexed states."""
    shown = Letter.objects.filter(state__in=[LetterState.SHOWN, LetterState.CHECKED], seen_at=None)
    open_dangers = Danger.objects.filter(state=DangerState.REPORTED) | Danger.objects.filter(overdue(at))
    return Waiting(
        Alarm.objects.filter(state=AlarmState.RAISED).count(),
        shown.count(),
        open_dangers.distinct().count(),
        Danger.objects.filter(overdue(at)).count(),
    )
