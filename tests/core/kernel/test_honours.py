"""The steps of honour that a number reaches by visits that counted."""

import pytest

from basira.core.kernel.own_moves import honour


@pytest.mark.parametrize(("counted", "step"), [(0, 0), (1, 1), (4, 1), (5, 2), (59, 4), (60, 5), (1000, 5)])
def test_a_step_of_honour_begins_at_its_very_visit(counted, step):
    assert honour(counted) == step
