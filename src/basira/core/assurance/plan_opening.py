"""When a finding asks for a corrective plan by itself: a small table of rules, and the first that fires is named."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class OpenedBy(StrEnum):
    """Why a plan was opened."""

    CRITICAL = "critical"
    SCORE = "score"
    IN_A_ROW = "in-a-row"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class OpeningRule:
    """
    The programme's thresholds. `score_below` is a share of 0 to 1; `in_a_row` counts cycles, this one included, and 0 turns
    that rule off.
    """

    score_below: Decimal = Decimal("0.60")
    critical_failed: bool = True
    in_a_row: int = 2


@dataclass(frozen=True, slots=True)
class Weighed:
    """
    What the rules look at: one shortcoming or opportunity of a report.

    `score` and `high` (the upper end of its interval) are shares; `in_a_row` counts the cycles up to this one in which the
    body was told the same of the same figure.
    """

    score: Decimal
    high: Decimal | None
    is_critical: bool
    in_a_row: int


def why_open(finding: Weighed, rule: OpeningRule) -> OpenedBy | None:
    """
    Return the rule by which a finding asks for a plan; None when none does.

    A score counts as below the threshold only when its whole interval is: what may be chance opens nothing by itself.
    """
    fires = {
        OpenedBy.CRITICAL: rule.critical_failed and finding.is_critical and finding.score < 1,
        OpenedBy.SCORE: finding.high is not None and finding.high < rule.score_below,
        OpenedBy.IN_A_ROW: 0 < rule.in_a_row <= finding.in_a_row,
    }
    return next((why for why, is_so in fires.items() if is_so), None)
