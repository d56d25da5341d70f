"""When a finding asks for a plan by itself: not by chance, not when a rule is off, and by which rule."""

from dataclasses import replace
from decimal import Decimal

import pytest

from basira.core.assurance.plan_opening import OpenedBy, OpeningRule, Weighed, why_open

FINE = Weighed(score=Decimal("0.9"), high=Decimal(1), is_critical=False, in_a_row=0)


@pytest.mark.parametrize(
    "finding",
    [
        FINE,
        replace(FINE, score=Decimal("0.55"), high=Decimal("0.61")),  # below by its value, and chance may explain it
        replace(FINE, score=Decimal("0.55"), high=None),
        replace(FINE, is_critical=True, score=Decimal(1)),
        replace(FINE, in_a_row=1),
    ],
)
def test_no_plan_is_opened_for_what_no_rule_says(finding):
    assert why_open(finding, OpeningRule()) is None


@pytest.mark.parametrize(
    ("finding", "why"),
    [
        (replace(FINE, is_critical=True), OpenedBy.CRITICAL),
        (replace(FINE, score=Decimal("0.5"), high=Decimal("0.59")), OpenedBy.SCORE),
        (replace(FINE, in_a_row=2), OpenedBy.IN_A_ROW),
    ],
)
def test_each_rule_opens_a_plan_and_is_named(finding, why):
    assert why_open(finding, OpeningRule()) is why


def test_a_rule_that_is_off_opens_nothing():
    off = OpeningRule(score_below=Decimal(0), critical_failed=False, in_a_row=0)
    assert why_open(Weighed(Decimal(0), Decimal("0.1"), True, 9), off) is None
