"""Distances on the earth, and pairs of degrees that are no place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.imports.geo import Point, cell, coordinate_fault, distance_m, touching

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        (0, 0, "point.null-island"),
        (100.5, 24.7, "point.swapped"),
        (95, 190, "point.out-of-range"),
        (24, 181, "point.out-of-range"),
        (float("nan"), 3, "point.out-of-range"),
        (float("inf"), 3, "point.out-of-range"),
    ],
)
def test_a_pair_that_is_no_place_says_why(latitude, longitude, code):
    assert coordinate_fault(latitude, longitude) == code


def test_a_place_has_no_fault():
    assert coordinate_fault(24.7136, 46.6753) is None


def test_riyadh_to_jeddah_is_about_849_km():
    assert distance_m(Point(24.7136, 46.6753), Point(21.4858, 39.1925)) == pytest.approx(849_000, rel=0.01)


def test_a_quarter_of_the_meridian_is_ten_thousand_kilometres():
    assert distance_m(Point(0, 0), Point(90, 0)) == pytest.approx(10_007_557, rel=1e-5)


@given(points, points)
def test_distance_is_the_same_both_ways_and_never_more_than_half_the_earth(here, there):
    assert distance_m(here, there) == pytest.approx(distance_m(there, here), abs=1e-6)
    assert 0 <= distance_m(here, there) <= 20_015_200


@given(points, st.floats(-0.0008, 0.0008), st.floats(-0.0008, 0.0008))
def test_near_points_lie_in_touching_cubes(here, north, east):
    there = Point(max(-90, min(90, here.latitude + north)), max(-180, min(180, here.longitude + east)))
    if distance_m(here, there) < 150:
        assert cell(there, 150) in touching(cell(here, 150))
