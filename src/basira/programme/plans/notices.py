"""What a digest tells of plans: the rungs that delays have reached since it was last built. Whoever builds mail asks here."""

from dataclasses import dataclass
from datetime import date, datetime

from basira.core.assurance.plan_ladder import Lateness, Rung
from basira.programme.findings.noted_cards import Name
from basira.programme.findings.queries import name_of
from basira.programme.plans.models import Escalation


@dataclass(frozen=True, slots=True)
class LadderNote:
    """A rung that a delay reached: whom it reaches (`rung`; the body's own people or the top), of which plan, since when."""

    plan_ref: str
    entity_ref: str
    entity: Name
    finding: Name
    rung: Rung
    lateness: Lateness
    due_on: date
    reached_at: datetime


def ladder_notes(*, after: datetime, until: datetime) -> tuple[LadderNote, ...]:
    """
    Return the rungs reached after one moment and up to another, in the order in which they were; empty when none was.

    Two digests whose spans touch tell each rung once. It says nothing of a repeat: no rung hangs on one. One query.
    """
    rows = Escalation.objects.filter(reached_at__gt=after, reached_at__lte=until).order_by("reached_at", "pk")
    wanted = ("plan__finding__report__figures__entity", "plan__finding__figures")
    columns = ("plan__ref", "entity_ref", *wanted, "rung", "lateness", "due_on", "reached_at")
    return tuple(
        LadderNote(plan, body, name_of(entity), name_of(figures), Rung(rung), Lateness(lateness), due_on, reached_at)
        for plan, body, entity, figures, rung, lateness, due_on, reached_at in rows.values_list(*columns)
    )
