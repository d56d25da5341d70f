"""The dense core: the small factors, whole, whatever lies in what; and what is left beside it."""

import numpy as np
import pytest

from basira.core.scoring.mixed import chain, unshrunk
from basira.core.scoring.mixed.chain import core_of
from basira.core.scoring.mixed.fit import Options, fit
from basira.core.scoring.mixed.ratings import RatingTable, factor_of
from basira.core.scoring.mixed.reml import Trace


def surveyed(seed=1):
    """Respondents who lie in districts rate items: the largest factor lies in the smallest."""
    random = np.random.default_rng(seed)
    respondents, items, districts, count = 400, 90, 12, 3000
    respondent = np.r_[np.arange(respondents), random.integers(respondents, size=count - respondents)]
    item = np.r_[np.arange(items), random.integers(items, size=count - items)]
    rows = {"respondent": respondent, "item": item, "district": respondent % districts}
    spread = {"respondent": 0.5, "item": 0.7, "district": 0.3}
    values = sum(random.normal(0, spread[name], codes.max() + 1)[codes] for name, codes in rows.items())
    factors = tuple(factor_of(name, [f"{code:04}" for code in codes]) for name, codes in rows.items())
    return RatingTable(values + random.normal(size=count), np.ones(count), factors)


@pytest.fixture
def small_core(monkeypatch):
    monkeypatch.setattr(chain, "CORE_LEVELS", 30)


def test_the_core_ends_where_a_factor_ends_and_traces_by_probes_are_near_the_exact_ones(small_core):
    table = surveyed()
    exact = fit(table)
    assert exact.sums.names == ("district", "item", "respondent")
    assert core_of(exact.sums) == exact.sums.starts[1] == 13
    for trace in (Trace.FAST, Trace.PROBES):
        found = fit(table, Options(trace=trace))
        for name, value in exact.variances.items():
            assert found.variances[name] == pytest.approx(value, rel=1e-2)


def test_unshrunk_errors_by_gradients_are_near_the_exact_ones(small_core, monkeypatch):
    found = fit(surveyed())
    item = found.tally.factor("item")

    def errors():
        equations = unshrunk.Unshrunk(found.tally, found.variances, item)
        return np.sqrt(equations.read(equations.point(found.variances, found.residual))[1])

    exact = errors()
    monkeypatch.setattr(unshrunk, "EXACT_AT_LAST", 10)
    assert errors() == pytest.approx(exact, rel=1e-2)
