"""How far observers of one example agree."""

from decimal import Decimal

from basira.core.training.agreement import Item, agreement

ITEMS = (Item("greeting", 0, 1, 1), Item("order", 1, 5, 3))


def test_marks_that_are_the_key_diverge_by_nothing():
    found = agreement(ITEMS, {"greeting": 1, "order": 3})
    assert (found.divergence, found.lean) == (Decimal(0), Decimal(0))


def test_each_item_counts_by_its_own_scale():
    """Off by one on a yes-or-no is the whole scale, off by one of five marks a quarter of it."""
    found = agreement(ITEMS, {"greeting": 0, "order": 4})
    assert found.divergence == Decimal("0.6250")
    assert found.lean == Decimal("-0.3750")


def test_nobody_is_compared_with_fewer_than_four_others():
    mine, others = {"greeting": 1, "order": 3}, [{"greeting": 1, "order": 5}] * 3
    assert agreement(ITEMS, mine, others).from_others is None
    assert agreement(ITEMS, mine, [*others, {"greeting": 0, "order": 5}]).from_others == Decimal("0.3750")


def test_an_example_without_items_diverges_by_nothing():
    assert agreement((), {}).divergence == Decimal(0)
    assert agreement((), {}).from_others is None
