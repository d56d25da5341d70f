"""
How a past programme marked a criterion, and what that mark is as a share of points won.

| written | means | share |
|---|---|---|
| `yes-no` | yes, no, 1, 0, نعم, لا, oui, non | yes 1, no 0 |
| `no-yes` | the same, where no is good | no 1, yes 0 |
| `LOW-HIGH`, as `0-1`, `1-10`, `0-100` | a number on a range | (mark - LOW) / (HIGH - LOW) |
| `HIGH-LOW`, as `10-1` | a number on a range, where low is good | (HIGH - mark) / (HIGH - LOW) |
| `at-most-N`, as `at-most-15` | a number that must not be larger | 1 or 0 |
| `at-least-N` | a number that must not be smaller | 1 or 0 |

An empty cell, "NA" or "لا ينطبق" means not applicable under every scale.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from basira.core.imports.values import parse_number, parse_yes_no

RANGE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)-(\d{1,6}(?:\.\d{1,6})?)")
LIMIT = re.compile(r"(at-most|at-least)-(\d{1,6}(?:\.\d{1,6})?)")
MAX_STEPS = 20
"""A range of whole numbers up to this many steps becomes a question with choices; a wider one a number."""


class ScaleKind(StrEnum):
    """The families of scales."""

    YES_NO = "yes-no"
    NO_YES = "no-yes"
    RANGE = "range"
    AT_MOST = "at-most"
    AT_LEAST = "at-least"


@dataclass(frozen=True, slots=True)
class Scale:
    """
    A scale as it was written, and its bounds.

    For a range `worst` earns nothing and `best` everything; a limit has its number in `best`.
    """

    written: str
    kind: ScaleKind
    worst: Decimal = Decimal(0)
    best: Decimal = Decimal(1)

    @property
    def is_yes_no(self) -> bool:
        """True where the mark is a yes or a no."""
        return self.kind in (ScaleKind.YES_NO, ScaleKind.NO_YES)


def parse_scale(written: str) -> Scale:
    """
    Return the scale that `written` names.

    :raises ValueError: when it names none
    """
    text = written.strip().lower()
    if text in (ScaleKind.YES_NO, ScaleKind.NO_YES):
        return Scale(text, ScaleKind(text))
    limit = LIMIT.fullmatch(text)
    if limit:
        return Scale(text, ScaleKind(limit[1]), Decimal(0), Decimal(limit[2]))
    bounds = RANGE.fullmatch(text)
    if bounds and Decimal(bounds[1]) != Decimal(bounds[2]):
        return Scale(text, ScaleKind.RANGE, Decimal(bounds[1]), Decimal(bounds[2]))
    raise ValueError(written)


def mark_of(text: str, scale: Scale) -> Decimal:
    """
    Return the mark as a number: 1 or 0 for yes or no (as answered, not as judged), else the number written.

    :raises ValueError: when the text is no mark of the scale
    """
    if scale.is_yes_no:
        return Decimal(1) if parse_yes_no(text) else Decimal(0)
    mark = parse_number(text)
    if scale.kind is ScaleKind.RANGE and not min(scale.worst, scale.best) <= mark <= max(scale.worst, scale.best):
        raise ValueError("off the scale")
    if scale.kind is not ScaleKind.RANGE and mark < 0:
        raise ValueError("off the scale")
    return mark


def share_of(mark: Decimal, scale: Scale) -> Decimal:
    """Return the share of points won, 0 to 1, for a mark that `mark_of` gave."""
    if scale.kind is ScaleKind.YES_NO:
        return mark
    if scale.kind is ScaleKind.NO_YES:
        return 1 - mark
    if scale.kind is ScaleKind.AT_MOST:
        return Decimal(int(mark <= scale.best))
    if scale.kind is ScaleKind.AT_LEAST:
        return Decimal(int(mark >= scale.best))
    return (mark - scale.worst) / (scale.best - scale.worst)
