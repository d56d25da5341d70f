"""What a body thought of itself beside what was seen: where nothing is compared, and where the two differ."""

from decimal import Decimal

import pytest

from basira.core.scoring.self_view import Beside, beside, thought_of

D = Decimal


def test_a_dimension_without_criteria_or_with_one_left_out_is_not_compared():
    assert thought_of([]) is None
    assert thought_of([(D(1), D("0.5")), (D(2), None)]) is None


def test_a_dimension_is_the_mean_of_its_criteria_by_their_weights():
    assert thought_of([(D(1), D(1)), (D(3), D(0))]) == D("0.25")


@pytest.mark.parametrize(
    ("thought", "stands"),
    [
        ("0.54", Beside.SEEN_HIGHER),
        ("0.55", Beside.AS_THOUGHT),
        ("0.69", Beside.AS_THOUGHT),
        ("0.7", Beside.SEEN_LOWER),
    ],
)
def test_the_two_differ_only_outside_the_whole_interval(thought, stands):
    assert beside(D(thought), low=D("0.55"), high=D("0.69")) is stands
