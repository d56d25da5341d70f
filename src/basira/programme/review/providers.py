"""How the work of providers stands: shares with their intervals, and none of few reports."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from basira.core.kernel.lifecycles import MissionState, VisitState
from basira.core.scoring.waits import wilson
from basira.programme.review.models import Question, Review
from basira.programme.waves.models import Mission

LEAST = 20
"""Of fewer decided reports, or ended missions, no share is shown: one report would move it by more than five points."""
TAKEN = (VisitState.ACCEPTED, VisitState.ACCEPTED_NOT_SCORED)
DECIDED = (*TAKEN, VisitState.REJECTED)


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, as a share of 0 to 1 with its 95 % interval (Wilson's); None of fewer than `LEAST`."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """Return the share."""
        return self.count / self.of if self.of >= LEAST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return its interval."""
        return wilson(self.count, self.of) if self.of >= LEAST else None


@dataclass(frozen=True, slots=True)
class ProviderFigures:
    """The reports of a provider's people: accepted and asked about of those decided, and missions not done of those ended."""

    accepted: Share
    returned: Share
    not_done: Share


NOTHING = ProviderFigures(Share(0, 0), Share(0, 0), Share(0, 0))
OF = "cycle_number__provider_ref"
BY = f"visit__mission__{OF}"


def provider_figures(*, only: str = "") -> Mapping[str, ProviderFigures]:
    """
    Return the figures of each provider by its ref, or of `only` one; who has sent nobody on a mission is missing. Three queries.
    """
    whose = {} if not only else {OF: only}
    missions = Mission.objects.filter(**whose).exclude(**{OF: ""}).order_by().values_list(OF)
    ended = {
        ref: (done, missed)
        for ref, done, missed in missions.annotate(
            done=Count("pk", filter=Q(state=MissionState.DONE)),
            missed=Count("pk", filter=Q(state=MissionState.NOT_DONE)),
        )
    }
    decided = Review.objects.filter(state__in=DECIDED, **({BY: only} if only else {})).exclude(**{BY: ""})
    rows = decided.order_by().values_list(BY).annotate(all=Count("pk"), taken=Count("pk", filter=Q(state__in=TAKEN)))
    reports = {ref: (every, taken) for ref, every, taken in rows}
    asked = Question.objects.filter(visit__in=decided.values("visit")).order_by().values_list(BY)
    returned = dict(asked.annotate(visits=Count("visit", distinct=True)))
    return {
        ref: ProviderFigures(
            Share(reports.get(ref, (0, 0))[1], reports.get(ref, (0, 0))[0]),
            Share(returned.get(ref, 0), reports.get(ref, (0, 0))[0]),
            Share(missed, done + missed),
        )
        for ref, (done, missed) in ended.items()
    }
