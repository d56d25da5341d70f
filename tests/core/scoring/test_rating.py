"""What may be scored, and the fingerprint of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basira.core.scoring import NotScorable, check_scorable, inputs_digest
from tests.core.scoring.ratings import rating


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ([rating("v", "1.2")], "scoring.share-out-of-range"),
        ([rating("v", "-0.1")], "scoring.share-out-of-range"),
        ([rating("v", "NaN")], "scoring.share-out-of-range"),
        ([rating("v", "1", weight=Decimal(0))], "scoring.weight-not-positive"),
        ([rating("v", None, weight=Decimal("-1"))], "scoring.weight-not-positive"),
        ([rating("v", "1", weight=Decimal("Infinity"))], "scoring.weight-not-positive"),
        ([rating("v", "1"), rating("v", "1")], "scoring.repeated-criterion"),
        ([rating("v", "1"), rating("v", "1", criterion="b", centre="other")], "scoring.visit-in-two"),
        ([rating("v", "1"), rating("v", "1", criterion="b", shopper="other")], "scoring.visit-in-two"),
        ([rating("v", "1"), rating("w", "1", entity="other")], "scoring.centre-in-two"),
        ([rating("v", "1"), rating("w", "1", centre="c2", sector="other")], "scoring.entity-in-two"),
        ([rating("v", "1"), rating("w", "1", dimension="other")], "scoring.criterion-in-two"),
    ],
)
def test_contradictions_are_refused_by_name(bad, code):
    with pytest.raises(NotScorable) as refusal:
        check_scorable(bad)
    assert code in {fault.code for fault in refusal.value.faults}


def test_every_fault_is_told_at_once():
    with pytest.raises(NotScorable) as refusal:
        check_scorable([rating("v", "2"), rating("w", "-1"), rating("x", "1", weight=Decimal(0))])
    assert [fault.place for fault in refusal.value.faults] == ["v:greeting", "w:greeting", "x:greeting"]


def test_nothing_is_scorable():
    check_scorable([])


def test_the_digest_sees_values_and_nothing_else():
    one, two = rating("v", "0.5"), rating("w", "1")
    assert inputs_digest([one, two]) == inputs_digest([two, rating("v", "0.500")])
    for changed in (rating("v", "0.51"), rating("v", None), rating("v", "0.5", critical=True)):
        assert inputs_digest([one, two]) != inputs_digest([changed, two])
    assert inputs_digest([one]) != inputs_digest([one, two])


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), min_size=2, max_size=2, unique=True))
def test_no_two_different_references_share_a_digest(references):
    first, second = (inputs_digest([rating("v", "1", shopper=a, criterion=b)]) for a, b in references)
    assert first != second
