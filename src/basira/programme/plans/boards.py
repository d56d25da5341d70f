"""A body's plans at a glance: how many stand where, how many are late, and how long its fixes took."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from basira.core.assurance.repeats import FixTime, time_to_fix
from basira.core.kernel.lifecycles import PlanState
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.plans.models import PlanMove
from basira.programme.plans.queries import own_plans


@dataclass(frozen=True, slots=True)
class PlanBoard:
    """How many of a body's plans are in each state, in the order of their course; `late` are past their day."""

    states: Mapping[PlanState, int]
    late: int
    fix: FixTime

    @property
    def plans(self) -> int:
        """All of them."""
        return sum(self.states.values())


def own_plan_board(*, entity_ref: str, at: datetime, database: str = PORTAL) -> PlanBoard:
    """
    Return a body's own plans at a glance. Nine queries.

    The time to a verified fix is the body's own, of which it knows every part: nothing is withheld of it.

    :raises NoBody, PortalNotSetUp: from `own_rows`
    """
    cards = own_plans(entity_ref=entity_ref, at=at, database=database)
    counted = Counter(card.state for card in cards)
    return PlanBoard(
        states={state: counted[state] for state in PlanState if counted[state]},
        late=sum(card.is_late for card in cards),
        fix=own_fix_time(entity_ref=entity_ref, database=database),
    )


def own_fix_time(*, entity_ref: str, database: str = PORTAL) -> FixTime:
    """Return the median of days from telling a body of a finding to its verified fix. One query."""
    with own_rows(entity_ref, database=database) as alias:
        moves = PlanMove.objects.using(alias).filter(entity_ref=entity_ref, to=PlanState.VERIFIED)
        days = [
            (moved - told).days for moved, told in moves.values_list("moved_at", "plan__finding__report__released_at")
        ]
    return time_to_fix(days, least=1, bodies=1, least_bodies=1)
