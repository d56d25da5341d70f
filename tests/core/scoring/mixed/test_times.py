"""Times on a log scale: impossible and far ones are pulled in and told, never dropped."""

import numpy as np
import pytest

from basira.core.scoring.mixed.times import on_log_scale


def test_a_time_below_zero_counts_as_none_and_is_told():
    found = on_log_scale(np.array([-4.0, 0.0, 9.0]))
    assert list(found.below_zero) == [0]
    assert found.values == pytest.approx([0, 0, np.log(10)])


def test_one_absurd_wait_is_pulled_to_the_line_and_told():
    waits = np.array([*np.linspace(5, 30, 50), 100_000.0])
    found = on_log_scale(waits)
    assert list(found.far) == [50] and len(found.values) == 51
    assert found.values[50] == pytest.approx(np.log1p(found.high)) and found.high < 1000


def test_where_half_are_equal_none_is_far_and_nothing_is_nothing():
    assert not len(on_log_scale(np.array([5.0, 5.0, 5.0, 500.0])).far)
    assert not len(on_log_scale(np.zeros(0)).values)
