"""More hostile files: each is refused or comes out as pixels alone, in bounded time, and the same measure fails a careless server."""

import pytest

from basira.gateways.pictures import repaint
from tests.security.hostile_more import GOOD, hostile
from tests.security.test_hostile_files import naive, outcome
from tests.security.watched import cost_of


@pytest.mark.parametrize("name", hostile())
def test_it_is_refused_or_neutralised(name):
    found = outcome(hostile()[name])
    assert found == "clean" or (found.startswith("refused") and name not in GOOD), found


def test_there_are_enough_of_them():
    assert len(hostile()) >= 20 and set(hostile()) >= GOOD


@pytest.mark.parametrize(
    "name",
    ["JPEG with a second picture behind", "JPEG with a profile that is a ZIP", "PNG with an SVG in its text",
     "WebP whose EXIF is a page", "GIF with an application that is a script"],
)  # fmt: skip
def test_twin_a_server_that_hands_on_what_opens_fails_the_same_measure(name):
    assert naive(hostile()[name]) != "clean"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["GIF of twenty thousand frames", "PNG with ten profiles that inflate"])
def test_what_would_cost_much_costs_the_server_little(name):
    """The limited process bears it: ours neither grows nor computes."""
    content = hostile()[name]
    cost = cost_of(lambda: outcome(content, repaint))
    assert cost.ended == "done" and cost.cpu_s < 2 and cost.growth_mb < 80
