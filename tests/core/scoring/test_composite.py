"""Composites: what cannot be weighed, what the weights say, and how far an entity moves when they vary."""

import pytest

from basira.core.scoring.composite import CompositeImpossible, Reading, Source, composites

VISITS, WAIT = Source("visits", 3, 0, 100), Source("wait", 1, 60, 0)


@pytest.mark.parametrize(
    ("sources", "vary", "reason"),
    [
        ([], 0.25, "sources"),
        ([VISITS, VISITS], 0.25, "sources"),
        ([Source("visits", 0, 0, 100)], 0.25, "weight"),
        ([Source("visits", 1, 5, 5)], 0.25, "range"),
        ([VISITS], 1.0, "vary"),
    ],
)
def test_what_cannot_be_weighed_is_refused(sources, vary, reason):
    with pytest.raises(CompositeImpossible) as refusal:
        composites(sources, {}, vary=vary)
    assert refusal.value.params["reason"] == reason


@pytest.mark.parametrize("own", [{"stars": Reading(1)}, {"visits": Reading(float("nan"))}, {"visits": Reading(1, -1)}])
def test_a_value_that_is_none_is_refused_by_entity_and_source(own):
    with pytest.raises(CompositeImpossible) as refusal:
        composites([VISITS], {"a": own})
    assert refusal.value.params["entity"] == "a"


def test_no_entities_no_composites():
    assert composites([VISITS], {}) == ()


def test_a_composite_is_the_weighted_mean_of_points_with_its_error():
    """Visits 80 of 100 by three quarters; a wait of 15 minutes of 60 is 75 points, by one quarter."""
    (one,) = composites([VISITS, WAIT], {"a": {"visits": Reading(80, 4), "wait": Reading(15, 6)}})
    assert one.score == pytest.approx(78.75)
    assert one.error == pytest.approx(((0.75 * 4) ** 2 + (0.25 * 10) ** 2) ** 0.5)
    assert one.rank == one.rank_low == one.rank_high == 1


def test_an_entity_without_a_source_has_no_composite_and_says_which():
    some, none = composites(
        [VISITS, WAIT],
        {"a": {"visits": Reading(80), "wait": Reading(15)}, "b": {"visits": Reading(90)}},
    )
    assert (some.rank, none.rank, none.score, none.missing) == (1, None, None, ("wait",))


def test_beyond_the_range_counts_as_its_end():
    best, worst = composites([WAIT], {"a": {"wait": Reading(-5)}, "b": {"wait": Reading(300)}})
    assert (best.score, worst.score) == (100, 0)


def test_equal_entities_share_a_rank_and_a_steady_one_does_not_move():
    found = composites(
        [VISITS, WAIT],
        {
            "steady": {"visits": Reading(70), "wait": Reading(18)},
            "mixed": {"visits": Reading(60), "wait": Reading(0)},
            "same": {"visits": Reading(60), "wait": Reading(0)},
        },
    )
    steady, mixed, same = found
    assert (steady.rank, mixed.rank, same.rank) == (1, 1, 1)
    assert steady.low == pytest.approx(steady.high)
    assert mixed.low < 70 < mixed.high
    assert (steady.rank_low, steady.rank_high) == (1, 3)
    assert steady.without == {"visits": 3, "wait": 1} and mixed.without == {"visits": 1, "wait": 2}


def test_the_same_seed_gives_the_same_answer():
    world = {
        name: {"visits": Reading(value), "wait": Reading(60 - value)}
        for name, value in zip("abc", (50, 55, 58), strict=True)
    }
    assert composites([VISITS, WAIT], world, seed=4) == composites([VISITS, WAIT], world, seed=4)
