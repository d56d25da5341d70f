"""Agreement against the textbooks' own figures, and the model's reliability against what it was simulated with."""

import csv

import numpy as np
import pytest

from basira.core.scoring.mixed.agreement import Metric, cells_of, intraclass, krippendorff
from basira.core.scoring.mixed.fit import fit
from basira.core.scoring.mixed.ratings import RatingsNotUsable
from basira.core.scoring.mixed.reliability import reliability_of, severities
from basira.core.scoring.mixed.scores import scores_of
from tests.core.scoring.mixed.worlds import crossed
from tests.shared_data import shared_data

FOUR_OBSERVERS = """
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . 3
    . 3 3 3 2 3 4 2 2 5 1 .
    1 2 3 3 2 4 4 1 2 5 1 .
"""
"""Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C: four observers, twelve units."""

SIX_TARGETS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float)
"""Shrout & Fleiss (1979), table 2: six targets, four judges."""


def in_rows(table):
    """Return the items and values of a table, observers by items, without its empty cells."""
    observers = [line.split() for line in table.strip().splitlines()]
    cells = [(item, float(cell)) for line in observers for item, cell in enumerate(line) if cell != "."]
    return np.array([item for item, _ in cells]), np.array([value for _, value in cells])


def read_table(name):
    rows = list(csv.reader(shared_data(f"ratings/agreement/{name}").read_text().splitlines()))
    return rows[1:]


@pytest.mark.parametrize(
    ("metric", "alpha"), [(Metric.NOMINAL, 0.743), (Metric.ORDINAL, 0.815), (Metric.INTERVAL, 0.849)]
)
def test_alpha_is_that_of_the_textbook(metric, alpha):
    found = krippendorff(cells_of(*in_rows(FOUR_OBSERVERS)), metric)
    assert found.alpha == pytest.approx(alpha, abs=5e-4)
    assert (found.items, found.values) == (11, 40)


def test_alpha_does_not_care_for_the_order_of_rows_nor_for_the_size_of_ordinal_values():
    items, values = in_rows(FOUR_OBSERVERS)
    shuffled = np.random.default_rng(1).permutation(len(items))
    for metric in Metric:
        again = krippendorff(cells_of(items[shuffled] * 3, values[shuffled]), metric)
        assert again.alpha == pytest.approx(krippendorff(cells_of(items, values), metric).alpha)
    assert krippendorff(cells_of(items, values**3), Metric.ORDINAL) == krippendorff(
        cells_of(items, values), Metric.ORDINAL
    )


def test_alpha_that_cannot_be_known_says_why():
    none = np.zeros(0, dtype=np.int64)
    assert krippendorff(cells_of(none, np.zeros(0)), Metric.NOMINAL).reason == "no item is rated twice"
    assert krippendorff(cells_of(np.array([0, 1, 2]), np.array([1.0, 2.0, 3.0])), Metric.ORDINAL).alpha is None
    assert (
        krippendorff(cells_of(np.array([0, 0]), np.array([2.0, 2.0])), Metric.INTERVAL).reason
        == "all ratings are equal"
    )


@pytest.mark.parametrize("metric", list(Metric))
def test_alpha_is_that_of_all_pairs_counted_one_by_one(metric):
    random = np.random.default_rng(2)
    items, values = random.integers(12, size=50), random.integers(1, 6, size=50).astype(float)
    assert krippendorff(cells_of(items, values), metric).alpha == pytest.approx(alpha_by_pairs(items, values, metric))


def alpha_by_pairs(items, values, metric):
    """Krippendorff's definition, pair by pair, without any of the shortcuts."""
    sizes = np.bincount(items)
    kept = [place for place in range(len(items)) if sizes[items[place]] > 1]
    counts = {value: sum(values[place] == value for place in kept) for value in set(values)}

    def distance(one, other):
        low, high = min(one, other), max(one, other)
        between = sum(count for value, count in counts.items() if low <= value <= high)
        ordinal = between - (counts[low] + counts[high]) / 2
        return {"nominal": float(one != other), "ordinal": ordinal**2, "interval": (one - other) ** 2}[metric]

    seen = sum(
        distance(values[i], values[j]) / (sizes[items[i]] - 1)
        for i in kept
        for j in kept
        if i != j and items[i] == items[j]
    )
    chance = sum(distance(values[i], values[j]) for i in kept for j in kept if i != j)
    return 1 - seen * (len(kept) - 1) / chance


def test_the_six_intraclass_correlations_are_those_of_shrout_and_fleiss():
    found = intraclass(SIX_TARGETS)
    single = (found.one_way, found.agreement, found.consistency)
    means = (found.mean_one_way, found.mean_agreement, found.mean_consistency)
    assert single == pytest.approx((0.17, 0.29, 0.71), abs=5e-3)
    assert means == pytest.approx((0.44, 0.62, 0.91), abs=5e-3)


def test_a_table_that_is_none_has_no_intraclass_correlation():
    for table in (np.zeros((1, 3)), np.zeros((3, 1)), np.array([[1.0, np.nan], [1.0, 2.0]])):
        with pytest.raises(RatingsNotUsable):
            intraclass(table)
    assert intraclass(np.ones((3, 3))).agreement is None


def test_the_psychologists_of_the_anxiety_set_agree_as_published():
    """R package irr 0.84.1, its own examples: icc(anxiety, "twoway", "agreement") = 0.198, "consistency" = 0.216."""
    table = np.array([[float(cell) for cell in row] for row in read_table("irr-anxiety.csv")])
    found = intraclass(table)
    assert (found.agreement, found.consistency) == pytest.approx((0.198, 0.216), abs=5e-4)


def test_the_psychiatrists_of_the_diagnoses_set_agree_as_published():
    """Fleiss (1971): kappa 0.430 for 6 raters; alpha of N full tables of m is 1 - (1 - kappa) (n - 1) / n, n = 180 values."""
    words = read_table("irr-diagnoses.csv")
    codes = {word: place for place, word in enumerate(sorted({cell for row in words for cell in row}))}
    items = np.repeat(np.arange(len(words)), 6)
    found = krippendorff(
        cells_of(items, np.array([float(codes[cell]) for row in words for cell in row])), Metric.NOMINAL
    )
    assert 1 - (1 - found.alpha) * 180 / 179 == pytest.approx(0.430, abs=5e-4)


def test_the_dependability_of_a_balanced_plan_is_that_of_the_formula():
    """Brennan (2001), 4.2: every shopper visits every centre once; relative error = visit / shoppers + rest / (shoppers x criteria)."""
    table, _truth = balanced()
    found = fit(table)
    scores = scores_of(found, "centre")
    reliability = reliability_of(found, scores)
    v = found.variances
    relative = v["visit"] / 8 + found.residual / (8 * 5)
    absolute = relative + v["shopper"] / 8 + v["criterion"] / 5
    assert reliability.generalizability == pytest.approx(v["centre"] / (v["centre"] + relative), rel=1e-6)
    assert reliability.dependability <= v["centre"] / (v["centre"] + relative)
    assert reliability.dependability == pytest.approx(
        v["centre"] / (v["centre"] + absolute - v["criterion"] / 5), rel=1e-6
    )
    one = v["centre"] + v["visit"] + v["shopper"] + found.residual / 5
    assert reliability.one_visit == pytest.approx(v["centre"] / one)
    assert reliability.one_rating == pytest.approx(v["centre"] / (sum(v.values()) + found.residual))


def balanced():
    """Eight shoppers each visit each of twelve centres once."""
    table, _truth = crossed(seed=31, visits=96, shoppers=8, centres=12, criteria=5, every_pair=True)
    return table, _truth


def test_a_severe_shopper_is_told_apart_and_an_ordinary_one_is_not():
    table, _truth = crossed(seed=32)
    harsh = table.factor("shopper").codes == 3
    table.values[harsh] -= 2.0
    found = severities(fit(table))
    assert len(found) == 20 and found[3].told_apart
    assert found[3].effect == min(one.effect for one in found) and found[3].effect < -1
    assert sum(one.told_apart for one in found) < 15
    assert severities(fit(table), factor="wave") == ()
