"""Chance from a seed alone, and reserves who mend a panel."""

import numpy as np
import pytest

from basira.core.selection.drawing import number_below, shuffled
from basira.core.selection.pool import types_of
from basira.core.selection.reserves import Mending, Wish, reserve_count, reserves_of
from tests.core.selection.pools import by_chance, pool_of


def test_the_numbers_of_a_seed_never_change():
    """Published draws rest on these very numbers."""
    assert [number_below(1000, seed=seed, purpose="ticket") for seed in ("0", "1", "بصيرة")] == TICKETS
    assert shuffled(["a", "b", "c", "d"], key="k") == ORDER


TICKETS = [786, 399, 376]
ORDER = ["b", "a", "c", "d"]


def test_tickets_are_even():
    """100,000 seeds over 1,000 tickets: chi-square with 999 degrees of freedom lies under its 0.999 quantile, 1,143."""
    counts = np.bincount([number_below(1000, seed=str(seed), purpose="ticket") for seed in range(100_000)])
    assert ((counts - 100) ** 2 / 100).sum() < 1143


def test_another_purpose_is_another_number():
    assert len({number_below(10**9, seed="1", purpose=purpose) for purpose in "abcdef"}) == 6


@pytest.mark.parametrize(("wish", "count"), [(Wish(), 8), (Wish(3), 3), (Wish(0), 0), (Wish(drop_out=0.67), 34)])
def test_two_and_a_half_reserves_for_each_who_is_expected_to_drop_out(wish, count):
    assert reserve_count(wish, 20) == count


def test_reserves_stand_for_those_who_are_hard_to_replace():
    """The only two of a region who are left stand by first: without them nobody could mend the quota."""
    pool = pool_of("f/n f/n f/n f/s f/s f/s f/s f/s f/s", "region:n:2:2", 4)
    chosen = reserves_of(pool, types_of(pool), ("1", "2", "4", "5"), Wish(2), seed="9")
    assert set(chosen) & {"3"} and len(chosen) == 2


def test_nobody_stands_by_whose_household_has_a_seat_or_whom_a_quota_bars():
    pool = pool_of("f f m m x", "sex:f:1:1 sex:m:1:1 sex:x:0:0", 2, "a - a b b")
    assert reserves_of(pool, types_of(pool), ("1", "4"), Wish(9), seed="9") == ("2",)


def test_reserves_mend_what_a_drop_out_breaks():
    pool = by_chance(3, applicants=60, size=12)
    types = types_of(pool)
    panel = np.zeros(types.rows.types, dtype=np.int64)
    panel[:12] = 1
    dropped = np.zeros((2, types.rows.types), dtype=np.int64)
    dropped[1, 0] = 1
    mending = Mending.of(types.rows, panel, dropped)
    before = mending.loss(mending.left)
    assert mending.loss(mending.mended([0])[0]) < before
    assert mending.mended([0])[1].tolist() == [0, 0]
