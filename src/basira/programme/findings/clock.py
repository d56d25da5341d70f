"""How long a body has to answer, and the arbiter after it: the one place that counts by the programme's clocks."""

from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from basira.core.kernel.workdays import after_working_days, weekend_of
from basira.programme.people.clocks import Clocks, clocks_now


class Calendar:
    """The programme's clocks for one list or page: read once, and only where a last day is asked for."""

    @cached_property
    def _clocks(self) -> Clocks:
        return clocks_now()

    def answer_by(self, at: datetime) -> date:
        """Return the last day for an answer to what is released at this moment, in the programme's time zone."""
        return self._after(at, self._clocks.answer_days)

    def arbiter_by(self, replied_at: datetime) -> date:
        """Return the day by which the arbiter answers a contest that came at this moment, in the programme's time zone."""
        return self._after(replied_at, self._clocks.arbiter_days)

    def _after(self, at: datetime, days: int) -> date:
        return after_working_days(timezone.localdate(at), days, weekend_of(self._clocks.weekend))


def is_over(last_day: date, at: datetime) -> bool:
    """Tell whether the last day has passed at this moment, in the programme's time zone."""
    return timezone.localdate(at) > last_day
