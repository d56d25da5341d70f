"""Ratings bundled by visit give the sums that rating by rating gives, on every engine; what is no bundle is summed as ever."""

from dataclasses import replace

import duckdb
import numpy as np
import pytest

from basira.core.scoring.mixed import bundling, chain, fit, reml
from basira.core.scoring.mixed.fit import Options
from basira.core.scoring.mixed.kernel import Kernel, by_ratings, ends_of, tally_of
from basira.core.scoring.mixed.names import Numbers, order_of_text
from basira.core.scoring.mixed.numbered import Numbered
from basira.core.scoring.mixed.queried import Queried
from basira.core.scoring.mixed.ratings import RatingTable, factor_of
from basira.core.scoring.mixed.reading import Columns
from basira.core.scoring.mixed.reml import Trace, Way, solved_at
from basira.core.scoring.mixed.scores import scores_of
from basira.gateways.engines.in_duckdb import InDuckDB
from basira.gateways.engines.large_files import read_clean
from tests.core.scoring.mixed.worlds import crossed

NAMES = ("visit", "shopper", "centre", "criterion")


@pytest.fixture(autouse=True)
def small_bundles(monkeypatch):
    monkeypatch.setattr(bundling, "LEAST_BUNDLES", 2)
    monkeypatch.setattr(chain, "WORTH_IT", 2)


def holed(*, seed=8, part=0.85, whole=True, **plan):
    """Visits of which some criteria did not apply, the ratings in no order; levels are whole numbers as texts."""
    table, _truth = crossed(seed=seed, **plan)
    rows = np.random.default_rng(seed).permutation(table.count)[: int(part * table.count)]
    factors = tuple(
        factor_of(f.name, [f.levels[code].lstrip("vsc").lstrip("0") or "0" for code in f.codes[rows]])
        for f in table.factors
    )
    values = table.values[rows]
    return RatingTable(np.round(values) if whole else values, table.weights[rows], factors)


def assert_same(one, other):
    assert one.square == other.square
    for mine, theirs in zip(one.groups, other.groups, strict=True):
        assert (mine.name, list(mine.levels)) == (theirs.name, list(theirs.levels))
        for part in ("counts", "weights", "moments"):
            assert np.array_equal(getattr(mine, part), getattr(theirs, part)), (mine.name, part)
    for first in NAMES:
        for second in NAMES:
            if first != second:
                assert (one.pair(first, second) != other.pair(first, second)).nnz == 0, (first, second)
                assert np.array_equal(one.distinct(first, second), other.distinct(first, second))
                theirs = other.parent(first, second)
                assert (one.parent(first, second) is None) == (theirs is None)
                assert theirs is None or np.array_equal(one.parent(first, second), theirs)


@pytest.mark.parametrize("whole", [True, False])
def test_bundles_give_the_sums_of_the_ratings_to_the_last_bit(whole):
    table = holed(whole=whole)
    bundled = tally_of(table)
    assert bundled.finest == "visit"
    assert_same(bundled, by_ratings(table, ends_of(table)))
    with InDuckDB() as held:
        queried = held.hold(table)
        assert isinstance(queried, Queried)
        assert queried.tally().finest == "visit"
        assert_same(queried.tally(), bundled)


def test_numbers_in_a_file_are_the_levels_that_their_texts_are(tmp_path):
    table = holed()
    path = written(table, tmp_path)
    with InDuckDB() as held:
        found = held.read(path, "rating", {name: name for name in NAMES})
        assert isinstance(found, Numbered)
        assert_same(found.tally(), tally_of(table))
        shoppers = np.array([1, 4, 5])
        assert_same(found.sampled("shopper", shoppers), Kernel(table).sampled("shopper", shoppers))


def test_few_of_many_numbers_are_still_a_sample(tmp_path):
    table = holed(visits=3000, shoppers=300)
    with InDuckDB() as held:
        found = held.read(written(table, tmp_path), "rating", {name: name for name in NAMES})
        some = np.array([7, 8])
        assert_same(found.sampled("shopper", some), Kernel(table).sampled("shopper", some))
        assert found.sampled("nobody", some) is None


def test_texts_are_sampled_as_numbers_are():
    for table in (holed(), crossed(seed=8, weights=True)[0]):
        with InDuckDB() as held:
            found = held.hold(table)
            for some in (np.array([1, 4, 5]), np.array([2, 7])):
                assert_same(found.sampled("shopper", some), Kernel(table).sampled("shopper", some))
            assert_same(found.tally(), tally_of(table))
            assert found.sampled("nobody", some) is found.sampled("shopper", some[:0]) is None


def test_the_command_takes_whole_numbers_of_a_file_as_they_stand(tmp_path):
    table = holed()
    mapping = Columns("rating", tuple((name, name) for name in NAMES), nested=(("visit", ("shopper", "centre")),))
    with InDuckDB() as held:
        written(table, tmp_path)
        found, rows = read_clean(held, tmp_path / "ratings.parquet", mapping)
        assert isinstance(found, Numbered)
        assert rows == table.count
        assert_same(found.tally(), tally_of(table))


def test_a_file_of_texts_and_one_without_bundles_are_read_as_ever(tmp_path):
    table = holed()
    twice = replace(
        table, factors=(*table.factors[:3], factor_of("criterion", [str(row % 2) for row in range(table.count)]))
    )
    with InDuckDB() as held:
        found = held.read(written(twice, tmp_path), "rating", {name: name for name in NAMES})
        assert isinstance(found, Queried)
        assert_same(found.tally(), tally_of(twice))


def written(table, folder):
    """Write ratings as Parquet with whole numbers for levels, and return what to read them by."""
    arrays = {"rating": table.values}
    arrays |= {f.name: np.array([int(level) for level in f.levels])[f.codes] for f in table.factors}
    path = folder / "ratings.parquet"
    with duckdb.connect() as connection:
        connection.register("arrays", arrays)
        connection.table("arrays").write_parquet(str(path))
    return str(path)


@pytest.mark.parametrize(
    "why", ["weights", "a criterion twice", "two that cross", "many levels that cross", "many lengths"]
)
def test_what_is_no_bundle_is_summed_rating_by_rating(why, monkeypatch):
    table = holed(part=1.0, visits=120)
    again = factor_of("when", [str(row % 7) for row in range(table.count)])
    if why == "weights":
        table = replace(table, weights=np.where(np.arange(table.count) % 2, 1.0, 2.0))
    elif why == "a criterion twice":
        table = replace(
            table, factors=(*table.factors[:3], factor_of("criterion", [str(row % 2) for row in range(table.count)]))
        )
    elif why == "two that cross":
        table = replace(table, factors=(*table.factors, again))
    elif why == "many levels that cross":
        monkeypatch.setattr("basira.core.scoring.mixed.kernel.MOST_RATED", 3)
    else:
        table = holed(visits=120, part=0.7)
        monkeypatch.setattr(bundling, "MOST_WEIGHTS", 2)
    assert tally_of(table).bundles is None


def test_the_fit_of_bundles_is_that_of_the_ratings(monkeypatch):
    table = holed(seed=9)
    bundled = fit.fit(table)
    scores = scores_of(bundled, "centre")
    monkeypatch.setattr(bundling, "LEAST_BUNDLES", 10**9)
    plain = fit.fit(table)
    assert (bundled.tally.finest, plain.tally.finest) == ("visit", None)
    assert bundled.variances == pytest.approx(plain.variances, rel=1e-7)
    for mine, theirs in zip(bundled.effects, plain.effects, strict=True):
        assert mine.values == pytest.approx(theirs.values, abs=1e-8)
        assert mine.errors == pytest.approx(theirs.errors, rel=1e-7)
    others = scores_of(plain, "centre")
    for mine, theirs in ((scores.shrunk, others.shrunk), (scores.unshrunk, others.unshrunk)):
        assert mine.values == pytest.approx(theirs.values, abs=1e-8)
        assert mine.interval.low == pytest.approx(theirs.interval.low, abs=1e-6)


def test_gradients_find_the_effects_that_factorising_finds_and_come_near_their_deviations(monkeypatch):
    monkeypatch.setattr(chain, "CORE_LEVELS", 30)
    table = holed(seed=10, visits=3000, shoppers=150, centres=120)
    sums, way = fit.arranged(tally_of(table), NAMES, Options())
    known = np.array([{"visit": 0.16, "shopper": 0.09, "centre": 0.25, "criterion": 0.16}[name] for name in sums.names])
    exact = solved_at(sums, way, known, 0.36)
    quick = solved_at(sums, Way(Trace.FAST, 0, None, tolerance=1e-9, chain=way.chain, is_known=True), known, 0.36)
    assert type(exact.system) is not type(quick.system)
    assert quick.solution == pytest.approx(exact.solution, abs=1e-7)
    # These share few shoppers, so that deviations are 3 % off; with 2,000 centres of 1e7 ratings they are within 0.06 %.
    assert quick.system.level_variances() == pytest.approx(exact.system.level_variances(), rel=6e-2)


@pytest.fixture
def small_samples(monkeypatch):
    """Make a thousand ratings count as too many to learn variances from, but of 20 levels or more."""
    monkeypatch.setattr(fit, "SAMPLED_ABOVE", 1000)
    monkeypatch.setattr(fit, "SAMPLE", 2500)
    monkeypatch.setattr(fit, "LEAST_DRAWN", 20)
    monkeypatch.setattr(fit, "EXACT_UNKNOWNS", 20)


def test_variances_of_very_many_ratings_are_learned_from_a_sample_which_is_said(monkeypatch, small_samples):
    table = holed(seed=11, visits=1000, shoppers=100)
    monkeypatch.setattr(fit, "EXACT_UNKNOWNS", 3000)
    whole = fit.fit(table)
    assert not whole.warnings
    monkeypatch.setattr(fit, "EXACT_UNKNOWNS", 20)
    monkeypatch.setattr(reml, "QUICK_ABOVE", 10)
    sampled = fit.fit(table, Options(seed=3))
    [told] = sampled.warnings
    assert (told.code, dict(told.params)["factor"]) == ("variance.sampled", "shopper")
    assert "seed 3" in told.message
    for name, error in sampled.errors.items():
        assert abs(sampled.variances[name] - whole.variances[name]) < 4 * error
    assert sampled.errors["visit"] > whole.errors["visit"]
    assert len(sampled.effects[-1].values) == 1000
    assert np.isfinite(scores_of(sampled, "centre").unshrunk.errors).all()


def sample_of(table, *unit):
    """Return of which factor, and how many of its levels, a fit drew."""
    told = [
        dict(told.params) for told in fit.fit(table, Options(keep=unit)).warnings if told.code == "variance.sampled"
    ]
    return [(params["factor"], int(params["levels"])) for params in told]


def test_a_sample_is_of_enough_levels_and_not_of_the_units_that_are_scored(monkeypatch, small_samples):
    table = holed(seed=11, visits=400, shoppers=60, centres=90)
    monkeypatch.setattr(fit, "SAMPLE", 900)
    [(name, levels)] = sample_of(table, "centre")
    assert name == "shopper" and 20 <= levels < 60
    assert sample_of(table)[0][0] == "centre"
    monkeypatch.setattr(fit, "SAMPLE", 10)
    [(name, levels)] = sample_of(table, "centre")
    assert name == "shopper" and 12 <= levels <= 30  # about 20, where 10 ratings were asked for
    monkeypatch.setattr(fit, "LEAST_DRAWN", 60)
    assert sample_of(table, "centre")[0][0] == "centre"  # of shoppers there are no more than that
    monkeypatch.setattr(fit, "LEAST_DRAWN", 90)
    assert not sample_of(table, "centre")


def test_whole_numbers_come_in_the_order_of_their_texts():
    numbers = np.array([0, 1, 2, 9, 10, 19, 100, 101, 2000])
    ordered = Numbers(numbers[order_of_text(numbers)])
    assert list(ordered) == sorted(str(number) for number in numbers)
    assert list(ordered[:2]) == ["0", "1"]
    assert not len(order_of_text(numbers[:0]))
