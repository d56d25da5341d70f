"""The programme's clocks and days off as a calendar: the one place that counts the days of findings and of plans."""

from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from basira.core.kernel.workdays import after_working_days, is_working_day, weekend_of
from basira.programme.people.blueprints import as_read
from basira.programme.people.clocks import Clocks, clocks_and_file


class Calendar:
    """The programme's clocks for one form, list, page or tick: read once, and only where a day is counted."""

    @cached_property
    def _decided(self) -> tuple[Clocks, str]:
        return clocks_and_file()

    @property
    def _clocks(self) -> Clocks:
        return self._decided[0]

    @cached_property
    def weekend(self) -> frozenset[int]:
        """The days off as Python counts them (Monday is 0)."""
        return weekend_of(self._clocks.weekend)

    @cached_property
    def holidays(self) -> frozenset[date]:
        """The holidays that the programme's file names; none without a file."""
        file = as_read(text) if (text := self._decided[1]) else None
        days = (row["on"] for row in file.table("calendar.holidays")) if file else ()
        return frozenset(day for day in days if isinstance(day, date))

    def answer_by(self, at: datetime) -> date:
        """Return the last day for an answer to what is released at this moment, in the programme's time zone."""
        return self.after(at, self._clocks.answer_days)

    def arbiter_by(self, replied_at: datetime) -> date:
        """Return the day by which the arbiter answers a contest that came at this moment, in the programme's time zone."""
        return self.after(replied_at, self._clocks.arbiter_days)

    def after(self, at: datetime, count: int) -> date:
        """Return the day that is `count` working days after this moment, in the programme's time zone."""
        return after_working_days(timezone.localdate(at), count, self.weekend, self.holidays)

    def is_workday(self, day: date) -> bool:
        """Tell whether work is done on this day."""
        return is_working_day(day, self.weekend, self.holidays)


def is_over(last_day: date, at: datetime) -> bool:
    """Tell whether the last day has passed at this moment, in the programme's time zone."""
    return timezone.localdate(at) > last_day
