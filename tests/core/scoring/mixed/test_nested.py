"""Eliminating visits and then shoppers gives what factorising everything gives."""

import numpy as np
import pytest
from scipy import sparse

from basira.core.scoring.mixed import chain
from basira.core.scoring.mixed.aggregates import aggregate
from basira.core.scoring.mixed.chain import chain_of, in_order
from basira.core.scoring.mixed.kernel import tally_of
from basira.core.scoring.mixed.nested import NestedSystem
from basira.core.scoring.mixed.reml import penalties
from basira.core.scoring.mixed.systems import DenseSystem, NotSeparable
from tests.core.scoring.mixed.worlds import crossed

FACTORS = ("visit", "shopper", "centre", "criterion")


@pytest.fixture(autouse=True)
def small_chains(monkeypatch):
    monkeypatch.setattr(chain, "WORTH_IT", 2)


def both(table, variances=(0.3, 0.2, 0.4, 0.2), *, names=FACTORS, intercept=True):
    """Return the equations of a table solved both ways; variances by factor in the order they are solved in."""
    tally = tally_of(table)
    sums = aggregate(tally, tuple(in_order(tally, names)), intercept=intercept)
    penalty = penalties(sums, np.array(variances[: len(sums.names)]), 0.36)
    return sums, DenseSystem(sums, penalty), NestedSystem(chain_of(sums), penalty)


def test_factors_that_cross_are_no_chain():
    tally = tally_of(crossed(seed=4)[0])
    assert chain_of(aggregate(tally, ("centre", "shopper"))) is None
    assert chain_of(aggregate(tally, ("visit",))) is None


def test_few_levels_are_not_worth_a_chain(monkeypatch):
    monkeypatch.setattr(chain, "WORTH_IT", 200)
    tally = tally_of(crossed(seed=4)[0])
    assert chain_of(aggregate(tally, tuple(in_order(tally, FACTORS)))) is None


def test_the_largest_factor_comes_last_and_before_it_those_that_it_lies_in():
    tally = tally_of(crossed(seed=4, criteria=30)[0])
    assert in_order(tally, FACTORS) == ["criterion", "shopper", "centre", "visit"]
    assert in_order(tally, ()) == []


def test_what_the_eliminated_levels_say_already_is_refused():
    table, _truth = crossed(seed=5, covariate=True)
    table.covariates[0].values[:] = table.factor("shopper").codes
    free_shoppers = (0.3, 0.2, 1e30, 0.2)
    tally = tally_of(table)
    names = ("criterion", "centre", "shopper", "visit")
    sums = aggregate(tally, names, intercept=False)
    with pytest.raises(NotSeparable):
        NestedSystem(chain_of(sums), penalties(sums, np.array(free_shoppers), 0.36))


@pytest.mark.parametrize(("weights", "covariate"), [(False, False), (True, True)])
@pytest.mark.parametrize("intercept", [True, False])
def test_both_ways_say_the_same(weights, covariate, intercept):
    table, _truth = crossed(seed=6, weights=weights, covariate=covariate)
    sums, dense, nested = both(table, intercept=intercept)
    random = np.random.default_rng(1)
    one, several = random.normal(size=sums.size), random.normal(size=(sums.size, 3))
    assert nested.solve(one) == pytest.approx(dense.solve(one), abs=1e-10)
    assert nested.solve(several) == pytest.approx(dense.solve(several), abs=1e-10)
    assert nested.log_determinant == pytest.approx(dense.log_determinant, abs=1e-9)
    for factor in range(len(sums.names)):
        assert nested.trace(factor) == pytest.approx(dense.trace(factor), rel=1e-10)
    assert nested.level_variances() == pytest.approx(dense.level_variances(), rel=1e-9)
    contrasts = sparse.csr_array(random.normal(size=(7, sums.size)) * (random.uniform(size=(7, sums.size)) < 0.1))
    for given_fixed in (False, True):
        wanted = dense.variances(contrasts, given_fixed=given_fixed)
        assert nested.variances(contrasts, given_fixed=given_fixed) == pytest.approx(wanted, rel=1e-9)
    assert nested.covariance(contrasts) == pytest.approx(dense.covariance(contrasts), abs=1e-10)


def test_visits_and_shoppers_alone_leave_nothing_but_the_mean():
    table, _truth = crossed(seed=7)
    sums, dense, nested = both(table, (0.2, 0.3), names=("visit", "shopper"))
    assert nested.inverse.shape == (1, 1)
    assert nested.solve(sums.moment) == pytest.approx(dense.solve(sums.moment), abs=1e-10)
    assert nested.level_variances() == pytest.approx(dense.level_variances(), rel=1e-9)
