"""How well a position fits its place: a score to look twice by, never a barrier."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.assurance.presence import Sample, presence, sample_of
from tests.spec.tables import rows

title = "Presence at a place"
PLACE = (25.0, 51.0)
METRES_A_DEGREE = 111_195.0
NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)
WINDOW = (NINE, NINE + timedelta(hours=8))


def spec(*, given: str) -> None:
    """`away` and `accuracy` in metres ("-": the phone gave none), `at` the hour; then the score, its band and its reasons."""
    for row in rows(given):
        samples = []
        if row["away"]:
            at = NINE.replace(hour=int(row["at"])) if row.get("at") else None
            accuracy = float(row["accuracy"]) if row["accuracy"] else None
            samples = [Sample(PLACE[0] + float(row["away"]) / METRES_A_DEGREE, PLACE[1], accuracy, at)]
        found = presence(samples, PLACE, WINDOW)
        told = (str(found.score), str(found.band), ",".join(found.reasons))
        assert told == (row["score"], row["band"], row["reasons"]), row


def test_the_nearer_and_the_surer_the_higher():
    """Within 150 m beyond the accuracy is at the place; a vague position says little either way."""
    spec(
        given="""
            away    accuracy  at  score  band      reasons
            20      10        10  100    likely    at-the-place
            20      -         10  95     likely    at-the-place
            140     30        10  98     likely    at-the-place
            300     200       10  90     likely    at-the-place
            800     50        10  69     unclear   near-the-place
            1500    20        10  34     doubtful  far-from-the-place
            50000   20        10  0      doubtful  far-from-the-place
            50000   900       10  22     doubtful  far-from-the-place,vague
            900     900       10  55     unclear   at-the-place,vague
            900     5000      10  50     unclear   at-the-place,vague
        """
    )


def test_nothing_known_says_nothing():
    """No position is no suspicion: phones are off in court rooms, and volunteers may leave position off."""
    spec(
        given="""
            away  accuracy  at  score  band     reasons
            -     -         -   50     unclear  no-position
        """
    )
    assert presence([Sample(25.0, 51.0)], None).score == 50


def test_a_time_outside_the_window_takes_thirty_points():
    """Only when every sample with a time lies outside: a clock that was set wrong once is no contradiction."""
    spec(
        given="""
            away  accuracy  at  score  band     reasons
            20    10        8   70     likely   at-the-place,outside-the-window
            20    10        9   100    likely   at-the-place
            20    10        17  100    likely   at-the-place
            20    10        20  70     likely   at-the-place,outside-the-window
            20    10        -   100    likely   at-the-place
        """
    )


def test_the_best_sample_counts():
    """A walk from the car park, two kilometres away, does not speak against the counter."""
    far, near = Sample(25.02, 51.0, 10.0), Sample(25.0001, 51.0, 10.0)
    assert presence([far, near], PLACE) == presence([near, far], PLACE)
    assert presence([far, near], PLACE).score > 90 > presence([far], PLACE).score


@given(
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.one_of(st.none(), st.floats(0, 1e7)),
    st.floats(-90, 90),
    st.floats(-180, 180),
)
def test_any_position_gives_a_score_and_a_reason(north, east, accuracy, place_north, place_east):
    found = presence([Sample(north, east, accuracy)], (place_north, place_east))
    assert 0 <= found.score <= 100 and found.reasons and found.distance_m is not None


@pytest.mark.parametrize(
    ("answer", "sample"),
    [
        ("25.2854 51.5310 12.0 4.5", Sample(25.2854, 51.531, 4.5)),
        ("25.2854 51.5310 0 0", Sample(25.2854, 51.531)),
        ("25.2854 51.5310", Sample(25.2854, 51.531)),
        ("", None),
        ("25.2854", None),
        ("north 51", None),
        ("nan 51", None),
        ("91 51", None),
    ],
)
def test_a_geopoint_answer_is_read_or_is_no_position(answer, sample):
    assert sample_of(answer) == sample
