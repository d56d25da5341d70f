"""The dense core: the small factors, whole, whatever lies in what; and what is left beside it."""

import numpy as np
import pytest
from scipy import sparse

from basira.core.scoring.mixed import bundling, chain, diagonal, unshrunk
from basira.core.scoring.mixed import fit as fitting
from basira.core.scoring.mixed.chain import core_of
from basira.core.scoring.mixed.contrasts import contrasts
from basira.core.scoring.mixed.diagonal import blocks_of, diagonal_of_inverse
from basira.core.scoring.mixed.fit import Options, arranged, fit
from basira.core.scoring.mixed.kernel import tally_of
from basira.core.scoring.mixed.large import LargeSystem
from basira.core.scoring.mixed.ratings import RatingTable, factor_of
from basira.core.scoring.mixed.reml import Trace, Way, solved_at
from basira.core.scoring.mixed.scores import scores_of
from basira.core.scoring.mixed.systems import IterativeSystem


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


def regional(*, seed=2, regions=20, centres=14, shoppers=9, visits=2000, entities=10):
    """Centres of entities that share shoppers only within their region; each visit rates four criteria."""
    random = np.random.default_rng(seed)
    centre = np.r_[np.arange(regions * centres), random.integers(regions * centres, size=visits - regions * centres)]
    shopper = centre // centres * shoppers + random.integers(shoppers, size=visits)
    rows = {"visit": np.arange(visits), "shopper": shopper, "centre": centre, "entity": centre % entities}
    rows = {name: np.repeat(codes, 4) for name, codes in rows.items()}
    rows["criterion"] = np.tile(np.arange(4), visits)
    values = sum(random.normal(0, KNOWN[name] ** 0.5, codes.max() + 1)[codes] for name, codes in rows.items())
    values = np.round(values + random.normal(0, 0.6, 4 * visits), 2)
    factors = tuple(factor_of(name, [f"{code:04}" for code in codes]) for name, codes in rows.items())
    return RatingTable(values, np.ones(len(values)), factors)


KNOWN = {"visit": 0.16, "shopper": 0.09, "centre": 0.25, "entity": 0.09, "criterion": 0.16}


@pytest.fixture
def many_units(small_core, monkeypatch):
    """Make a few hundred units count as too many for anything exact."""
    monkeypatch.setattr(bundling, "LEAST_BUNDLES", 2)
    monkeypatch.setattr(fitting, "EXACT_UNKNOWNS", 20)
    for module in (fitting, unshrunk):
        monkeypatch.setattr(module, "EXACT_AT_LAST", 20)


def shares_of_errors(table, *, is_checked):
    """Return errors by gradients over exact ones: of effects by factor, and of the scores of centres and entities."""
    tally = tally_of(table)
    sums, way = arranged(tally, list(KNOWN), Options(trace=Trace.FAST))
    known = np.array([KNOWN[name] for name in sums.names])
    exact = solved_at(sums, Way(Trace.EXACT, 0, None, chain=way.chain), known, 0.36)
    way = Way(Trace.FAST, 0, None, tolerance=1e-9, chain=way.chain, is_known=True, is_checked=is_checked)
    quick = solved_at(sums, way, known, 0.36)
    assert isinstance(quick.system, LargeSystem)
    assert quick.solution == pytest.approx(exact.solution, abs=1e-7)
    ours, theirs = (np.sqrt(point.system.level_variances()) for point in (quick, exact))
    found = {}
    for place, name in enumerate(sums.names):
        block = slice(sums.starts[place] - sums.fixed, sums.starts[place + 1] - sums.fixed)
        found[name] = ours[block] / theirs[block]
    for unit in ("centre", "entity"):
        rows = contrasts(sums, tally, tally.factor(unit))
        found[f"score of {unit}"] = np.sqrt(quick.system.variances(rows) / exact.system.variances(rows))
    return found, quick.system.widened


def test_small_factors_and_scores_of_few_units_are_exact_however_many_centres_there_are(many_units):
    found, _widened = shares_of_errors(regional(regions=1, centres=280, shoppers=180), is_checked=False)
    for name in ("criterion", "entity", "score of entity"):
        assert found[name] == pytest.approx(1, abs=1e-6), name
    for name in ("centre", "shopper", "visit", "score of centre"):
        assert found[name] == pytest.approx(1, abs=2e-2), name


def test_errors_are_not_too_small_where_centres_share_shoppers_within_a_region_alone(many_units):
    found, widened = shares_of_errors(regional(), is_checked=True)
    assert 1.01 < widened < 1.15
    for name, shares in found.items():
        assert shares.min() > 0.99, name
        assert np.median(shares) < 1.03, name


def test_errors_are_not_too_small_twin_without_the_check_they_are(many_units):
    found, widened = shares_of_errors(regional(), is_checked=False)
    assert np.median(found["score of centre"]) < 0.97
    assert widened == 1


def test_errors_that_are_not_exact_are_said_to_be_so(many_units):
    found = fit(regional())
    assert found.point.system.is_checked
    assert [told.code for told in found.warnings] == ["error.approximate"]
    assert [told.code for told in scores_of(found, "centre").warnings if told.code.startswith("error")]


def test_errors_without_bundles_are_held_against_exact_ones_too(many_units, monkeypatch):
    table = regional()
    monkeypatch.setattr(bundling, "LEAST_BUNDLES", 10**9)
    found = fit(table)
    assert isinstance(found.point.system, IterativeSystem)
    assert "error.approximate" in [told.code for told in found.warnings]
    known = np.array([found.variances[name] for name in found.sums.names])
    exact = solved_at(found.sums, Way(Trace.EXACT, 0, None), known, found.residual)
    shares = np.sqrt(found.point.system.level_variances() / exact.system.level_variances())
    assert shares.min() > 0.94
    assert np.quantile(shares, 0.05) > 0.99
    assert np.median(shares) < 1.03


def test_the_diagonal_of_an_inverse_is_exact_by_blocks_that_share_nothing(monkeypatch):
    random = np.random.default_rng(3)
    within, own = sparse.diags_array(random.uniform(30, 40, 9), format="csr"), random.uniform(2, 3, 6)
    joint = np.zeros((9, 6))
    joint[:4, :2], joint[4:7, 2:5] = random.uniform(1, 3, (4, 2)), random.uniform(1, 3, (3, 3))
    exact = np.diag(np.linalg.inv(within.toarray() - joint @ np.diag(1 / own) @ joint.T))
    mixed = random.permutation(9)
    for cells in (10**6, 1):
        monkeypatch.setattr(diagonal, "CELLS_AT_ONCE", cells)
        rows, among = sparse.csr_array(joint[mixed]), within[mixed][:, mixed]
        found = diagonal_of_inverse(among, rows, own, blocks_of(among, rows))
        assert found == pytest.approx(exact[mixed], rel=1e-12)
    monkeypatch.setattr(diagonal, "MOST_TOGETHER", 3)
    joint = sparse.csr_array(joint)
    blocks = blocks_of(within, joint)
    assert list(blocks) == [0] * 4 + [1] * 3 + [2, 3]
    found = diagonal_of_inverse(within, joint, own, blocks)
    assert found[4:] == pytest.approx(exact[4:], rel=1e-12)
    assert not np.allclose(found[:4], exact[:4], rtol=1e-12)
    assert not len(diagonal_of_inverse(within[:0, :0], joint[:0], own, blocks[:0]))
