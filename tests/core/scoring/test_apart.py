"""Where composites stand: nothing of what lacks a source, unsure ones alike, and places that hold whatever the weights."""

from basira.core.scoring.apart import standings
from basira.core.scoring.composite import Reading, Source, composites

VISITS, WAITS = Source("visits", 60, 0, 100), Source("waits", 40, 0, 100)


def stand(readings, *, vary=0.25):
    """Return the standing of each entity by its name."""
    found = composites(
        [VISITS, WAITS],
        {
            name: {source: Reading(value, error) for source, value in zip(("visits", "waits"), values, strict=False)}
            for name, (error, *values) in readings.items()
        },
        vary=vary,
    )
    return {one.entity: one for one in standings(found)}


def test_nothing_stands_where_there_is_nothing_or_a_source_is_missing():
    assert standings(()) == ()
    found = stand({"A": (1, 90, 90), "B": (1, 50)})
    assert found["B"].place_low is None and found["B"].low is None and found["A"].alike == ()
    assert (found["A"].place_low, found["A"].place_high) == (1, 1)


def test_what_the_errors_do_not_part_is_alike_and_shares_its_places():
    found = stand({"A": (6, 80, 80), "B": (6, 74, 74), "C": (1, 20, 20)})
    assert found["A"].alike == ("B",) and (found["A"].place_low, found["A"].place_high) == (1, 2)
    assert (found["B"].place_low, found["B"].place_high) == (1, 2) and found["C"].place_low == 3


def test_what_varied_weights_turn_round_is_alike_however_sure_its_figures_are():
    readings = {"A": (0, 90, 30), "B": (0, 40, 100), "C": (0, 1, 1)}
    assert stand(readings)["A"].alike == ("B",) and stand(readings)["C"].place_low == 3
    assert stand(readings, vary=0)["A"].alike == ()


def test_an_interval_stays_within_nothing_and_all():
    found = stand({"A": (30, 99, 99), "B": (30, 2, 2)})
    assert found["A"].high == 100 and found["B"].low == 0
