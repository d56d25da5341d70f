"""What reports changed, for those who wrote them: of the whole programme, so that it tells of no visit, day or place."""

from dataclasses import dataclass

from basira.core.kernel.lifecycles import PlanState
from basira.programme.plans.models import PlanMove
from basira.programme.results.disclosed import RULE


@dataclass(frozen=True, slots=True)
class Changed:
    """Faults that another visit saw to be mended, and at how many bodies."""

    fixes: int
    bodies: int


def what_changed() -> Changed | None:
    """
    Return what was verified as mended since the programme began; None below the thresholds of every figure: too few fixes, or of
    too few bodies. One query.
    """
    bodies = list(PlanMove.objects.filter(to=PlanState.VERIFIED).values_list("entity_ref", flat=True))
    if len(bodies) < RULE.min_visits or len(set(bodies)) < RULE.min_shoppers:
        return None
    return Changed(len(bodies), len(set(bodies)))
