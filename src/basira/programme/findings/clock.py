"""How long a body has to answer, and the arbiter after it: the one place that reads the calendar's settings."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from basira.core.kernel.workdays import after_working_days, weekend_of


def answer_by(at: datetime) -> date:
    """Return the last day for an answer to what is released at this moment, in the programme's time zone."""
    return after_working_days(timezone.localdate(at), settings.ANSWER_WORKING_DAYS, weekend_of(settings.WEEKEND))


def arbiter_by(replied_at: datetime) -> date:
    """Return the day by which the arbiter answers a contest that came at this moment, in the programme's time zone."""
    day = timezone.localdate(replied_at)
    return after_working_days(day, settings.ARBITER_WORKING_DAYS, weekend_of(settings.WEEKEND))


def is_over(last_day: date, at: datetime) -> bool:
    """Tell whether the last day has passed at this moment, in the programme's time zone."""
    return timezone.localdate(at) > last_day
