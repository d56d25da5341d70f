"""A corrective plan as a page tells it; one way of saying it, for the body's portal and for the desk."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from basira.core.kernel.lifecycles import PlanState
from basira.programme.plans.cards import EscalationCard, FixedSince, MoveCard, PlanCard
from basira.surfaces.shared import figures
from basira.surfaces.shared.plan_words import BODY_READS, GRACE_IS_OVER, LATENESS, OPENED_FOR, OWED, RUNGS
from basira.surfaces.shared.report_words import called


@dataclass(frozen=True, slots=True)
class PlanLines:
    """
    A plan in words. `owed` is what its body owes, "" when nothing; `late` says what did not come, "" in time; `heard` who was
    told of that, "" before.
    """

    card: PlanCard
    name: str
    entity: str
    cycle: str
    why: str
    says: str
    owed: str
    late: str
    heard: str
    moves: tuple[MoveCard, ...]
    """Newest first."""
    rungs: tuple[tuple[EscalationCard, str, str], ...]
    """Each rung that was reached, with who heard of it and of what, the newest first."""


def plan_lines(card: PlanCard) -> PlanLines:
    """Return a plan in the reader's language."""
    settled = card.state is PlanState.GRACE and card.is_grace_over
    return PlanLines(
        card=card,
        name=called(card.name),
        entity=called(card.entity),
        cycle=called(card.cycle.name),
        why=str(OPENED_FOR[card.opened_for]),
        says=str(GRACE_IS_OVER if settled else BODY_READS[card.state]),
        owed=str(OWED[card.owed.lateness]) if card.owed else "",
        late=str(LATENESS[card.owed.lateness]) if card.owed and card.is_late else "",
        heard=str(RUNGS[card.rung]) if card.rung else "",
        moves=tuple(reversed(card.moves)),
        rungs=tuple((one, str(RUNGS[one.rung]), str(LATENESS[one.lateness])) for one in reversed(card.escalations)),
    )


def fixed_words(since: FixedSince | None) -> str:
    """Return what was mended since a cycle, beside its score, which stays; "" where nothing was."""
    if since is None:
        return ""
    words = ngettext(
        "Fixed since: %(count)s finding of this cycle, verified in the %(quarter)s by a check that saw it once. The score of the "
        "cycle stays as it was.",
        "Fixed since: %(count)s findings of this cycle, the last verified in the %(quarter)s; each was seen once by a check. The "
        "score of the cycle stays as it was.",
        since.count,
    )
    return words % {"count": figures.number(since.count), "quarter": figures.quarter(since.quarter)}
