"""What a plan promises: what is refused, where there is nothing to compare, and widths that the textbook gives too."""

import pytest

from basira.core.scoring.outlook import MOST_LOOKED_AT, PlanTooLarge, outlook
from basira.core.scoring.planned import PlannedVisit, Variances
from basira.core.scoring.rating import Level

KNOWN = Variances(entity=0.0025, centre=0.0036, shopper=0.0, visit=0.01, rest=0.16)


def plan(centres, visits, *, shoppers=None, apart=False):
    """Return so many visits to each centre, two centres a body; each by another shopper, or by so many in turn."""
    return [
        PlannedVisit(
            f"s{(centre if apart else 0)}-{number % shoppers if shoppers else (centre, number)}",
            f"c{centre}",
            f"e{centre // 2}",
        )
        for centre in range(centres)
        for number in range(visits)
    ]


def test_a_plan_too_large_for_a_page_is_refused_before_anything_is_computed():
    with pytest.raises(PlanTooLarge) as refusal:
        outlook([PlannedVisit("s", "c", "e")] * (MOST_LOOKED_AT + 1), KNOWN, 16, Level.CENTRE)
    assert refusal.value.params["most"] == MOST_LOOKED_AT


@pytest.mark.parametrize("visits", [[], plan(1, 9)])
def test_one_centre_alone_or_none_has_nothing_to_be_compared_with(visits):
    assert outlook(visits, KNOWN, 16, Level.CENTRE) is None


def test_without_differences_of_shoppers_the_width_is_that_of_a_mean():
    """Sixteen criteria of variance 0.16 add 0.01 to a visit's own 0.01: a mean of 8 has an error of 0.05."""
    found = outlook(plan(4, 8), KNOWN, 16, Level.CENTRE)
    assert found.half_width == pytest.approx(1.959964 * 0.05, rel=1e-6) and found.widest == pytest.approx(
        found.half_width
    )
    assert [(unit.unit, unit.visits, unit.shoppers) for unit in found.units][:2] == [("c0", 8, 8), ("c1", 8, 8)]
    assert found.needed == 126  # 2 * 0.02 * (1.96 + 0.84)² / 0.05² = 125.6
    assert (found.visits, found.unranked, found.carries_ranking) == (8, 0, False)


def test_shoppers_who_differ_make_the_same_visits_worth_less_the_fewer_they_are():
    known = Variances(entity=0.0025, centre=0.0036, shopper=0.0025, visit=0.01, rest=0.16)
    many, few = (outlook(plan(4, 8, shoppers=count, apart=True), known, 16, Level.CENTRE) for count in (8, 2))
    assert few.half_width > many.half_width > outlook(plan(4, 8), KNOWN, 16, Level.CENTRE).half_width
    assert few.groups == 4 and outlook(plan(4, 8, shoppers=2), known, 16, Level.CENTRE).groups == 1


def test_a_body_is_surer_than_its_centres_and_a_plan_of_hundreds_of_visits_carries_a_ranking():
    small, large = plan(4, 3), plan(4, 700)
    assert outlook(small, KNOWN, 16, Level.ENTITY).half_width < outlook(small, KNOWN, 16, Level.CENTRE).half_width
    assert outlook(small, KNOWN, 16, Level.CENTRE).unranked == 4
    assert outlook(large, KNOWN, 16, Level.CENTRE).carries_ranking


def test_a_difference_that_no_number_of_visits_shows_is_none():
    assert outlook(plan(2, 4), Variances(0, 0, 0, 40.0, 0.1), 16, Level.CENTRE).needed is None
