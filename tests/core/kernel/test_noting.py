"""The coded lists: words of dishonesty are known, hints leave in threes or not at all, each sentence has its part."""

import pytest

from basira.core.imports.names import matching_key
from basira.core.kernel.noting import WORDING_PARTS, Wording, may_be_referred, said_at_least, speaks_of_integrity
from basira.core.scoring import Part


@pytest.mark.parametrize(
    "text", ["a bribe was asked", "طُلبت رِشوة", "طلب رشوة", "عبر واسطة", "المحسوبية", "إكرامية", "Corruption", "فساد"]
)
def test_words_of_dishonesty_are_known(text):
    assert speaks_of_integrity(text) or speaks_of_integrity(matching_key(text))


@pytest.mark.parametrize("text", ["", "Fees are shown at the entrance", "بواسطة الموظف", "تُعلن الرسوم عند المدخل"])
def test_plain_words_are_let_through(text):
    assert not speaks_of_integrity(text)


@pytest.mark.parametrize(("visits", "shoppers"), [(0, 0), (2, 2), (9, 2), (2, 9), (9, 1)])
def test_few_peoples_word_is_never_handed_over(visits, shoppers):
    assert not may_be_referred(visits=visits, shoppers=shoppers)


def test_three_by_three_may_be_and_the_number_goes_in_threes():
    assert may_be_referred(visits=3, shoppers=3)
    assert [said_at_least(count) for count in (3, 4, 5, 6, 8)] == [3, 3, 3, 6, 6]


def test_every_sentence_belongs_to_a_part_and_every_part_has_one():
    assert WORDING_PARTS.keys() == set(Wording) and set(WORDING_PARTS.values()) == {str(part) for part in Part}
