"""What the desk sees of one sending that waits for a decision or had one: never what is inside."""

from dataclasses import dataclass
from datetime import datetime

from basira.core.instrument.sendings import Decision
from basira.core.kernel.lifecycles import SENDING_MOVES, SendingState, WaveState
from basira.programme.fieldwork import sendings
from basira.programme.fieldwork.bounds import OPEN_FOR_FILING
from basira.programme.fieldwork.models import Sending
from basira.programme.fieldwork.sendings import OVERDUE_AFTER, SendingCard
from basira.programme.waves import queries as waves
from basira.programme.waves.models import Wave
from basira.programme.waves.queries import OpenMission


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision, and the code under which the sending was refused until then; the centre's names for another mission alone."""

    decision: Decision
    reason: str
    why: str
    centre_ar: str
    centre_en: str
    decided_at: datetime
    decided_by: str


@dataclass(frozen=True, slots=True)
class SendingPage:
    """
    One sending: where it stands, what was decided of it (newest first), and what may be decided now.

    `others` are further missions that its number agreed to; empty where it may not be tried again.
    """

    card: SendingCard
    state: SendingState
    decisions: tuple[DecisionLine, ...]
    is_cycle_open: bool
    may_try_again: bool
    may_set_aside: bool
    others: tuple[OpenMission, ...]


def sending_page(ref: str, *, now: datetime) -> SendingPage | None:
    """Return one sending that was given over; None when there is none. At most seven queries."""
    row = Sending.objects.select_related("cycle_number").filter(ref=ref, given_over_at__isnull=False).first()
    if row is None:
        return None
    state = sendings.state_of(row)
    cycle = Wave.objects.values_list("state", flat=True).get(ref=row.cycle_number.cycle)
    is_open = WaveState(cycle) in OPEN_FOR_FILING
    may_try_again = is_open and SendingState.WAITING in SENDING_MOVES[state]
    has_waited = state is not SendingState.WAITING or sendings.waiting_since(row) <= now - OVERDUE_AFTER
    missions = waves.missions_of_number(row.cycle_number_id) if may_try_again else ()
    (card,) = sendings.cards_of(Sending.objects.filter(pk=row.pk))
    return SendingPage(
        card=card,
        state=state,
        decisions=decisions_of(row),
        is_cycle_open=is_open,
        may_try_again=may_try_again,
        may_set_aside=has_waited and SendingState.SET_ASIDE in SENDING_MOVES[state],
        others=tuple(mission for mission in missions if mission.ref != row.mission),
    )


def decisions_of(row: Sending) -> tuple[DecisionLine, ...]:
    """Return what was decided of a sending, the newest first; empty when nothing was. One query."""
    found = row.decisions.order_by("-pk").values_list(
        "decision", "reason", "why", "mission__centre__name_ar", "mission__centre__name_en", "decided_at", "decided_by"
    )
    return tuple(
        DecisionLine(Decision(decision), reason, why, centre_ar or "", centre_en or "", at, by)
        for decision, reason, why, centre_ar, centre_en, at, by in found
    )
