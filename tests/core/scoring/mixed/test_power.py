"""Power: what cannot be planned, the textbook's sample size, and a plan's promise against what its field work then gives."""

from dataclasses import replace

import numpy as np
import pytest

from basira.core.scoring.mixed.fit import fit
from basira.core.scoring.mixed.power import (
    PlanImpossible,
    Spread,
    Wanted,
    difference_shown,
    planned_precision,
    visits_needed,
)
from basira.core.scoring.mixed.scores import UnitNotScorable, scores_of
from tests.core.scoring.mixed.worlds import crossed

PLAIN = Spread(shopper=0, visit=1, rest=0)


@pytest.mark.parametrize(
    ("spread", "difference", "wanted", "reason"),
    [
        (PLAIN, 0, Wanted(), "difference"),
        (PLAIN, float("nan"), Wanted(), "difference"),
        (Spread(shopper=0, visit=0, rest=0), 1, Wanted(), "variance"),
        (Spread(shopper=-1, visit=1, rest=0), 1, Wanted(), "variance"),
        (Spread(shopper=0, visit=1, rest=0, criteria=0), 1, Wanted(), "criteria"),
        (PLAIN, 1, Wanted(power=1.0), "power"),
        (PLAIN, 1, Wanted(confidence=0), "confidence"),
        (PLAIN, 1, Wanted(pairs=0), "confidence"),
        (PLAIN, 1e-6, Wanted(), "never"),
    ],
)
def test_what_cannot_be_planned_is_refused(spread, difference, wanted, reason):
    with pytest.raises(PlanImpossible) as refusal:
        visits_needed(spread, difference, wanted)
    assert refusal.value.params["reason"] == reason


def test_the_visits_needed_are_those_of_the_textbook():
    """Cohen (1988), table 2.4.1, two-sided 5 %, power 0.80: d = 0.5 needs 63 (64 by Student's t), d = 0.2 needs 393."""
    assert visits_needed(PLAIN, 0.5) == 63
    assert visits_needed(PLAIN, 0.2) == 393


def test_visits_of_one_shopper_are_worth_less_and_many_pairs_need_more():
    spread = Spread(shopper=0.2, visit=0.5, rest=0.9, criteria=9)
    alone, same = visits_needed(spread, 0.5), visits_needed(replace(spread, visits_a_shopper=4), 0.5)
    assert alone < same
    assert visits_needed(spread, 0.5, Wanted(pairs=45)) > 1.5 * alone
    assert difference_shown(spread, alone) <= 0.5 < difference_shown(spread, alone - 1)


def test_a_plan_is_as_sure_as_the_model_says_before_and_after():
    table, _truth = crossed(seed=51)
    found = fit(table)
    plan = replace(table, values=np.arange(table.count, dtype=float))
    known = {name: value or 0.0 for name, value in found.variances.items()}
    promised = planned_precision(plan, known, found.residual, "centre")
    assert promised.errors == pytest.approx(scores_of(found, "centre").unshrunk.errors)
    assert promised.half_widths == pytest.approx(1.96 * promised.errors, rel=1e-3)
    assert promised.typical_difference > 2.8 * promised.errors.min()


def test_a_plan_without_the_unit_or_with_no_variance_is_refused():
    table, _truth = crossed(seed=51, visits=50)
    with pytest.raises(UnitNotScorable):
        planned_precision(table, {"visit": 1.0}, 1.0, "entity")
    with pytest.raises(PlanImpossible):
        planned_precision(table, {"visit": -1.0}, 1.0, "centre")
