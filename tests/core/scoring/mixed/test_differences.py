"""Differences between two levels, and changes between two waves: what is refused, what they are, how often they hold the truth."""

from dataclasses import replace

import numpy as np
import pytest

from basira.core.scoring.mixed.differences import NothingToCompare, changes, differences
from basira.core.scoring.mixed.fit import fit
from basira.core.scoring.mixed.ratings import RatingTable, factor_of
from basira.core.scoring.mixed.scores import UnitNotScorable, scores_of
from tests.core.scoring.mixed.worlds import crossed


def test_what_the_ratings_do_not_name_is_not_compared():
    table, _truth = crossed(seed=41, visits=100)
    found = fit(table)
    with pytest.raises(UnitNotScorable):
        differences(found, "persona", [("a", "b")])
    with pytest.raises(NothingToCompare) as refusal:
        differences(found, "centre", [("c0001", "c9999")])
    assert refusal.value.params["level"] == "c9999"


def test_without_visits_nothing_is_compared():
    table, _truth = crossed(seed=41, visits=100)
    bare = replace(table, factors=tuple(factor for factor in table.factors if factor.name != "visit"))
    with pytest.raises(NothingToCompare):
        differences(fit(bare), "centre", [("c0001", "c0002")])


def test_no_pairs_no_differences():
    assert differences(fit(crossed(seed=41, visits=100)[0]), "centre", []) == ()


def test_a_difference_is_that_of_the_unshrunk_scores_with_their_covariance():
    found = fit(crossed(seed=42)[0])
    scores = scores_of(found, "centre")
    one, back = differences(found, "centre", [("c0003", "c0007"), ("c0007", "c0003")])
    assert one.value == pytest.approx(scores.unshrunk.values[3] - scores.unshrunk.values[7])
    assert back.value == pytest.approx(-one.value)
    spread = scores.unshrunk.covariance
    assert one.error == pytest.approx(np.sqrt(spread[3, 3] + spread[7, 7] - 2 * spread[3, 7]))
    assert one.low < one.value < one.high


def two_waves(seed, change, *, second=None):
    """Twelve centres, twice, by the same shoppers; each centre moves by its own part of `change`."""
    random = np.random.default_rng(seed)
    visits, criteria = 480, 4
    shopper, centre, wave = random.integers(15, size=visits), random.integers(12, size=visits), np.arange(visits) % 2
    if second is not None:
        centre = np.where((wave == 1) & ~np.isin(centre, second), second[0], centre)
    rows = {
        "visit": np.repeat(np.arange(visits), criteria),
        "shopper": np.repeat(shopper, criteria),
        "centre": np.repeat(centre, criteria),
        "wave": np.repeat(wave, criteria),
        "criterion": np.tile(np.arange(criteria), visits),
    }
    values = 3 + random.normal(0, 0.5, 12)[rows["centre"]] + random.normal(0, 0.4, 15)[rows["shopper"]]
    values = values + random.normal(0, 0.4, visits)[rows["visit"]] + change[rows["centre"]] * rows["wave"]
    values = values + random.normal(0, 0.6, visits * criteria)
    factors = tuple(factor_of(name, [f"{code:03}" for code in codes]) for name, codes in rows.items())
    return RatingTable(values, np.ones(len(values)), factors)


def test_a_change_is_of_units_that_were_rated_in_both_waves():
    table = two_waves(1, np.zeros(12), second=[4, 5])
    found, _warnings = changes(table, "centre", "wave", ("000", "001"))
    assert [one.first for one in found] == ["004", "005"]
    with pytest.raises(NothingToCompare):
        changes(table, "centre", "wave", ("000", "002"))
    with pytest.raises(UnitNotScorable):
        changes(table, "entity", "wave", ("000", "001"))


@pytest.mark.slow
def test_the_interval_of_a_change_holds_the_truth_as_often_as_it_says():
    held, told = [], []
    for seed in range(25):
        change = np.random.default_rng(1000 + seed).normal(0, 0.5, 12)
        found, _warnings = changes(two_waves(seed, change), "centre", "wave", ("000", "001"))
        held += [one.low <= change[int(one.first)] <= one.high for one in found]
        told += [one.told_apart for one in found if abs(change[int(one.first)]) > 0.8]
    assert 0.92 <= np.mean(held) <= 0.98
    assert np.mean(told) > 0.9


def test_unequal_treatment_of_two_personas_is_found_and_equal_treatment_is_not():
    table, _truth = crossed(seed=43, visits=600)
    visit = table.factor("visit").codes
    persona = factor_of("persona", ["plain" if code % 2 else "accent" for code in visit])
    equal = differences(fit(replace(table, factors=(*table.factors, persona))), "persona", [("plain", "accent")])
    assert not equal[0].told_apart
    unfair = replace(table, values=table.values + 0.5 * (persona.codes == 1), factors=(*table.factors, persona))
    (found,) = differences(fit(unfair), "persona", [("plain", "accent")])
    assert found.told_apart and found.low < 0.5 < found.high
