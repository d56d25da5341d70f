"""Student's t against printed tables and closed forms."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from basira.core.scoring.student import t_cdf, t_quantile

TABLE = [  # two-sided 95 % and one-sided 99.5 %, as every textbook prints them
    (0.975, 1, 12.706),
    (0.975, 2, 4.303),
    (0.975, 3, 3.182),
    (0.975, 4, 2.776),
    (0.975, 5, 2.571),
    (0.975, 6, 2.447),
    (0.975, 7, 2.365),
    (0.975, 10, 2.228),
    (0.975, 20, 2.086),
    (0.975, 30, 2.042),
    (0.975, 60, 2.000),
    (0.975, 120, 1.980),
    (0.995, 1, 63.657),
    (0.995, 5, 4.032),
    (0.995, 10, 3.169),
    (0.95, 5, 2.015),
    (0.90, 2, 1.886),
]


@pytest.mark.parametrize(("probability", "degrees", "printed"), TABLE)
def test_quantiles_are_those_of_the_tables(probability, degrees, printed):
    assert t_quantile(probability, degrees) == pytest.approx(printed, abs=6e-4)


@given(st.floats(0.501, 0.9999))
def test_one_and_two_degrees_have_closed_forms(probability):
    assert t_quantile(probability, 1) == pytest.approx(math.tan(math.pi * (probability - 0.5)), rel=1e-9)
    a = 2 * probability - 1
    assert t_quantile(probability, 2) == pytest.approx(a * math.sqrt(2 / (1 - a * a)), rel=1e-9)


@given(st.floats(0.0001, 0.9999), st.integers(1, 5000))
@example(0.5005003853285306, 4966)
@example(0.5 + 1e-9, 5000)
def test_the_quantile_undoes_the_distribution(probability, degrees):
    assert t_cdf(t_quantile(probability, degrees), degrees) == pytest.approx(probability, abs=1e-10)


def test_many_degrees_come_to_the_normal():
    assert t_quantile(0.975, 1_000_000) == pytest.approx(1.959964, abs=1e-5)


@pytest.mark.parametrize(("probability", "degrees"), [(0.0, 3), (1.0, 3), (0.5, 0)])
def test_there_is_no_quantile_outside(probability, degrees):
    with pytest.raises(ValueError, match="degree of freedom"):
        t_quantile(probability, degrees)
