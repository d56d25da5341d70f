"""When prayers are called, when Ramadan is, and what a window leaves of the day."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from basira.core.kernel.hijri import is_ramadan, islamic_month
from basira.core.kernel.open_times import OpenTimes
from basira.core.kernel.prayer_times import prayers_of

DUBAI, QATAR, RIYADH = (ZoneInfo(f"Asia/{name}") for name in ("Dubai", "Qatar", "Riyadh"))


@pytest.mark.parametrize(
    ("zone", "place", "day", "told"),
    [
        (QATAR, (25.2854, 51.5310), date(2026, 11, 29), ("11:22", "14:23", "16:43")),
        (DUBAI, (25.2048, 55.2708), date(2026, 6, 21), ("12:21", "15:43", "19:12")),
        (RIYADH, (21.4225, 39.8262), date(2026, 3, 20), ("12:28", "15:52", "18:32")),
    ],
)
def test_prayers_are_called_within_two_minutes_of_what_calendars_print(zone, place, day, told):
    for call, printed in zip(prayers_of(day, *place, zone), told, strict=False):
        expected = datetime.combine(day, time.fromisoformat(printed), zone)
        assert abs(call - expected) <= timedelta(minutes=2)


def test_where_the_sun_does_not_set_noon_is_all_that_is_known():
    assert 1 <= len(prayers_of(date(2026, 6, 21), 78.0, 15.6, ZoneInfo("Europe/Oslo"))) <= 2


@pytest.mark.parametrize("first", [date(2025, 3, 1), date(2026, 2, 18), date(2027, 2, 8), date(2028, 1, 28)])
def test_ramadan_begins_on_the_day_of_the_printed_calendars(first):
    assert is_ramadan(first) and not is_ramadan(first - timedelta(days=1))
    assert is_ramadan(first + timedelta(days=28)) and not is_ramadan(first + timedelta(days=30))


def test_every_month_comes_in_turn():
    months = [islamic_month(date(2026, 1, 1) + timedelta(days=day)) for day in range(360)]
    assert set(months) == set(range(1, 13))
    assert all(after in (before, before % 12 + 1) for before, after in pairwise(months))


def day_at(hour, minute=0):
    return datetime(2027, 2, 20, hour, minute, tzinfo=DUBAI)


PLACE = (25.2048, 55.2708)


@pytest.mark.parametrize(
    ("times", "start", "end", "place", "leaves"),
    [
        (OpenTimes(), day_at(2), day_at(2, 5), PLACE, True),
        (OpenTimes(prayer_pauses=True), day_at(12, 40), day_at(13), None, True),  # no place: no prayer is known
        (OpenTimes(prayer_pauses=True), day_at(12, 40), day_at(13), PLACE, False),
        (OpenTimes(prayer_pauses=True), day_at(12), day_at(12, 30), PLACE, True),
        (OpenTimes(prayer_pauses=True), day_at(12, 25), day_at(13, 20), PLACE, True),
        (OpenTimes((time(9), time(14))), day_at(7), day_at(9, 5), PLACE, False),
        (OpenTimes((time(9), time(14))), day_at(7), day_at(9, 10), PLACE, True),
        (OpenTimes((time(9), time(14))), day_at(14), day_at(23), PLACE, False),
        (OpenTimes((time(9), time(14)), True), day_at(12, 25), day_at(13, 10), PLACE, False),
    ],
)
def test_a_window_needs_ten_open_minutes_in_one_stretch(times, start, end, place, leaves):
    assert times.leave_time(start, end, place) is leaves
