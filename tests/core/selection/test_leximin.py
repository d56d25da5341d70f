"""The fairest chances: small pools whose leximin is known by hand, and what holds for every pool."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from basira.core.selection.choosing import choose, listed_counts
from basira.core.selection.leximin import NoPanel, fairest_lottery
from basira.core.selection.pool import Pool, types_of
from basira.core.selection.verifying import broken_rule
from tests.core.selection.pools import by_chance, pool_of


def chances_of(pool: Pool) -> list[Fraction]:
    return list(choose(pool, seed="1").chances)


def test_quotas_that_nobody_can_keep_are_refused():
    with pytest.raises(NoPanel):
        choose(pool_of("f f m", "sex:m:2:2", 2), seed="1")
    with pytest.raises(NoPanel):
        choose(pool_of("f m", "sex:f:0:2", 3), seed="1")


@pytest.mark.parametrize(
    ("people", "quotas", "size", "chances"),
    [
        ("f f m m", "sex:f:0:4", 2, "1/2 1/2 1/2 1/2"),  # nothing binds: an even lottery
        ("f f f m", "sex:f:1:1 sex:m:1:1", 2, "1/3 1/3 1/3 1"),  # the rare one always comes
        ("f f f f m m", "sex:f:0:1 sex:m:0:2", 3, "1/4 1/4 1/4 1/4 1 1"),
        # One seat a region and one a sex: the first finds no partner, and the last is everybody's.
        ("f/n m/n m/n f/s", "sex:f:1:1 sex:m:1:1 region:n:1:1 region:s:1:1", 2, "0 1/2 1/2 1"),
        # After the least is lifted to 1/4, the others share what is left.
        ("f/n f/n f/n f/n f/s m/s m/s", "sex:f:0:2 region:n:1:1", 3, "1/4 1/4 1/4 1/4 2/3 2/3 2/3"),
        ("f f m m", "sex:m:0:0", 2, "1 1 0 0"),  # whom quotas exclude has no chance, and the others all
    ],
)
def test_known_by_hand(people, quotas, size, chances):
    assert chances_of(pool_of(people, quotas, size)) == [Fraction(chance) for chance in chances.split()]


def test_at_most_one_of_a_household():
    pool = pool_of("f f m m", "sex:f:0:4", 2, "a a - -")
    assert chances_of(pool) == [Fraction(1, 2)] * 4
    assert all(not {"1", "2"} <= set(panel) for panel in choose(pool, seed="1").panels)


def test_an_intersection_is_a_quota_like_any_other():
    pool = pool_of("f/n f/n m/n f/s m/s m/s", "sex&region:f&n:1:1", 3)
    assert chances_of(pool) == [Fraction(1, 2)] * 6


def test_chances_that_linear_rules_allow_and_no_lottery_gives_are_cut_off():
    """Three features in a ring: the rules alone allow half of each, but a whole panel has one of two at most."""
    people = "a/x/p a/y/q b/x/q b/y/p"
    quotas = "sex:a:1:1 sex:b:1:1 region:x:1:1 region:y:1:1 age:p:1:1 age:q:1:1"
    with pytest.raises(NoPanel):
        choose(pool_of(people, quotas, 2), seed="1")
    # One more of another kind makes panels possible, but none with the four of the ring.
    pool = pool_of(f"{people} a/x/q b/y/p", quotas, 2)
    fair = fairest_lottery(types_of(pool).rows)
    assert fair.lottery.short <= 1e-6 and fair.cuts > 0
    assert [float(chance) for chance in chances_of(pool)] == pytest.approx(exact_leximin(pool), abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_the_same_as_leximin_over_all_panels_one_by_one(seed):
    pool = by_chance(seed, applicants=11, size=4)
    found = chances_of(pool)
    assert [float(chance) for chance in found] == pytest.approx(exact_leximin(pool), abs=1e-6)


def exact_leximin(pool: Pool) -> list[float]:
    """Leximin by its definition: every panel is listed, and each level tests who can be above it."""
    names = [one.id for one in pool.applicants]
    panels = [panel for panel in combinations(names, pool.size) if not broken_rule(pool, panel)]
    stands = np.array([[name in panel for panel in panels] for name in names], dtype=float)
    placed = np.flatnonzero(stands.any(axis=1))
    fixed: dict[int, float] = {}
    while len(fixed) < len(placed):
        free = [place for place in placed if place not in fixed]
        level = -_lifted(stands, fixed, free, [*np.zeros(len(panels)), -1.0])
        for place in free:
            others = {**fixed, **dict.fromkeys((other for other in free if other != place), level)}
            if -_lifted(stands, others, [place], [*np.zeros(len(panels)), -1.0]) <= level + 1e-7:
                fixed[int(place)] = level
    return [fixed.get(place, 0.0) for place in range(len(names))]


def _lifted(stands, fixed, free, cost) -> float:
    rows = [[*(-stands[place]), 1.0] for place in free] + [[*(-stands[place]), 0.0] for place in fixed]
    most = [0.0] * len(free) + [-(value - 1e-9) for value in fixed.values()]
    count = stands.shape[1]
    found = linprog(cost, A_ub=rows, b_ub=most, A_eq=[[1.0] * count + [0.0]], b_eq=[1.0], bounds=(0, None))
    assert found.status == 0
    return float(found.fun)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_what_holds_for_every_pool(seed):
    pool = by_chance(seed)
    chosen = choose(pool, seed=str(seed))
    assert abs(sum(chosen.chances) - pool.size) < Fraction(1, 10**7)
    assert len(chosen.panels) == 1000
    assert {broken_rule(pool, panel) for panel in set(chosen.panels)} == {""}
    assert chosen.panel == chosen.panels[chosen.ticket]
    listed = listed_counts(pool, chosen.panels)
    assert all(abs(count - 1000 * chance) < 3 for count, chance in zip(listed, chosen.chances, strict=True))
    assert not set(chosen.reserves) & set(chosen.panel)
    given_back = chosen.fair.lottery.weights @ chosen.fair.lottery.panels / chosen.types.rows.counts
    assert np.all(given_back >= chosen.fair.chances - 2e-6)


def test_rows_in_another_order_are_the_same_draw():
    pool = by_chance(5)
    turned = Pool.of(pool.categories, list(reversed(pool.applicants)), pool.quotas, pool.size)
    first, second = choose(pool, seed="7"), choose(turned, seed="7")
    assert (first.chances, first.panels, first.reserves) == (second.chances, second.panels, second.reserves)
