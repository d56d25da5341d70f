"""The funnel: limits narrow with the square root of the visits, round the mean, inside 0 to 1."""

from decimal import Decimal

from basira.core.scoring import Estimate, funnel_limits, spread_of


def estimate(se: str | None, visits: int) -> Estimate:
    return Estimate(Decimal("0.5"), None if se is None else Decimal(se), None, None, visits)


def test_no_spread_without_a_standard_error():
    assert spread_of([]) is None
    assert spread_of([estimate(None, 1), estimate(None, 9)]) is None


def test_the_spread_is_that_of_single_visits():
    # A standard error of 0.05 over 16 visits is a spread of 0.05 x 4.
    assert spread_of([estimate("0.05", 16)]) == Decimal("0.2")
    mixed = spread_of([estimate("0.05", 16), estimate("0.1", 4), estimate(None, 1)])
    assert mixed == Decimal("0.2")


def test_limits_narrow_with_the_root_of_the_visits_and_stay_in_range():
    mean, spread = Decimal("0.6"), Decimal("0.2")
    low, high = funnel_limits(mean, spread, 4)
    assert round(high - mean, 4) == Decimal("0.1960") and mean - low == high - mean
    narrow = funnel_limits(mean, spread, 16)
    assert round((narrow[1] - narrow[0]) * 2, 6) == round(high - low, 6)
    assert funnel_limits(Decimal("0.99"), spread, 1) == (Decimal("0.99") - Decimal("1.959964") * spread, Decimal(1))
