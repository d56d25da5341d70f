"""Five words in a row of a shopper's text are a repetition, whatever their spelling; fewer are not (bar ID-15)."""

import pytest

from basira.core.assurance.verbatim import repeats

PROSE = ("The clerk with the green scarf shouted at me", "طلب الموظف الأوراق نفسها مرتين أمام الجميع")


@pytest.mark.parametrize(
    "text",
    [
        "Noted: the CLERK, with the green scarf.",
        "طَلَبَ الموظفُ الاوراق نفسها مرّتين",
        "the green scarf shouted at everybody",
    ],
)
def test_a_repetition_is_found(text):
    assert repeats(text, PROSE)


@pytest.mark.parametrize("text", ["", "the clerk with the", "Papers are asked for twice", "تُطلب الأوراق مرتين"])
def test_words_of_ones_own_are_let_through(text):
    assert not repeats(text, PROSE) and not repeats(text, ())
