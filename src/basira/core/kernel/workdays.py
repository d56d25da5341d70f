"""Working days: a calendar that knows the weekend and the holidays."""

from collections.abc import Iterable, Set
from datetime import date, timedelta

from basira.core.kernel.problem import Problem

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class WeekendUnreadable(Problem):
    """A day of the weekend is no day of the week, or no working day is left."""

    code = "calendar.weekend-unreadable"


def weekend_of(names: Iterable[str]) -> frozenset[int]:
    """
    Return the days off as Python counts them (Monday is 0), from English names.

    :raises WeekendUnreadable: for a word that is no day, and where no working day would be left
    """
    wanted = [name.strip().lower() for name in names]
    if unknown := sorted(set(wanted) - set(WEEKDAYS)):
        raise WeekendUnreadable(days=unknown)
    found = frozenset(WEEKDAYS.index(name) for name in wanted)
    if len(found) == len(WEEKDAYS):
        raise WeekendUnreadable(days=sorted(wanted))
    return found


def is_working_day(day: date, weekend: Set[int], holidays: Set[date] = frozenset()) -> bool:
    """Tell whether work is done on this day."""
    return day.weekday() not in weekend and day not in holidays


def after_working_days(start: date, count: int, weekend: Set[int], holidays: Set[date] = frozenset()) -> date:
    """Return the day that is `count` working days after `start`, which itself does not count. 0 gives `start`."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, weekend, holidays)
    return day
