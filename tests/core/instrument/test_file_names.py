"""Files find the answer that names them, also where their names were rewritten on the way."""

import pytest

from basira.core.instrument.file_names import asked_names, names_on_the_way


@pytest.mark.parametrize(
    ("said", "arrived"),
    [
        ("a.jpg", "a.jpg"),
        ("R&amp;D.jpg", "R&D.jpg"),
        ("R&amp;amp;D.jpg", "R&amp;D.jpg"),
        ('a"b.jpg', "a%22b.jpg"),
        ("a\nb.jpg", "a%0Ab.jpg"),
        ("folder/a.jpg", "a.jpg"),
        ("a\u200bb.jpg", "ab.jpg"),
    ],
)
def test_a_rewritten_name_is_known_again(said, arrived):
    assert asked_names([arrived], [said]) == {arrived: said}
    assert arrived in names_on_the_way(said)


def test_what_nobody_asked_is_absent_and_a_name_of_its_own_goes_first():
    assert asked_names(["other.jpg"], ["a.jpg"]) == {}
    assert asked_names(["R&D.jpg"], ["R&D.jpg", "R&amp;D.jpg"]) == {"R&D.jpg": "R&D.jpg"}
    assert asked_names(["R&D.jpg", "R&amp;D.jpg"], ["R&D.jpg", "R&amp;D.jpg"]) == {
        "R&D.jpg": "R&D.jpg",
        "R&amp;D.jpg": "R&amp;D.jpg",
    }


def test_a_name_that_two_answers_can_mean_is_not_guessed():
    assert asked_names(["a.jpg"], ["x/a.jpg", "y/a.jpg"]) == {}
