"""Quotas that nobody can keep: the conflict is minimal, and the ways out are the lightest."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from basira.core.selection.conflicts import Side, conflict_of, ways_out
from basira.core.selection.explaining import explained
from basira.core.selection.pool import Pool, types_of
from basira.core.selection.solving import any_panel
from tests.core.selection.pools import by_chance, pool_of


def possible(pool: Pool) -> bool:
    return any_panel(types_of(pool).rows) is not None


def only(pool: Pool, sides: list[Side]) -> Pool:
    """The pool with these sides of its quotas alone."""
    quotas = tuple(
        replace(
            quota,
            least=quota.least if Side(place, "min") in sides else 0,
            most=quota.most if Side(place, "max") in sides else pool.size,
        )
        for place, quota in enumerate(pool.quotas)
    )
    return replace(pool, quotas=quotas)


def test_what_can_be_kept_has_no_conflict():
    assert conflict_of(pool_of("f m", "sex:f:1:1", 1)) is None


def test_more_seats_than_applicants_is_no_quarrel_of_quotas():
    report = explained(pool_of("f m", "sex:f:0:1", 3))
    assert (report["problems"][0]["code"], report["conflict"], report["relaxations"]) == ("quotas.too-few", [], [])


def test_minima_that_are_more_than_the_seats_are_named_and_nothing_else():
    pool = pool_of("f/n f/n m/s m/s", "sex:f:2:2 sex:m:2:2 region:n:0:2 region:s:0:2", 3)
    assert conflict_of(pool) == (Side(0, "min"), Side(1, "min"))


def test_the_lightest_way_out_spares_the_small_group():
    """A minimum of 1 that falls weighs 3, one of 4 weighs 1.5, a maximum that rises weighs 1: in that order of sparing."""
    pool = pool_of("f f m m m m m", "sex:f:1:1 sex:m:4:4", 4)
    ways = ways_out(pool)
    assert [(way.weight, [(c.side, c.was, c.to) for c in way.changes]) for way in ways] == [
        (1.5, [(Side(1, "min"), 4, 3)]),
        (3.0, [(Side(0, "min"), 1, 0)]),
    ]


def test_a_side_moves_no_further_than_its_flex():
    pool = pool_of("f f m m m m m", "sex:f:1:1 sex:m:4:4", 4)
    held = replace(pool, quotas=tuple(replace(quota, least_flex=quota.least) for quota in pool.quotas))
    assert ways_out(held) == ()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
@example(507)  # ways out of the same weight, added up in different orders
def test_every_conflict_is_minimal_and_every_way_out_is_one(seed):
    pool = by_chance(seed)
    quotas = tuple(
        replace(q, least=min(q.least + 2, pool.size), most=max(q.most, q.least + 2)) if not n % 2 else q
        for n, q in enumerate(pool.quotas)
    )
    pool = replace(pool, quotas=quotas)
    conflict = conflict_of(pool)
    if conflict is None:
        assert possible(pool)
        return
    assert not possible(only(pool, list(conflict)))
    for side in conflict:
        assert possible(only(pool, [other for other in conflict if other != side]))
    ways = ways_out(pool)
    assert 1 <= len(ways) <= 5 and [way.weight for way in ways] == sorted(way.weight for way in ways)
    for way in ways:
        assert possible(moved(pool, way.changes))
        for left in way.changes:
            assert not possible(moved(pool, [change for change in way.changes if change != left]))


def moved(pool: Pool, changes) -> Pool:
    quotas = list(pool.quotas)
    for change in changes:
        name = "least" if change.side.side == "min" else "most"
        quotas[change.side.place] = replace(quotas[change.side.place], **{name: change.to})
    return replace(pool, quotas=tuple(quotas))


def test_the_report_says_whom_a_way_out_still_excludes():
    report = explained(pool_of("f f m m x", "sex:f:2:2 sex:m:2:2 sex:x:0:0", 3))
    assert {way["changes"][0]["to"] for way in report["relaxations"]} == {1}
    assert report["relaxations"][0]["excluded"] == ["5"]
    assert report["relaxations"][0]["min_probability"] == pytest.approx(0.5)
