"""ID-04 and ID-05: a shopper's numbers in six cycles tell nothing of each other, and none can be derived from anything."""

from itertools import combinations
from random import Random

import pytest

from basira.core.kernel.refs import new_ref

SHOPPERS, CYCLES = 1_000, 6
EACH, TOGETHER = 0.15, 0.05
"""Bounds of rank correlation: seven standard errors of one pair of cycles (0.021), and nine of the mean of fifteen pairs."""


def tau(first: list[str], second: list[str]) -> float:
    """Kendall's rank correlation of two lists without ties, by counting inversions."""
    order = [number for _other, number in sorted(zip(first, second, strict=True))]
    pairs = len(order) * (len(order) - 1) / 2
    return 1 - 2 * inversions(order)[1] / pairs


def inversions(numbers: list[str]) -> tuple[list[str], int]:
    """Return the sorted list, and how many pairs stood the wrong way round."""
    if len(numbers) < 2:
        return numbers, 0
    (left, one), (right, two) = (
        inversions(half) for half in (numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :])
    )
    merged, count, place = [], one + two, 0
    for each in right:
        while place < len(left) and left[place] < each:
            merged.append(left[place])
            place += 1
        merged.append(each)
        count += len(left) - place
    return merged + left[place:], count


@pytest.mark.slow
def test_id_04_numbers_of_six_cycles_tell_nothing_of_each_other(vault):
    shoppers, cycles = [new_ref() for _ in range(SHOPPERS)], [new_ref() for _ in range(CYCLES)]
    for cycle in cycles:
        vault.door.number_for_cycle(cycle, shoppers, by="officer")
    rows = vault.rows("SELECT panel_ref, cycle, number_ref, number FROM cycle_number")
    numbers = {(row[0], row[1]): row[3] for row in rows}
    refs = [row[2] for row in rows]
    assert len(set(refs)) == len(refs) == SHOPPERS * CYCLES and {len(ref) for ref in refs} == {26}
    assert {len(row[3]) for row in rows} == {6} and not set(refs) & set(shoppers)
    assert not is_linked([[numbers[shopper, cycle] for shopper in shoppers] for cycle in cycles])


def is_linked(lists: list[list[str]]) -> bool:
    """Tell whether numbers of cycles, each list by the same shoppers, stand in an order that tells of another cycle's."""
    found = [tau(one, two) for one, two in combinations(lists, 2)]
    return max(map(abs, found)) >= EACH or abs(sum(found) / len(found)) >= TOGETHER


def test_id_04_twin_numbers_in_the_order_of_shoppers_fail_the_same_measure():
    in_order = [f"م-{count:04d}" for count in range(SHOPPERS)]
    assert tau(in_order, in_order) == 1 and tau(in_order, in_order[::-1]) == -1
    drawn = [Random(cycle).sample(in_order, SHOPPERS) for cycle in range(CYCLES)]  # noqa: S311
    assert not is_linked(drawn)
    assert is_linked([*drawn[:-1], drawn[0]]) and is_linked([in_order] * CYCLES)


def test_id_05_without_its_map_a_number_is_never_given_again(vault):
    cycle, shoppers = new_ref(), [new_ref() for _ in range(200)]
    first = vault.door.number_for_cycle(cycle, shoppers, by="officer")
    assert vault.door.number_for_cycle(cycle, shoppers, by="officer") == first  # the twin: with the map, the same
    vault.rows_changed(f"DELETE FROM cycle_number WHERE cycle = '{cycle}'")
    again = vault.door.number_for_cycle(cycle, shoppers, by="officer")
    assert not {ref for ref, _number in first} & {ref for ref, _number in again}
    assert first != again
