"""The way for many levels against the equations solved whole."""

import numpy as np
import pytest

from basira.core.scoring.mixed.aggregates import aggregate
from basira.core.scoring.mixed.fit import Options, arranged, signs_of
from basira.core.scoring.mixed.kernel import counted
from basira.core.scoring.mixed.reml import Trace, penalties
from basira.core.scoring.mixed.systems import DenseSystem, IterativeSystem, Known
from tests.core.scoring.mixed.worlds import crossed


@pytest.fixture(scope="module")
def sums():
    table, _truth = crossed(seed=3, visits=900, shoppers=60, centres=50, criteria=4)
    return aggregate(counted(table).tally(), ("criterion", "centre", "shopper", "visit"))


def systems(sums, known, tolerance=1e-10):
    penalty = penalties(sums, np.array([0.2, 0.3, 0.1, 0.2]), 0.4)
    core = sums.starts[1]
    return DenseSystem(sums, penalty), IterativeSystem(sums, penalty, core, tolerance, known)


def test_traces_of_the_diagonal_alone_are_biased_and_many_signs_set_it_right(sums):
    signs = np.hstack([signs_of(sums, sums.starts[1], seed) for seed in range(40)])
    exact, plain = systems(sums, Known())
    _exact, probed = systems(sums, Known(probes=signs))
    for factor in (1, 2, 3):
        known = exact.trace(factor)
        assert abs(plain.trace(factor) - known) > 0.002 * known
        assert abs(probed.trace(factor) - known) < 0.15 * abs(plain.trace(factor) - known)


def test_what_is_missed_nearby_is_taken_as_it_stands(sums):
    _exact, probed = systems(sums, Known(probes=signs_of(sums, sums.starts[1], seed=0)))
    _exact, near = systems(sums, Known(missed=probed.missed))
    assert [near.trace(factor) for factor in range(4)] == [probed.trace(factor) for factor in range(4)]


def test_a_solution_is_the_same_wherever_it_starts(sums):
    exact, plain = systems(sums, Known())
    wanted = exact.solve(sums.moment)
    random = np.random.default_rng(1)
    _exact, near = systems(sums, Known(near=plain))
    for guess in (None, wanted, random.normal(size=sums.size)):
        assert near.solve(sums.moment, guess) == pytest.approx(wanted, abs=1e-8)


def test_the_same_level_has_the_same_signs_whatever_else_is_in_the_table(sums):
    table, _truth = crossed(seed=4, visits=300, shoppers=30, centres=50, criteria=4)
    other, _way = arranged(
        counted(table).tally(), ["criterion", "centre", "shopper", "visit"], Options(trace=Trace.FAST)
    )
    one, two = (
        dict(zip(s.levels[s.place("shopper")], signs_of(s, 0, 7)[shoppers(s)], strict=True)) for s in (sums, other)
    )
    shared = set(one) & set(two)
    assert shared and all((one[level] == two[level]).all() for level in shared)
    assert len({tuple(row) for row in one.values()}) > 1


def shoppers(sums):
    """Return the places of shoppers among the signs that begin at the first factor."""
    block = sums.block(sums.place("shopper"))
    return slice(block.start - sums.fixed, block.stop - sums.fixed)
