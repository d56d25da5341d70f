"""Working days: words that are no days first, then both weekends of the region."""

from datetime import date

import pytest

from basira.core.kernel.workdays import WeekendUnreadable, after_working_days, is_working_day, weekend_of

GULF, UAE = weekend_of(["friday", "saturday"]), weekend_of(["Saturday", " sunday "])


@pytest.mark.parametrize(
    "words", [["someday"], ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]]
)
def test_a_weekend_that_cannot_be_is_refused(words):
    with pytest.raises(WeekendUnreadable):
        weekend_of(words)


@pytest.mark.parametrize(
    ("start", "count", "weekend", "end"),
    [
        (date(2026, 11, 23), 10, UAE, date(2026, 12, 7)),  # a Monday
        (date(2026, 11, 22), 10, GULF, date(2026, 12, 6)),  # a Sunday
        (date(2026, 11, 26), 1, GULF, date(2026, 11, 29)),  # Thursday, then Sunday
        (date(2026, 11, 26), 1, UAE, date(2026, 11, 27)),
        (date(2026, 11, 28), 0, UAE, date(2026, 11, 28)),
        (date(2026, 11, 23), 3, frozenset(), date(2026, 11, 26)),
    ],
)
def test_days_off_do_not_count(start, count, weekend, end):
    assert after_working_days(start, count, weekend) == end


def test_a_day_off_is_no_working_day():
    assert not is_working_day(date(2026, 11, 27), GULF) and is_working_day(date(2026, 11, 27), UAE)
