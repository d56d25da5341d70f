"""What the public may read of a draw: no group so small, or so wholly drawn, that it tells of somebody."""

from hypothesis import given
from hypothesis import strategies as st

from basira.core.selection.tallies import LEAST, Tally, told_tallies


def tally(feature, applicants, chosen, category="sex"):
    return Tally(category, (feature,), applicants, chosen)


def test_large_groups_are_told_apart():
    told = told_tallies([tally("female", 40, 10), tally("male", 50, 10)])
    assert {(one.features, one.chosen) for one in told} == {(("female",), 10), (("male",), 10)}


def test_a_small_group_is_told_with_the_smallest_of_the_others():
    told = told_tallies([tally("a", 40, 10), tally("b", 50, 20), tally("c", 9, 2)])
    assert {one.features for one in told} == {("b",), ("c", "a")}
    assert sum(one.chosen for one in told) == 32


def test_a_group_of_which_all_were_drawn_is_never_told_apart():
    told = told_tallies([tally("a", 8, 8), tally("b", 50, 20)])
    assert [one.features for one in told] == [("a", "b")] and told[0].chosen == 28


def test_what_cannot_be_told_even_together_is_left_out():
    assert told_tallies([tally("a", 3, 1), tally("b", 4, 2)]) == ()
    assert told_tallies([tally("a", 3, 1)]) == ()
    assert told_tallies([]) == ()


def test_categories_are_told_each_for_itself():
    told = told_tallies([tally("a", 40, 10), tally("b", 50, 20), tally("x", 3, 1, "age"), tally("y", 9, 2, "age")])
    assert {one.category for one in told} == {"sex"}


def test_what_a_group_of_two_categories_would_leave_of_one_of_them_is_not_told():
    both = Tally("sex & age", ("male & 30-44",), 37, 12)
    told = told_tallies([tally("male", 40, 15), tally("female", 40, 15), both])
    assert {one.category for one in told} == {"sex"}  # else 3 other men applied and all 3 were drawn


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_nothing_told_is_small_and_the_told_sum_to_the_whole(groups):
    tallies = [tally(str(place), chosen + others, chosen) for place, (chosen, others) in enumerate(groups)]
    told = told_tallies(tallies)
    assert all(one.chosen >= LEAST and one.applicants - one.chosen >= LEAST for one in told)
    if told:
        assert sum(one.chosen for one in told) == sum(one.chosen for one in tallies)
        assert sorted(feature for one in told for feature in one.features) == sorted(map(str, range(len(groups))))
