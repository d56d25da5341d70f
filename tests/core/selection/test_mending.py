"""Who of the reserves comes for somebody who leaves: quotas first, then the draw's order."""

from basira.core.selection.mending import Mended, mended
from basira.core.selection.pool import Applicant, Pool, Quota


def pool_of(*quotas, homes=None):
    """Six applicants: a, b, c are women, d, e, f men."""
    people = [Applicant(one, ("female" if one in "abc" else "male",), (homes or {}).get(one, "")) for one in "abcdef"]
    return Pool.of(("sex",), people, quotas, 3)


def test_without_quotas_the_first_in_the_draws_order_comes():
    assert mended(pool_of(), ["a", "b"], ["e", "c", "f"]) == Mended("e", 0)


def test_a_quota_is_kept_before_the_draws_order():
    women = Quota("sex", "female", 2, 3)
    assert mended(pool_of(women), ["a", "d"], ["e", "c", "b"]) == Mended("c", 0)


def test_where_no_reserve_keeps_every_quota_the_nearest_comes_and_what_is_broken_is_counted():
    women = Quota("sex", "female", 3, 3)
    assert mended(pool_of(women), ["d", "e"], ["f", "b"]) == Mended("b", 1)


def test_nobody_comes_whose_household_has_a_seat_and_of_nobody_there_is_nobody():
    homes = {"a": "1", "c": "1"}
    assert mended(pool_of(homes=homes), ["a", "b"], ["c", "f"]) == Mended("f", 0)
    assert mended(pool_of(homes=homes), ["a", "b"], ["c"]) is None
    assert mended(pool_of(), ["a"], []) is None


def test_ids_that_the_pool_lacks_neither_count_nor_come():
    women = Quota("sex", "female", 1, 1)
    assert mended(pool_of(women), ["gone"], ["unknown", "d", "a"]) == Mended("a", 0)
