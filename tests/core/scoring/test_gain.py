"""Priority of a recommendation: what no figure has room for, then effect times certainty, then what a figure lets be said."""

from decimal import Decimal

import pytest

from basira.core.scoring import (
    SURENESS,
    Certainty,
    EffectImpossible,
    EffectUnit,
    Part,
    check_effect,
    priority,
    supported_parts,
)


@pytest.mark.parametrize(
    ("effect", "unit", "score"),
    [
        ("0", EffectUnit.POINTS, "0.5"),
        ("-1", EffectUnit.POINTS, "0.5"),
        ("50.1", EffectUnit.POINTS, "0.5"),
        ("1", EffectUnit.POINTS, None),
        ("601", EffectUnit.MINUTES, "0.5"),
    ],
)
def test_an_effect_that_nobody_can_gain_is_refused(effect, unit, score):
    with pytest.raises(EffectImpossible):
        check_effect(Decimal(effect), unit, None if score is None else Decimal(score))


def test_the_refusal_says_how_much_room_there_is():
    with pytest.raises(EffectImpossible) as refusal:
        check_effect(Decimal(60), EffectUnit.POINTS, Decimal("0.55"))
    assert refusal.value.params["most"] == "45"


@pytest.mark.parametrize(("effect", "unit"), [("50", EffectUnit.POINTS), ("600", EffectUnit.MINUTES)])
def test_as_much_as_there_is_room_for_is_taken(effect, unit):
    check_effect(Decimal(effect), unit, Decimal("0.5"))


@pytest.mark.parametrize(
    ("certainty", "expected"), [(Certainty.SHOWN, "9.0"), (Certainty.LIKELY, "6.0"), (Certainty.POSSIBLE, "3.0")]
)
def test_priority_is_effect_times_certainty(certainty, expected):
    assert priority(Decimal(10), certainty) == Decimal(expected)
    assert priority(Decimal(0), certainty) == 0


def test_what_is_surer_never_counts_for_less():
    assert 1 > SURENESS[Certainty.SHOWN] > SURENESS[Certainty.LIKELY] > SURENESS[Certainty.POSSIBLE] > 0


@pytest.mark.parametrize("part", list(Part))
def test_a_figure_lets_only_its_own_part_be_said(part):
    assert supported_parts(str(part)) == {str(part)}


def test_of_a_figure_that_is_not_sure_only_an_opportunity_is_said():
    assert supported_parts(None) == {str(Part.OPPORTUNITY)}
