"""
The demo's simulated truth lies in the intervals that are stated for it as often as they say, or more.

The truth is drawn in logits; the model is linear in shares, and takes their variance as equal. So this is no proof by
assumption. Over ten worlds (`./basira bench scoring`): shrunk 96 %, unshrunk 97 %, published ratio over 99 %.
"""

import numpy as np
import pytest

from basira.core.scoring import Level, score_units
from basira.core.scoring.mixed.fit import Options, fit
from basira.core.scoring.mixed.ratings import RatingTable, factor_of
from basira.core.scoring.mixed.scores import scores_of
from basira.core.simulation import simulate_programme
from basira.core.simulation.accepted import accepted_ratings, of_equal_weights
from basira.core.simulation.demo_plan import DEMO_SEED, demo_plan

FACTORS = ("visit", "shopper", "centre", "criterion", "entity", "sector")
WORLDS = ((DEMO_SEED, "c1"), (DEMO_SEED, "c2"), (1, "c2"))


def limits(seed, cycle):
    """Return the truth of each centre of one cycle, and both kinds of intervals for it."""
    world = simulate_programme(of_equal_weights(demo_plan()), seed)
    ratings = [rating for rating in accepted_ratings(world, cycle) if rating.share is not None]
    factors = tuple(factor_of(name, [getattr(rating, name) for rating in ratings]) for name in FACTORS)
    table = RatingTable(np.array([float(rating.share) for rating in ratings]), np.ones(len(ratings)), factors)
    scores = scores_of(fit(table, Options(keep=("centre", "visit"))), "centre")
    truth = np.array([world.truth.levels[cycle, centre] for centre in scores.unit.levels])
    return truth, {"shrunk": scores.shrunk.interval, "unshrunk": scores.unshrunk.interval}


@pytest.fixture(scope="module")
def found():
    return [limits(*world) for world in WORLDS]


@pytest.mark.parametrize("kind", ["shrunk", "unshrunk"])
def test_the_models_intervals_hold_the_truth(found, kind):
    assert share_held(found, kind, 1.0) >= 0.93


@pytest.mark.parametrize("kind", ["shrunk", "unshrunk"])
def test_the_models_intervals_hold_the_truth_twin_half_as_wide_they_do_not(found, kind):
    assert share_held(found, kind, 0.5) < 0.85


def share_held(found, kind, width):
    """Return the share of centres whose truth lies within the interval, made narrower."""
    held = []
    for truth, intervals in found:
        low, high = intervals[kind].low, intervals[kind].high
        middle, half = (low + high) / 2, (high - low) / 2 * width
        held += list(np.abs(truth - middle) <= half)
    return np.mean(held)


def test_the_published_intervals_hold_the_truth():
    """With the criteria's own weights, by the ratio that is published; centres of one visit have no interval."""
    world = simulate_programme(demo_plan(), DEMO_SEED)
    held = []
    for cycle in ("c1", "c2"):
        for unit in score_units(accepted_ratings(world, cycle), level=Level.CENTRE):
            if unit.total.low is not None:
                held.append(unit.total.low <= world.truth.levels[cycle, unit.unit] <= unit.total.high)
    assert len(held) > 100 and np.mean(held) >= 0.95
