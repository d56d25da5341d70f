"""Whose clock runs, and which rungs a delay has reached: none in time, never one for the programme's own turn."""

from datetime import date

import pytest

from basira.core.assurance.plan_ladder import Lateness, Owed, Rung, owed, rungs_reached
from basira.core.kernel.lifecycles import PlanState

THURSDAY = date(2026, 11, 26)
WEEKEND = frozenset({4, 5})


@pytest.mark.parametrize(
    "state", [PlanState.PROPOSED, PlanState.GRACE, PlanState.REPEAT_DUE, PlanState.REPEATED, PlanState.VERIFIED]
)
def test_the_bodys_clock_stands_while_it_is_not_its_turn(state):
    assert owed(state, THURSDAY, has_replied=False) is None


def test_without_a_day_nothing_is_owed():
    assert owed(PlanState.OPEN, None, has_replied=True) is None


@pytest.mark.parametrize(
    ("state", "has_replied", "lateness"),
    [
        (PlanState.OPEN, False, Lateness.NO_REPLY),
        (PlanState.OPEN, True, Lateness.NO_PLAN),
        (PlanState.NOT_FIXED, False, Lateness.NO_PLAN),
        (PlanState.AGREED, True, Lateness.LATE),
        (PlanState.UNDER_WAY, True, Lateness.LATE),
        (PlanState.DECLARED, True, Lateness.NOT_SIGNED),
    ],
)
def test_what_is_owed_is_said_as_such(state, has_replied, lateness):
    assert owed(state, THURSDAY, has_replied=has_replied) == Owed(lateness, THURSDAY)


@pytest.mark.parametrize(
    ("today", "rungs"),
    [
        (date(2026, 11, 25), ()),
        (THURSDAY, ()),
        (date(2026, 11, 27), (Rung.UNIT,)),
        (date(2026, 12, 1), (Rung.UNIT,)),  # three working days later: Sunday, Monday, Tuesday
        (date(2026, 12, 2), (Rung.UNIT, Rung.HEAD)),
        (date(2026, 12, 7), (Rung.UNIT, Rung.HEAD, Rung.TOP)),
    ],
)
def test_a_delay_climbs_by_working_days(today, rungs):
    assert rungs_reached(THURSDAY, today, step_days=3, weekend=WEEKEND, holidays=frozenset()) == rungs


def test_no_delay_climbs_on_a_holiday():
    off = frozenset({date(2026, 11, 29), date(2026, 12, 1)})  # two of the three days of the first step
    climbed = [
        rungs_reached(THURSDAY, date(2026, 12, day), step_days=3, weekend=WEEKEND, holidays=off) for day in (2, 3, 4, 6)
    ]
    assert climbed == [(Rung.UNIT,)] * 2 + [(Rung.UNIT, Rung.HEAD)] * 2
