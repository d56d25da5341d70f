"""Waits against a standard."""

import math

import pytest

from basira.core.scoring.waits import Compliance, LimitImpossible, compliance, wilson


@pytest.mark.parametrize("limit", [0, -5, math.nan, math.inf])
def test_a_limit_that_is_none_is_refused(limit):
    with pytest.raises(LimitImpossible):
        compliance([1.0], limit)


def test_without_a_known_wait_nothing_is_said():
    assert compliance([None, math.nan], 10) == Compliance(None, None, None, 0, 0, 2, 0)
    assert compliance([], 10).share is None


def test_waits_below_zero_and_unknown_ones_are_told_and_do_not_count():
    found = compliance([5, 10, 10.5, None, -3], 10)
    assert (found.visits, found.within, found.unknown, found.impossible) == (3, 2, 1, 1)
    assert found.share == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_textbook(successes, trials, low, high):
    """Newcombe (1998), Statistics in Medicine 17:857, table I, method 3."""
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_all_within_reaches_one_and_no_more():
    assert wilson(5, 5)[1] == 1.0 and 0 < wilson(5, 5)[0] < 1
