"""When a window leaves time for a visit: outside prayer pauses, and within the hours of Ramadan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from basira.core.kernel.hijri import is_ramadan
from basira.core.kernel.prayer_times import prayers_of

PAUSE = timedelta(minutes=30)
"""How long a prayer pauses a counter, from its call on."""
VISIT = timedelta(minutes=10)
"""The shortest stretch of open time in which somebody can be sent."""


@dataclass(frozen=True, slots=True)
class OpenTimes:
    """What pauses the working day: `ramadan` are opening and closing in that month, by the clock of the place."""

    ramadan: tuple[time, time] | None = None
    prayer_pauses: bool = False

    def leave_time(self, start: datetime, end: datetime, place: tuple[float, float] | None = None) -> bool:
        """
        Tell whether a window, both ends in the zone of the place, holds one open stretch as long as a visit, or as itself.

        Without a place (degrees north and east) no prayer is known.
        """
        if self.ramadan is None and not (self.prayer_pauses and place):
            return True
        wanted = min(VISIT, end - start)
        stretches = (each for day in _days(start, end) for each in self._stretches(day, start, place))
        return any(min(end, closes) - max(start, opens) >= wanted for opens, closes in stretches)

    def _stretches(
        self, day: date, like: datetime, place: tuple[float, float] | None
    ) -> Iterator[tuple[datetime, datetime]]:
        """Give the open stretches of a day in order: the whole of it, or Ramadan's hours, cut by the prayers."""
        begins = datetime.combine(day, time.min, like.tzinfo)
        ends = begins + timedelta(days=1)
        if self.ramadan and is_ramadan(day):
            begins, ends = (datetime.combine(day, each, like.tzinfo) for each in self.ramadan)
        if place and self.prayer_pauses and like.tzinfo:
            for call in prayers_of(day, *place, like.tzinfo):
                yield begins, min(call, ends)
                begins = max(begins, call + PAUSE)
        yield begins, ends


def _days(start: datetime, end: datetime) -> Iterator[date]:
    """Give the days that a window touches."""
    day = start.date()
    while day <= end.date():
        yield day
        day += timedelta(days=1)
