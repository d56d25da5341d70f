"""The priority of a recommendation: what it is expected to bring, times how sure that is."""

from decimal import Decimal
from enum import StrEnum

from basira.core.kernel.problem import Problem


class EffectUnit(StrEnum):
    """What an effect is counted in. The two are never added or ranked against each other."""

    POINTS = "points"
    MINUTES = "minutes"


class Certainty(StrEnum):
    """How sure an effect is, by what it rests on."""

    SHOWN = "shown"
    """It was seen to work at another centre or body of the programme."""
    LIKELY = "likely"
    """The cause is known and the step removes it."""
    POSSIBLE = "possible"
    """It is worth a trial."""


class Effort(StrEnum):
    """What it takes, in the working time of the unit."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


SURENESS = {Certainty.SHOWN: Decimal("0.9"), Certainty.LIKELY: Decimal("0.6"), Certainty.POSSIBLE: Decimal("0.3")}
"""The share of the effect that is counted. Judgements of this programme, the same for every body; printed beside each."""

MOST_MINUTES = Decimal(600)


class EffectImpossible(Problem):
    """Nobody can gain that much: `most` says how much room there is, in the effect's own unit."""

    code = "scoring.effect-impossible"


def check_effect(effect: Decimal, unit: EffectUnit, score: Decimal | None) -> None:
    """
    Refuse an effect that the figure has no room for.

    Units: points of 0 to 100, against `score`, a share of 0 to 1; minutes a visit, up to 600.
    Empty: without a score no points can be promised.

    :raises EffectImpossible: for an effect of nothing, or of more than there is room for
    """
    room = MOST_MINUTES if unit is EffectUnit.MINUTES else (1 - score) * 100 if score is not None else Decimal(0)
    if not 0 < effect <= room:
        raise EffectImpossible(most=format(room.quantize(Decimal(1)), "f"))


def priority(effect: Decimal, certainty: Certainty) -> Decimal:
    """
    Return the expected gain: effect times certainty, in the effect's own unit.

    Shape: one effect in, one number out. Units: those of the effect (points or minutes a visit). Empty: no effect, 0.
    It orders the recommendations of one unit; effort stands beside it and is not mixed in, because what a week of work
    is worth only the body can say.
    Source: expected value, Raiffa (1968), Decision Analysis, ch. 2.
    """
    return (effect * SURENESS[certainty]).quantize(Decimal("0.1"))


def supported_parts(part: str | None) -> frozenset[str]:
    """
    Return the parts that an analyst may put a figure into: the one that the rule gives it, and nothing stronger.

    Where the rule is not sure of any (`part` is None), an opportunity may be said, which praises and blames nobody.
    """
    return frozenset({part or "opportunity"})
