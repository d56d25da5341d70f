"""Intervals that count that the variances are estimates."""

import numpy as np
import pytest

from basira.core.scoring.mixed.fit import fit
from basira.core.scoring.mixed.scores import scores_of
from basira.core.scoring.mixed.uncertainty import quantile
from tests.core.scoring.mixed.worlds import crossed


def test_the_quantile_is_students_and_with_endless_degrees_a_normals():
    """Fisher & Yates: 12.706 has one degree of freedom, 2.228 ten; 1.960 is the normal's."""
    assert quantile(np.array([1.0, 10.0, np.inf])) == pytest.approx([12.706, 2.228, 1.95996], abs=5e-4)


def test_fewer_shoppers_leave_fewer_degrees_and_wider_intervals():
    few = scores_of(fit(crossed(seed=61, shoppers=4, visits=200)[0]), "centre")
    many = scores_of(fit(crossed(seed=61, shoppers=80, visits=200)[0]), "centre")
    assert np.median(few.unshrunk.interval.degrees) < np.median(many.unshrunk.interval.degrees)
    for scores in (few, many):
        for figures in (scores.shrunk, scores.unshrunk):
            assert (figures.interval.high - figures.values >= 1.9599 * figures.errors).all()
            middle = (figures.interval.high + figures.interval.low) / 2
            assert middle == pytest.approx(figures.values)


@pytest.mark.slow
@pytest.mark.parametrize("shoppers", [5, 30])
def test_intervals_hold_the_truth_as_often_as_they_say(shoppers):
    """Truth: the centre's own effect and the mean; the criteria at hand are part of what is measured."""
    held = {"shrunk": [], "unshrunk": []}
    for seed in range(30):
        table, truth = crossed(seed=seed, visits=150, shoppers=shoppers, centres=25)
        scores = scores_of(fit(table), "centre")
        own = 3.2 + truth["criterion"].mean() + truth["centre"][[int(level[1:]) for level in scores.unit.levels]]
        for name, all_held in held.items():
            interval = getattr(scores, name).interval
            all_held.append(((interval.low <= own) & (own <= interval.high)).mean())
    assert 0.925 <= np.mean(held["shrunk"]) <= 0.98
    assert 0.925 <= np.mean(held["unshrunk"]) <= 0.98
