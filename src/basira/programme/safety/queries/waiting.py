"""How many things wait for the duty officer, for the navigation and the first page of the desk."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Value

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
    """Return what waits. Two short queries over indexed states: every page of the duty officer asks."""
    raised = Alarm.objects.filter(state=AlarmState.RAISED)
    shown = Letter.objects.filter(state__in=[LetterState.SHOWN, LetterState.CHECKED], seen_at=None)
    counted = [
        each.order_by().values(what=Value(what)).annotate(count=Count("*")).values_list("what", "count")
        for what, each in (("alarms", raised), ("letters", shown))
    ]
    found = dict(counted[0].union(counted[1], all=True))
    late = overdue(at)
    dangers = Danger.objects.aggregate(
        dangers=Count("pk", filter=Q(state=DangerState.REPORTED) | late), overdue=Count("pk", filter=late)
    )
    return Waiting(found.get("alarms", 0), found.get("letters", 0), dangers["dangers"], dangers["overdue"])
