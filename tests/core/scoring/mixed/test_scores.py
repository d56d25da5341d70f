"""Scores, ranks, tiers, and who is never compared."""

from dataclasses import replace

import numpy as np
import pytest

from basira.core.scoring.mixed.comparable import components_of
from basira.core.scoring.mixed.fit import fit
from basira.core.scoring.mixed.kernel import tally_of
from basira.core.scoring.mixed.ratings import RatingTable, factor_of
from basira.core.scoring.mixed.scores import Figures, UnitNotScorable, ranked, scores_of
from basira.core.scoring.mixed.standing import posterior_ranks, standing
from basira.core.scoring.mixed.uncertainty import Interval, quantile
from tests.core.scoring.mixed.worlds import crossed


def test_a_unit_that_the_ratings_do_not_name_is_refused():
    with pytest.raises(UnitNotScorable):
        scores_of(fit(crossed(seed=1)[0]), "entity")


def test_scores_are_drawn_to_the_mean_and_unshrunk_ones_are_not():
    table, _truth = crossed(seed=4)
    found = fit(table)
    scores = scores_of(found, "centre")
    apart = [np.abs(figures.values - found.mean).mean() for figures in (scores.shrunk, scores.unshrunk)]
    assert apart[0] < apart[1]
    assert (scores.shrunk.errors < scores.unshrunk.errors).all()
    assert scores.visits.sum() == 400
    assert scores.shrunk.values == pytest.approx(found.mean + effects_of(found, "centre"))


def test_the_unshrunk_score_is_the_limit_of_no_shrinking():
    """Centres as fixed effects, by ordinary generalised least squares over all ratings."""
    table, _truth = crossed(seed=7, visits=80, centres=8)
    found = fit(table)
    spread = np.diag(found.residual / table.weights)
    for name in ("visit", "shopper", "criterion"):
        codes = table.factor(name).codes
        spread += found.variances[name] * (codes[:, None] == codes[None, :])
    groups = np.eye(8)[table.factor("centre").codes]
    inverse = np.linalg.inv(spread)
    expected = np.linalg.solve(groups.T @ inverse @ groups, groups.T @ inverse @ table.values)
    assert scores_of(found, "centre").unshrunk.values == pytest.approx(expected, abs=1e-6)


def test_units_that_share_no_shopper_are_never_ranked_together():
    one, _truth = crossed(seed=8, visits=150)
    other, _truth = crossed(seed=9, visits=100)
    table = RatingTable(
        np.concatenate([one.values, other.values]),
        np.ones(one.count + other.count),
        tuple(
            factor_of(f.name, [f"x{f.levels[c]}" for c in f.codes] + [f"{side}{g.levels[c]}" for c in g.codes])
            for f, g in zip(one.factors, other.factors, strict=True)
            for side in ("x" if f.name == "criterion" else "y",)
        ),
    )
    scores = scores_of(fit(table), "centre")
    for number in (1, 2):
        assert scores.places.rank[scores.component == number].min() == 1
    assert set(scores.component) == {1, 2}
    assert "component.several" in [fault.code for fault in scores.warnings]


def test_intervals_that_leave_visits_out_say_so():
    table, _truth = crossed(seed=4, visits=120)
    bare = replace(table, factors=tuple(factor for factor in table.factors if factor.name != "visit"))
    assert "visit.not-named" in [fault.code for fault in scores_of(fit(bare), "centre").warnings]
    once = replace(table, factors=(*bare.factors, replace(table.factor("shopper"), name="visit")))
    assert "visit.not-in-errors" in [fault.code for fault in scores_of(fit(once), "centre").warnings]
    assert not [fault for fault in scores_of(fit(table), "centre").warnings if fault.code.startswith("visit")]


def test_a_unit_alone_in_its_component_has_no_rank():
    factors = (factor_of("centre", ["a", "a", "b", "c"]), factor_of("shopper", ["1", "2", "2", "3"]))
    tally = tally_of(RatingTable(np.arange(4.0), np.ones(4), factors))
    assert list(components_of(tally, "centre", "shopper")) == [1, 1, 2]
    assert list(components_of(tally, "centre", "nobody")) == [1, 1, 1]


def test_units_without_any_difference_share_one_tier_and_every_rank_is_open():
    found = standing(np.zeros(6), np.ones(6), np.eye(6), seed=1)
    assert list(found.rank) == [1] * 6
    assert (list(found.low), list(found.high), list(found.tier)) == ([1] * 6, [6] * 6, [1] * 6)


def test_tiers_part_where_all_above_are_told_apart_from_all_below():
    scores = np.array([5.0, 1.0, 5.1, 0.9, 9.0])
    for covariance in (np.eye(5) * 0.01, None):
        found = standing(scores, np.full(5, 0.1), covariance, seed=1)
        assert list(found.tier) == [2, 3, 2, 3, 1]
        assert list(found.rank) == [3, 4, 2, 5, 1]
        assert (list(found.low), list(found.high)) == ([2, 4, 2, 4, 1], [3, 5, 3, 5, 1])


@pytest.mark.parametrize(("degrees", "tiers"), [(3.0, [1, 1]), (np.inf, [1, 2])])
@pytest.mark.parametrize("covariance", [np.eye(2), None])
def test_units_whose_errors_are_known_by_few_degrees_share_a_tier_where_their_intervals_say_so(
    degrees, tiers, covariance
):
    """A difference of 2.5 standard errors: more than the 1.96 of many degrees, less than the 3.18 of three."""
    values, reach = np.array([2.5 * np.sqrt(2), 0.0]), quantile(np.full(2, degrees))
    figures = Figures(
        values, np.ones(2), Interval(values - reach, values + reach, np.full(2, degrees)), covariance=covariance
    )
    places = ranked(figures, figures, np.ones(2, dtype=np.int64), seed=1)
    assert list(places.tier) == tiers and bool(places.above[0, 1]) is (tiers == [1, 2])
    assert (list(places.high), list(places.own_high)) == (([2, 2],) * 2 if degrees == 3 else ([1, 2],) * 2)


def test_intervals_of_few_shoppers_widen_the_errors_that_ranks_count():
    scores = scores_of(fit(crossed(seed=4, visits=60, shoppers=4, centres=6)[0]), "centre")
    plain, half = scores.unshrunk, (scores.unshrunk.interval.high - scores.unshrunk.interval.low) / 2
    assert (plain.counted().errors > plain.errors).all()
    assert plain.counted().errors == pytest.approx(half / 1.959964, rel=1e-6)
    assert np.sqrt(np.diag(plain.counted().covariance)) == pytest.approx(plain.counted().errors, rel=1e-6)


@pytest.mark.slow
def test_sets_of_ranks_hold_the_true_ranks_as_often_as_they_say():
    random = np.random.default_rng(11)
    truth = np.sort(random.normal(size=12))[::-1]
    held = 0
    for draw in range(200):
        found = standing(truth + random.normal(0, 0.3, 12), np.full(12, 0.3), np.eye(12) * 0.09, seed=draw)
        assert ((found.own_low >= found.low) & (found.own_high <= found.high)).all()
        assert ((found.low <= found.rank) & (found.rank <= found.high)).all()
        held += ((found.low <= np.arange(1, 13)) & (np.arange(1, 13) <= found.high)).all()
    assert held / 200 >= 0.93


def test_one_unit_more_or_less_sure_changes_no_answer_between_few_and_many():
    """The two ways, by all pairs with covariance and by slices without, say the same where errors are independent."""
    random = np.random.default_rng(3)
    scores, errors = random.normal(size=40), random.uniform(0.05, 0.5, 40)
    few = standing(scores, errors, np.diag(errors**2), seed=1)
    many = standing(scores, errors, None, seed=1)
    assert list(few.rank) == list(many.rank)
    assert (many.low <= few.low + 3).all() and (few.low <= many.low + 3).all()
    assert (many.above <= few.above).mean() > 0.99


def test_ranks_on_average_hold_the_true_rank_as_often_as_they_say():
    """Laird & Louis: over units, 95 %, when the scores are drawn to the mean by the right variance."""
    random = np.random.default_rng(13)
    held = []
    for draw in range(40):
        truth = random.normal(size=60)
        seen = truth + random.normal(0, 0.5, 60)
        shrink = 1 / (1 + 0.25)
        low, high = posterior_ranks(seen * shrink, np.full(60, np.sqrt(0.25 * shrink)), None, seed=draw)
        rank = (truth[None, :] > truth[:, None]).sum(axis=1) + 1
        held.append(((low <= rank) & (rank <= high)).mean())
    assert 0.93 <= np.mean(held) <= 0.99


def test_the_score_of_an_entity_is_that_of_its_centres():
    table, _truth = crossed(seed=12)
    entity = [f"e{code // 5}" for code in table.factor("centre").codes]
    found = fit(replace(table, factors=(*table.factors, factor_of("entity", entity))))
    centres, entities = scores_of(found, "centre"), scores_of(found, "entity")
    assert entities.shrunk.values == pytest.approx(centres.shrunk.values.reshape(5, 5).mean(axis=1), abs=1e-6)


def effects_of(found, name):
    return next(effects.values for effects in found.effects if effects.factor == name)
