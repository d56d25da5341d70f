"""What the portal and the desk read of plans: frozen cards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from basira.core.assurance.influence import ContactKind
from basira.core.assurance.plan_ladder import Lateness, Owed, Rung
from basira.core.assurance.plan_opening import OpenedBy
from basira.core.assurance.repeats import FixTime, RepeatOutcome
from basira.core.kernel.lifecycles import MissionState, PlanState
from basira.programme.findings.cards import CycleName, FileCard
from basira.programme.findings.noted_cards import Name


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step: what, by which post, until when; `done_at` is None while it is not done."""

    ref: str
    what: str
    post: str
    due_on: date
    done_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class MoveCard:
    """One move with its words, its files, and the quarter of a repeat ("" where there was none)."""

    start: str
    to: PlanState
    words: str
    quarter: str
    moved_at: datetime
    moved_by: str
    files: tuple[FileCard, ...]


@dataclass(frozen=True, slots=True)
class EscalationCard:
    """A rung that a delay reached."""

    rung: Rung
    lateness: Lateness
    due_on: date
    reached_at: datetime


@dataclass(frozen=True, slots=True)
class PlanCard:
    """
    One plan as its body reads it. `owed` is what it owes next and by when, None when it is nobody's turn or the programme's.

    `grace_until` is the last day of the time of grace, None before a sign-off and after an end. `quarter` is when a repeat
    saw how it ended, "" before.
    """

    ref: str
    entity_ref: str
    finding_ref: str
    name: Name
    entity: Name
    cycle: CycleName
    state: PlanState
    opened_for: OpenedBy
    reason: str
    opened_at: datetime
    owed: Owed | None
    is_late: bool
    grace_until: date | None
    is_grace_over: bool
    quarter: str
    steps: tuple[StepCard, ...]
    moves: tuple[MoveCard, ...]
    escalations: tuple[EscalationCard, ...]

    @property
    def rung(self) -> Rung | None:
        """The highest rung that the present delay has reached; None when it reached none, or nothing is late."""
        if not self.is_late or self.owed is None:
            return None
        order = list(Rung)
        reached = [one.rung for one in self.escalations if one.due_on == self.owed.due_on]
        return max(reached, key=order.index, default=None)

    @property
    def steps_open(self) -> int:
        """How many steps are not done."""
        return sum(step.done_at is None for step in self.steps)


@dataclass(frozen=True, slots=True)
class ListedPlans:
    """All plans of the programme by their refs, in the order of the list; how many are late, and whose delay is at the top."""

    refs: tuple[str, ...]
    late: int
    top: int


@dataclass(frozen=True, slots=True)
class RepeatCard:
    """A repeat for those who may see it. `shares` are (criterion, share 0 to 1); outcome and shares are empty before a verdict."""

    mission_ref: str
    number: str
    centre: Name
    scenario: Name
    cycle_ref: str
    window_start: datetime
    window_end: datetime
    mission_state: MissionState
    drawn_from: int
    ordered_at: datetime
    outcome: RepeatOutcome | None
    shares: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class DeskPlan:
    """One plan for the programme: its card, where it really stands, and its repeats, the newest first."""

    card: PlanCard
    state: PlanState
    repeats: tuple[RepeatCard, ...]


@dataclass(frozen=True, slots=True)
class PersonaChoice:
    """A scenario that a repeat may be played in."""

    ref: str
    code: str
    name: Name


@dataclass(frozen=True, slots=True)
class Origin:
    """What a repeat is compared with: the centre, the hours of the day, and who may be played there."""

    centre: Name
    first_hour: datetime
    last_hour: datetime
    personas: tuple[PersonaChoice, ...]

    @property
    def is_any_hour(self) -> bool:
        """Tell whether the first mission said nothing of the hour: its window ends at the hour at which it began."""
        return self.first_hour.time() == self.last_hour.time()


@dataclass(frozen=True, slots=True)
class VerdictsWaiting:
    """The verdicts of one cycle that no body was told yet: how many say something, and how many repeats still wait."""

    wave_ref: str
    name: Name
    ready: int
    open: int
    is_in_field: bool


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One contact from a measured body."""

    entity: Name
    post: str
    kind: ContactKind
    words: str
    came_on: date
    recorded_at: datetime
    received_by: str


@dataclass(frozen=True, slots=True)
class AtTheTop:
    """A plan whose present delay has climbed to the programme's own top."""

    ref: str
    entity: Name
    name: Name
    lateness: Lateness
    due_on: date


@dataclass(frozen=True, slots=True)
class FixedSince:
    """How many findings of one report were mended and verified since, and the newest quarter in which that was seen."""

    count: int
    quarter: str


def fixed_in(plans: Iterable[PlanCard]) -> FixedSince | None:
    """Return how many of these plans ended with a verified fix; None before the first."""
    quarters = sorted(card.quarter for card in plans if card.state is PlanState.VERIFIED)
    return FixedSince(len(quarters), quarters[-1]) if quarters else None


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What anybody is told of plans: the time to a verified fix, and how often measured bodies made contact."""

    fix: FixTime
    contacts: int
