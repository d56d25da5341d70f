"""The demo's reviewers: each visit gets the verdict that the simulation says it deserves."""

from collections.abc import Sequence
from datetime import datetime

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import VisitState
from basira.core.simulation import SimulatedVerdict, SimulatedVisit
from basira.programme.review import verbs as review

ACCEPTED_BECAUSE = "الإجابات مكتملة ومتسقة."
LEFT_RETURNED = 3
"""Waiting visits that were sent back with a question; another few are being read, the rest are untouched."""


def settle_visits(visits: Sequence[tuple[str, SimulatedVisit]], reviewers: tuple[Actor, Actor], at: datetime) -> None:
    """Settle each visit by ref; every other one by the second reviewer. Waiting visits stay open."""
    for place, reviewer in enumerate(reviewers):
        own = [
            ref
            for ref, visit in visits[place::2]
            if visit.verdict in (SimulatedVerdict.ACCEPT, SimulatedVerdict.RETURN_THEN_ACCEPT)
        ]
        for ref, visit in visits[place::2]:
            if visit.verdict is SimulatedVerdict.RETURN_THEN_ACCEPT:
                review.settle_review(visit=ref, to=VisitState.RETURNED, words=visit.reason_ar, by=reviewer, at=at)
            elif visit.verdict is SimulatedVerdict.REJECT:
                review.settle_review(visit=ref, to=VisitState.REJECTED, words=visit.reason_ar, by=reviewer, at=at)
        review.settle_in_bulk(to=VisitState.ACCEPTED, reason=ACCEPTED_BECAUSE, visits=own, by=reviewer, at=at)
    begin_waiting([ref for ref, visit in visits if visit.verdict is SimulatedVerdict.WAITING], reviewers[0], at)


def begin_waiting(waiting: Sequence[str], reviewer: Actor, at: datetime) -> None:
    """Return a few of the waiting visits with a question and open a few others."""
    for ref in waiting[:LEFT_RETURNED]:
        question = "كم استغرق الانتظار قبل مناداة رقمك؟"
        review.settle_review(visit=ref, to=VisitState.RETURNED, words=question, by=reviewer, at=at)
    for ref in waiting[LEFT_RETURNED : 2 * LEFT_RETURNED]:
        review.open_review(visit=ref, by=reviewer, at=at)
