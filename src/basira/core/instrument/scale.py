"""
How an answer becomes points: a share of what the criterion could win, 0 to 1.

The written form is the cell of `bind::basira:points` (docs/reference/xlsform-columns.md): rules apart by spaces,
tried in order, `answer=share` for choices, `<=10=1 <=20=0.5 else=0` for numbers.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Self

from basira.core.kernel.problem import Problem

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
_RULE = re.compile(r"(?P<operator><=|>=|<|>|)(?P<bound>[^<>=]+)=(?P<share>[^<>=]+)")
_ELSE = "else"


class AnswerOutsideScale(Problem):
    """
    An answer that the criterion's scale does not know: the visit was filed with another questionnaire, or by hand.
    """

    code = "instrument.answer-outside-scale"


class ScaleNotReadable(Exception):
    """A `points` cell that cannot be read; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: an answer that is `operator` `bound` wins `share`. The operator "" means equal."""

    operator: str
    bound: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """
    Either rules (with or without an `otherwise`), or a straight line from `lowest` (share 0) to `highest` (share 1).

    `adds_up` is for questions with several answers: the shares of the chosen ones are added, to 1 at most.
    """

    rules: tuple[Rule, ...] = ()
    otherwise: Decimal | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    adds_up: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the scale as plain values, ready for JSON; numbers as text, so that none is rounded."""
        return {
            "rules": [[rule.operator, rule.bound, str(rule.share)] for rule in self.rules],
            "otherwise": _text(self.otherwise),
            "lowest": _text(self.lowest),
            "highest": _text(self.highest),
            "adds_up": self.adds_up,
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Read what `as_dict` wrote."""
        return cls(
            rules=tuple(Rule(operator, bound, Decimal(share)) for operator, bound, share in values["rules"]),
            otherwise=_decimal(values["otherwise"]),
            lowest=_decimal(values["lowest"]),
            highest=_decimal(values["highest"]),
            adds_up=values["adds_up"],
        )


def number(text: str) -> Decimal | None:
    """Read a plain ASCII number, or return None. No exponents, no other digits, no infinity."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def parse_points(text: str, *, adds_up: bool = False) -> Scale:
    """
    Read the cell of `bind::basira:points`.

    Units: shares from 0 to 1. Empty: an empty cell is not readable; ask `default_scale` instead.

    :raises ScaleNotReadable: with the part that is wrong, in words
    """
    rules: list[Rule] = []
    otherwise: Decimal | None = None
    for part in text.split():
        found = _RULE.fullmatch(part)
        if found is None:
            raise ScaleNotReadable(f"'{part}' is not of the form answer=share, such as yes=1 or <=10=0.5")
        share = _share(found["share"], part)
        if found["operator"] and number(found["bound"]) is None:
            raise ScaleNotReadable(f"'{part}' compares with something that is not a number")
        if otherwise is not None:
            raise ScaleNotReadable("'else' must be the last rule")
        if found["bound"] == _ELSE and not found["operator"]:
            otherwise = share
        else:
            rules.append(Rule(found["operator"], found["bound"], share))
    if not rules:
        raise ScaleNotReadable("it holds no rule")
    equal = [rule.bound for rule in rules if not rule.operator]
    if len(set(equal)) < len(equal):
        raise ScaleNotReadable("an answer is named twice")
    return Scale(rules=tuple(rules), otherwise=otherwise, adds_up=adds_up)


def default_scale(answers: tuple[str, ...]) -> Scale | None:
    """
    Return the scale of choices that need no `points`: yes/no is 1/0; whole numbers run straight from lowest to highest.

    None where there is no obvious one, fewer than two answers included. The N/A answer must already be left out.
    """
    if set(answers) == {"yes", "no"}:
        return Scale(rules=(Rule("", "yes", Decimal(1)), Rule("", "no", Decimal(0))))
    values = [number(answer) for answer in answers]
    known = sorted(value for value in values if value is not None and value == value.to_integral_value())
    if len(known) < 2 or len(known) < len(answers) or any(low == high for low, high in pairwise(known)):
        return None
    lowest, span = known[0], known[-1] - known[0]
    return Scale(rules=tuple(Rule("", answer, (Decimal(answer) - lowest) / span) for answer in answers))


def share_of(scale: Scale, answer: str) -> Decimal:
    """
    Return the share that an answer wins, 0 to 1. `answer` is as filed: a choice's name, several apart by spaces, a
    number.

    :raises AnswerOutsideScale: when no rule fits, or a number lies beyond the line
    """
    if scale.adds_up:
        return min(Decimal(1), sum((_one(scale, part) for part in answer.split()), Decimal(0)))
    return _one(scale, answer.strip())


def _one(scale: Scale, answer: str) -> Decimal:
    value = number(answer)
    if scale.lowest is not None and scale.highest is not None:
        if value is None or not scale.lowest <= value <= scale.highest:
            raise AnswerOutsideScale(answer=answer[:40])
        return (value - scale.lowest) / (scale.highest - scale.lowest)
    for rule in scale.rules:
        if _fits(rule, answer, value):
            return rule.share
    if scale.otherwise is None:
        raise AnswerOutsideScale(answer=answer[:40])
    return scale.otherwise


def _fits(rule: Rule, answer: str, value: Decimal | None) -> bool:
    bound = number(rule.bound)
    if not rule.operator:
        return answer == rule.bound or (value is not None and value == bound)
    if value is None or bound is None:
        return False
    return {"<=": value <= bound, "<": value < bound, ">=": value >= bound, ">": value > bound}[rule.operator]


def _share(text: str, part: str) -> Decimal:
    share = number(text)
    if share is None or not 0 <= share <= 1:
        raise ScaleNotReadable(f"the share in '{part}' is not a number from 0 to 1")
    return share


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"not a number: {text!r}") from error
