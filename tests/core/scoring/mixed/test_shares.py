"""Intervals where every rating is one of two values."""

from dataclasses import replace

import numpy as np
import pytest

from basira.core.scoring.mixed.fit import fit
from basira.core.scoring.mixed.kernel import counted
from basira.core.scoring.mixed.scores import scores_of
from basira.core.scoring.mixed.shares import is_of_two_values, of_shares, share_limits
from basira.core.scoring.mixed.uncertainty import Interval
from tests.core.scoring.mixed.worlds import crossed

NORMAL = 1.959964


def checks(seed=5, **changes):
    """Return ratings that are 0 or 1, of centres that differ much."""
    table, _truth = crossed(seed=seed, visits=300, centres=15, criteria=5, **changes)
    return replace(table, values=(table.values > 2.6) * 1.0)


@pytest.mark.parametrize("values", [(0.0, 0.5, 1.0), (1.0, 2.0, 3.0)])
def test_ratings_of_more_than_two_values_keep_their_intervals(values):
    table = checks()
    table = replace(table, values=np.array(values)[np.arange(table.count) % 3])
    tally = counted(table).tally()
    given = Interval(np.zeros(15), np.ones(15), np.full(15, 9.0))
    assert not is_of_two_values(tally)
    assert of_shares(tally, tally.factor("centre"), np.full(15, 0.5), np.full(15, 0.01), given) is given


@pytest.mark.parametrize("weights", [False, True])
def test_ratings_of_two_values_are_known_by_their_sums_whatever_the_two_are_and_weigh(weights):
    table = checks(weights=weights)
    assert is_of_two_values(counted(table).tally())
    assert is_of_two_values(counted(replace(table, values=table.values * 4 + 1)).tally())


def test_the_limits_of_a_plain_share_are_those_of_wilson():
    low, high = share_limits(np.array([0.8, 0.0, 1.0]), np.full(3, NORMAL**2 / 10))
    assert low == pytest.approx([0.4902, 0.0, 0.7225], abs=1e-4)
    assert high == pytest.approx([0.9433, 0.2775, 1.0], abs=1e-4)


def test_intervals_of_shares_hold_their_estimate_and_are_narrower_near_an_end_than_in_the_middle():
    scores = scores_of(fit(checks()), "centre").unshrunk
    width = scores.interval.high - scores.interval.low
    assert ((scores.interval.low <= scores.values) & (scores.values <= scores.interval.high)).all()
    near, middle = np.argmax(scores.values), np.argmin(np.abs(scores.values - 0.5))
    assert scores.values[near] > 0.9
    assert width[near] < 0.75 * width[middle]


def test_the_same_checks_on_another_scale_have_the_same_intervals_on_it():
    table = checks()
    plain, other = (
        scores_of(fit(one), "centre").unshrunk for one in (table, replace(table, values=table.values * 4 + 1))
    )
    assert other.interval.low == pytest.approx(plain.interval.low * 4 + 1, abs=1e-6)
    assert other.interval.high == pytest.approx(plain.interval.high * 4 + 1, abs=1e-6)
