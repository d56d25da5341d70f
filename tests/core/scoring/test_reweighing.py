"""Other weights on the same visits: what is left out, what stays, and when an order changes by more than chance."""

from decimal import Decimal

from basira.core.scoring import Level, score_units
from basira.core.scoring.reweighing import reorder, reweigh
from tests.core.scoring.ratings import rating

WEIGHTS = {"greeted": Decimal(1), "fee": Decimal(9)}


def bodies(shares: dict[str, list[tuple[str, str]]], weights: dict[str, Decimal]):
    """Score bodies whose visits won these shares of "greeted" and "fee", under weights."""
    ratings = [
        rating(f"{body}{number}", share, entity=body, centre=body, criterion=f"visit:{code}")
        for body, visits in shares.items()
        for number, pair in enumerate(visits)
        for code, share in zip(("greeted", "fee"), pair, strict=True)
    ]
    return score_units(reweigh(ratings, weights, form="visit"), level=Level.ENTITY)


def test_no_ratings_and_no_units_are_nothing():
    assert reweigh([], WEIGHTS, form="visit") == () and reorder((), ()) == ()


def test_a_criterion_that_is_gone_is_left_out_and_another_forms_stays():
    ratings = [rating("a", "1", criterion=code) for code in ("visit:greeted", "visit:gone", "other:greeted")]
    kept = reweigh(ratings, {"greeted": Decimal(5)}, form="visit")
    assert [(one.criterion, one.weight) for one in kept] == [
        ("visit:greeted", Decimal(5)),
        ("other:greeted", Decimal(1)),
    ]


def test_few_visits_have_no_place():
    scores = bodies({"few": [("1", "0")] * 3, "many": [("1", "0"), ("0", "1"), ("1", "1"), ("0", "0")]}, WEIGHTS)
    assert [one.unit for one in reorder(scores, scores)] == ["many"]


def test_the_same_weights_change_no_order():
    scores = bodies({"a": [("1", "0"), ("0", "1")] * 4, "b": [("1", "1"), ("0", "0")] * 4}, WEIGHTS)
    assert [one.moves for one in reorder(scores, scores)] == [False, False]


def test_an_order_that_turns_between_bodies_that_stand_apart_goes_beyond_chance():
    shares = {"polite": [("1", "0"), ("0.9", "0.1")] * 10, "right": [("0", "1"), ("0.1", "0.9")] * 10}
    before = bodies(shares, {"greeted": Decimal(9), "fee": Decimal(1)})
    first, second = reorder(before, bodies(shares, WEIGHTS))
    assert (first.unit, first.place_before, first.place_after, first.is_beyond_chance) == ("right", 2, 1, True)
    assert (second.unit, second.moves, second.is_beyond_chance) == ("polite", True, True)


def test_an_order_that_turns_within_the_intervals_is_chance():
    shares = {
        "a": [("1", "0"), ("0", "1"), ("1", "1"), ("0", "0"), ("1", "0")],
        "b": [("0", "1"), ("1", "0"), ("1", "1"), ("0", "0"), ("0", "1")],
    }
    before = bodies(shares, {"greeted": Decimal(2), "fee": Decimal(1)})
    found = reorder(before, bodies(shares, {"greeted": Decimal(1), "fee": Decimal(2)}))
    assert [(one.unit, one.moves, one.is_beyond_chance) for one in found] == [("b", True, False), ("a", True, False)]
