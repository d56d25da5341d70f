"""The three parts: what may never be said first, then that every figure falls where its whole interval lies."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from basira.core.scoring import Estimate, Part, ReportRule, expected_misses, part_of

RULE = ReportRule()
shares = st.integers(0, 1000).map(lambda n: Decimal(n) / 1000)


def figure(score, low, high):
    return Estimate(*(None if value is None else Decimal(value) for value in (score, "0.01", low, high)), visits=9)


def test_without_a_score_or_an_interval_nothing_is_said():
    assert part_of(Estimate(None, None, None, None, 0), RULE) is None
    assert part_of(figure("0.9", None, None), RULE) is None


def test_a_high_value_that_is_not_sure_is_no_strength_and_no_opportunity():
    assert part_of(figure("0.90", "0.69", "1"), RULE) is None


def test_a_low_value_that_is_not_sure_is_no_shortcoming():
    assert part_of(figure("0.30", "0.05", "0.60"), RULE) is Part.OPPORTUNITY


def test_the_lines_themselves_belong_to_the_better_side():
    assert part_of(figure("0.80", "0.70", "0.90"), RULE) is Part.STRENGTH
    assert part_of(figure("0.50", "0.40", "0.599"), RULE) is Part.SHORTCOMING


@given(st.tuples(shares, shares, shares).map(sorted))
def test_each_part_holds_what_it_promises_wherever_the_interval_lies(numbers):
    low, score, high = numbers
    part = part_of(Estimate(score, Decimal("0.01"), low, high, 9), RULE)
    assert (part is Part.STRENGTH) == (low >= RULE.strength_from)
    assert (part is Part.SHORTCOMING) == (high < RULE.shortcoming_below)
    if part is Part.OPPORTUNITY:
        assert low < RULE.strength_from and high >= RULE.shortcoming_below and score < RULE.strength_from
    if part is None:
        assert score >= RULE.strength_from > low


def test_looking_at_many_figures_misses_some_by_chance_and_says_how_many():
    assert expected_misses(20, Decimal("0.95")) == 1
    assert expected_misses(0, Decimal("0.95")) == 0
