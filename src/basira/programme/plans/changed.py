"""What reports changed, for those who wrote them: of the whole programme, so that it tells of no visit, day or place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef
from django.utils.timezone import make_aware

from basira.core.kernel.lifecycles import NotedState, PlanState
from basira.programme.findings.models import EntityReport, ProposalAnswer
from basira.programme.plans.models import PlanMove
from basira.programme.results.disclosed import RULE


@dataclass(frozen=True, slots=True)
class Changed:
    """
    Proposals of shoppers that became recommendations, plans that were agreed with bodies, and faults that another visit saw to be
    mended. Each counts to the end of last month, and is None below the thresholds of every figure.
    """

    recommended: int | None
    agreed: int | None
    fixes: int | None


def what_changed(*, today: date) -> Changed | None:
    """
    Return what reports changed since the programme began; None while nothing of it may be told. Two queries.

    What happened this month is left out: a count that moves on the day on which a body heard of something would tell whose it was.
    A proposal has happened once its body was informed of the finding.
    """
    before = make_aware(datetime.combine(today.replace(day=1), time.min))
    kinds = (PlanState.AGREED, PlanState.VERIFIED)
    moves = list(PlanMove.objects.filter(to__in=kinds, moved_at__lt=before).values_list("to", "plan_id", "entity_ref"))
    told = EntityReport.objects.filter(
        wave=OuterRef("recommendation__noted__wave"),
        entity_ref=OuterRef("recommendation__noted__entity_ref"),
        released_at__lt=before,
    )
    proposals = ProposalAnswer.objects.filter(
        Exists(told), recommendation__noted__state=NotedState.CONFIRMED, answered_at__lt=before
    ).values_list("pk", "recommendation__noted__entity_ref")
    agreed, fixes = (counted((plan, body) for to, plan, body in moves if to == kind) for kind in kinds)
    found = Changed(counted(proposals), agreed, fixes)
    return None if found == Changed(None, None, None) else found


def counted(things: Iterable[tuple[int, str]]) -> int | None:
    """Return how many things there are, given with their bodies; None where they or their bodies are too few to be told."""
    bodies = dict(things)
    if len(bodies) < RULE.min_visits or len(set(bodies.values())) < RULE.min_shoppers:
        return None
    return len(bodies)
