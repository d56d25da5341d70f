"""How the visits of one number stand, for its shopper: counts alone, and never which of them."""

from dataclasses import dataclass

from django.db.models import Count, Q

from basira.core.kernel.lifecycles import VisitState
from basira.programme.fieldwork.models import Visit
from basira.programme.review.models import Review


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """Visits of a number: `filed` in all, `counted` were accepted, `left_out` were rejected; the others are looked at still."""

    filed: int
    counted: int
    left_out: int


def own_standing(cycle_number_id: int) -> OwnStanding:
    """Return how the visits of a number stand; two queries. A void one is nobody's fault and counts nowhere but in `filed`."""
    filed = Visit.objects.filter(cycle_number_id=cycle_number_id).count()
    good = Q(state__in=[VisitState.ACCEPTED, VisitState.ACCEPTED_NOT_SCORED])
    told = Review.objects.filter(visit__cycle_number_id=cycle_number_id).aggregate(
        counted=Count("pk", filter=good), left_out=Count("pk", filter=Q(state=VisitState.REJECTED))
    )
    return OwnStanding(filed, told["counted"], told["left_out"])
