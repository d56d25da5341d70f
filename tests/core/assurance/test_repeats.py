"""The covert repeat: who may not make it, in whose part not, at which hours, and what one visit can say."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from basira.core.assurance.repeats import (
    Choice,
    DaysUnfit,
    FixTime,
    LeftOut,
    PersonaMet,
    RepeatOutcome,
    TooFewToChoose,
    allowed_shoppers,
    check_persona,
    comparable_window,
    outcome_of,
    quarter_of,
    time_to_fix,
)

DUBAI = timezone(timedelta(hours=4))
EIGHT = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
DAYS = (date(2026, 6, 1), date(2026, 6, 5))


def test_of_too_few_nobody_is_chosen_and_the_reasons_are_counted_once_each():
    with pytest.raises(TooFewToChoose) as refusal:
        allowed_shoppers("abcdefg", barred={"a"}, went_there={"a", "b"}, keys_closed={"c"})
    assert refusal.value.params == {"least": 5, "barred": 1, "went_there": 1, "keys_closed": 1}


def test_whoever_is_barred_was_there_or_has_ended_is_left_out():
    found = allowed_shoppers("hgfedcba", barred={"a"}, went_there={"b"}, keys_closed={"c"})
    assert found == Choice(
        ("d", "e", "f", "g", "h"), {LeftOut.BARRED: 1, LeftOut.WENT_THERE: 1, LeftOut.KEYS_CLOSED: 1}
    )


def test_a_persona_that_was_met_is_refused_and_another_is_not():
    with pytest.raises(PersonaMet):
        check_persona("mother", {"mother"})
    check_persona("student", {"mother"})


def test_the_window_has_the_hours_of_the_earlier_one():
    assert comparable_window(EIGHT, NOON, DAYS, DUBAI) == (
        datetime(2026, 6, 1, 8, 0, tzinfo=DUBAI),
        datetime(2026, 6, 5, 12, 0, tzinfo=DUBAI),
    )


def test_days_turned_round_are_refused():
    with pytest.raises(DaysUnfit):
        comparable_window(EIGHT, NOON, (DAYS[1], DAYS[0]), DUBAI)


def test_a_window_over_midnight_ends_on_the_day_after_the_last():
    assert comparable_window(NOON, EIGHT, (DAYS[0], DAYS[0]), DUBAI) == (
        datetime(2026, 6, 1, 12, 0, tzinfo=DUBAI),
        datetime(2026, 6, 2, 8, 0, tzinfo=DUBAI),
    )


@pytest.mark.parametrize(
    ("shares", "outcome"),
    [
        ([], RepeatOutcome.NOT_SEEN),
        ([("0.69", False)], RepeatOutcome.NOT_FIXED),
        ([("0.7", False)], RepeatOutcome.FIXED),
        ([("1", False), ("0.9", True)], RepeatOutcome.NOT_FIXED),  # a critical one lost a point
        ([("0.5", False), ("1", True)], RepeatOutcome.FIXED),
    ],
)
def test_what_one_visit_says(shares, outcome):
    rows = [(Decimal(share), critical) for share, critical in shares]
    assert outcome_of(rows, fixed_from=Decimal("0.7")) is outcome


@pytest.mark.parametrize(("month", "quarter"), [(1, "2026-Q1"), (3, "2026-Q1"), (4, "2026-Q2"), (12, "2026-Q4")])
def test_the_quarter_of_a_day(month, quarter):
    assert quarter_of(date(2026, month, 28)) == quarter


def test_no_median_below_the_thresholds():
    assert time_to_fix([], least=5, bodies=0, least_bodies=3) == FixTime(None, 0)
    assert time_to_fix([1, 2, 3, 4], least=5, bodies=4, least_bodies=3) == FixTime(None, 4)
    assert time_to_fix([1, 2, 3, 4, 5], least=5, bodies=2, least_bodies=3) == FixTime(None, 5)


def test_the_median_is_the_middle_and_of_an_even_number_the_lower_one():
    assert time_to_fix([9, 1, 5, 3, 7], least=5, bodies=3, least_bodies=3) == FixTime(5, 5)
    assert time_to_fix([9, 1, 5, 3, 7, 8], least=5, bodies=3, least_bodies=3) == FixTime(5, 6)
