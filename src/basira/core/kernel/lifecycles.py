"""
Lifecycles as tables: the states of each object and the moves between them (mission/year; docs/reference/lifecycles.md is generated).

A verb asks `check_move` before it writes; a screen asks `moves_from` to know what to offer.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from basira.core.kernel.problem import Problem


class QuestionnaireState(StrEnum):
    """A questionnaire version: still changing, in use, or out of use."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class ShopperState(StrEnum):
    """Where a shopper stands with the panel."""

    IN_TRAINING = "in-training"
    CERTIFIED = "certified"
    ACTIVE = "active"
    RESTING = "resting"
    ENDED = "ended"


class CallState(StrEnum):
    """A call for candidates, from writing to its end, when what applicants said is destroyed."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CHOSEN = "chosen"
    ENDED = "ended"


class ApplicationState(StrEnum):
    """An application, from its draft to the panel."""

    DRAFT = "draft"
    REFUSED = "refused"
    ELIGIBLE = "eligible"
    ASSESSED = "assessed"
    PASSED = "passed"
    NOT_PASSED = "not-passed"
    CHOSEN = "chosen"
    RESERVE = "reserve"
    NOT_CHOSEN = "not-chosen"
    ADMITTED = "admitted"
    WITHDRAWN = "withdrawn"


class WaveState(StrEnum):
    """A measuring cycle, from plan to announcement."""

    DRAFT = "draft"
    COMMITTED = "committed"
    IN_FIELD = "in-field"
    CLOSED = "closed"
    REVIEWED = "reviewed"
    SCORED = "scored"
    INFORMED = "informed"
    ANNOUNCED = "announced"


class ScenarioState(StrEnum):
    """A scenario: still being written, or confirmed by a second person; a change takes it back to a draft."""

    DRAFT = "draft"
    APPROVED = "approved"


class MissionState(StrEnum):
    """A mission, from plan to what came of it."""

    PLANNED = "planned"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    DONE = "done"
    NOT_DONE = "not-done"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class VisitState(StrEnum):
    """A visit, from the shopper's submission to the reviewer's verdict."""

    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ACCEPTED_NOT_SCORED = "accepted-not-scored"
    REJECTED = "rejected"
    VOID = "void"


class FindingState(StrEnum):
    """A finding about a body, from the examiner's draft to the body's answer, and a contest to the arbiter's."""

    DRAFTED = "drafted"
    RELEASED = "released"
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted-in-part"
    CONTESTED = "contested"
    NO_REPLY = "no-reply"
    UPHELD = "upheld"
    CHANGED = "changed"
    NOT_UPHELD = "not-upheld"


class NotedState(StrEnum):
    """An analyst's finding before the bodies are informed: written, confirmed by a second person, or set aside."""

    DRAFTED = "drafted"
    CONFIRMED = "confirmed"
    SET_ASIDE = "set-aside"


class PlanState(StrEnum):
    """
    A corrective plan, from the finding to a fix that a stranger has seen.

    A body reads no state beyond `grace`: that a repeat is due or was made would tell it when to be on its best behaviour.
    """

    OPEN = "plan-open"
    PROPOSED = "plan-proposed"
    AGREED = "plan-agreed"
    UNDER_WAY = "under-way"
    DECLARED = "declared-fixed"
    GRACE = "grace"
    REPEAT_DUE = "repeat-due"
    REPEAT_ORDERED = "repeat-ordered"
    REPEATED = "repeated"
    VERIFIED = "verified"
    NOT_FIXED = "not-fixed"


class ReleaseState(StrEnum):
    """A release of results to the public."""

    PREPARED = "prepared"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class AlarmState(StrEnum):
    """A shopper's alarm (cover blown, or duress), until the duty officer has done what there is to do."""

    RAISED = "raised"
    SEEN = "seen"
    CLOSED = "closed"


class LetterState(StrEnum):
    """A letter of authority for one mission. Half an hour after it was first shown it is spent in every state."""

    PREPARED = "prepared"
    SHOWN = "shown"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class DangerState(StrEnum):
    """A report of danger to life, from the shopper to those who can end it."""

    REPORTED = "reported"
    POSTPONED = "postponed"
    NOT_SENT = "not-sent"
    SENT = "sent"
    TOLD = "told"


class DestructionState(StrEnum):
    """A proposal to destroy a sealed file that its site's rule forbade, until the file is gone or stays."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    DESTROYED = "destroyed"


class SendingState(StrEnum):
    """A sealed visit that a phone gave over in full, until it is filed or a person decides that it never is."""

    WAITING = "waiting"
    FILED = "filed"
    REFUSED = "refused"
    SET_ASIDE = "set-aside"


QUESTIONNAIRE_MOVES: Mapping[QuestionnaireState, frozenset[QuestionnaireState]] = {
    QuestionnaireState.DRAFT: frozenset({QuestionnaireState.PUBLISHED, QuestionnaireState.RETIRED}),
    QuestionnaireState.PUBLISHED: frozenset({QuestionnaireState.RETIRED}),
    QuestionnaireState.RETIRED: frozenset(),
}
SHOPPER_MOVES: Mapping[ShopperState, frozenset[ShopperState]] = {
    ShopperState.IN_TRAINING: frozenset({ShopperState.CERTIFIED, ShopperState.ENDED}),
    ShopperState.CERTIFIED: frozenset({ShopperState.ACTIVE, ShopperState.ENDED}),
    ShopperState.ACTIVE: frozenset({ShopperState.RESTING, ShopperState.ENDED}),
    ShopperState.RESTING: frozenset({ShopperState.ACTIVE, ShopperState.ENDED}),
    ShopperState.ENDED: frozenset(),
}
CALL_MOVES: Mapping[CallState, frozenset[CallState]] = {
    CallState.DRAFT: frozenset({CallState.OPEN}),
    CallState.OPEN: frozenset({CallState.CLOSED}),
    CallState.CLOSED: frozenset({CallState.CHOSEN, CallState.ENDED}),
    CallState.CHOSEN: frozenset({CallState.ENDED}),
    CallState.ENDED: frozenset(),
}
APPLICATION_MOVES: Mapping[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.DRAFT: frozenset(
        {ApplicationState.REFUSED, ApplicationState.ELIGIBLE, ApplicationState.WITHDRAWN}
    ),
    ApplicationState.REFUSED: frozenset(),
    ApplicationState.ELIGIBLE: frozenset({ApplicationState.ASSESSED, ApplicationState.WITHDRAWN}),
    ApplicationState.ASSESSED: frozenset(
        {ApplicationState.PASSED, ApplicationState.NOT_PASSED, ApplicationState.WITHDRAWN}
    ),
    ApplicationState.PASSED: frozenset(
        {
            ApplicationState.CHOSEN,
            ApplicationState.RESERVE,
            ApplicationState.NOT_CHOSEN,
            ApplicationState.WITHDRAWN,
        }
    ),
    # Before the choice anybody may take an application back, so that nobody learns from a refusal where it stands.
    ApplicationState.NOT_PASSED: frozenset({ApplicationState.WITHDRAWN}),
    ApplicationState.CHOSEN: frozenset({ApplicationState.ADMITTED, ApplicationState.WITHDRAWN}),
    ApplicationState.RESERVE: frozenset({ApplicationState.CHOSEN, ApplicationState.WITHDRAWN}),
    ApplicationState.NOT_CHOSEN: frozenset(),
    ApplicationState.ADMITTED: frozenset(),
    ApplicationState.WITHDRAWN: frozenset(),
}
WAVE_MOVES: Mapping[WaveState, frozenset[WaveState]] = {
    WaveState.DRAFT: frozenset({WaveState.COMMITTED}),
    WaveState.COMMITTED: frozenset({WaveState.IN_FIELD}),
    WaveState.IN_FIELD: frozenset({WaveState.CLOSED}),
    WaveState.CLOSED: frozenset({WaveState.REVIEWED}),
    WaveState.REVIEWED: frozenset({WaveState.SCORED}),
    WaveState.SCORED: frozenset({WaveState.INFORMED}),
    WaveState.INFORMED: frozenset({WaveState.ANNOUNCED}),
    WaveState.ANNOUNCED: frozenset(),
}
SCENARIO_MOVES: Mapping[ScenarioState, frozenset[ScenarioState]] = {
    ScenarioState.DRAFT: frozenset({ScenarioState.APPROVED}),
    ScenarioState.APPROVED: frozenset({ScenarioState.DRAFT}),
}
MISSION_MOVES: Mapping[MissionState, frozenset[MissionState]] = {
    MissionState.PLANNED: frozenset({MissionState.OFFERED, MissionState.WITHDRAWN, MissionState.VOID}),
    MissionState.OFFERED: frozenset(
        {MissionState.ACCEPTED, MissionState.DECLINED, MissionState.EXPIRED, MissionState.WITHDRAWN, MissionState.VOID}
    ),
    MissionState.ACCEPTED: frozenset(
        {MissionState.DONE, MissionState.NOT_DONE, MissionState.WITHDRAWN, MissionState.VOID}
    ),
    MissionState.DECLINED: frozenset(),
    MissionState.EXPIRED: frozenset(),
    MissionState.DONE: frozenset({MissionState.VOID}),
    MissionState.NOT_DONE: frozenset(),
    MissionState.WITHDRAWN: frozenset(),
    MissionState.VOID: frozenset(),
}
VISIT_MOVES: Mapping[VisitState, frozenset[VisitState]] = {
    VisitState.SUBMITTED: frozenset(
        {
            VisitState.IN_REVIEW,
            VisitState.RETURNED,
            VisitState.ACCEPTED,
            VisitState.ACCEPTED_NOT_SCORED,
            VisitState.REJECTED,
            VisitState.VOID,
        }
    ),
    VisitState.IN_REVIEW: frozenset(
        {VisitState.RETURNED, VisitState.ACCEPTED, VisitState.ACCEPTED_NOT_SCORED, VisitState.REJECTED, VisitState.VOID}
    ),
    VisitState.RETURNED: frozenset(
        {
            VisitState.IN_REVIEW,
            VisitState.ACCEPTED,
            VisitState.ACCEPTED_NOT_SCORED,
            VisitState.REJECTED,
            VisitState.VOID,
        }
    ),
    VisitState.ACCEPTED: frozenset({VisitState.VOID}),
    VisitState.ACCEPTED_NOT_SCORED: frozenset({VisitState.VOID}),
    VisitState.REJECTED: frozenset(),
    VisitState.VOID: frozenset(),
}
FINDING_MOVES: Mapping[FindingState, frozenset[FindingState]] = {
    FindingState.DRAFTED: frozenset({FindingState.RELEASED}),
    FindingState.RELEASED: frozenset(
        {
            FindingState.ACCEPTED,
            FindingState.ACCEPTED_IN_PART,
            FindingState.CONTESTED,
            FindingState.NO_REPLY,
        }
    ),
    FindingState.ACCEPTED: frozenset(),
    FindingState.ACCEPTED_IN_PART: frozenset(),
    FindingState.CONTESTED: frozenset({FindingState.UPHELD, FindingState.CHANGED, FindingState.NOT_UPHELD}),
    FindingState.NO_REPLY: frozenset(),
    FindingState.UPHELD: frozenset(),
    FindingState.CHANGED: frozenset(),
    FindingState.NOT_UPHELD: frozenset(),
}
OUTCOMES = FINDING_MOVES[FindingState.CONTESTED]
"""How the arbiter may end a contest: the finding stands, holds in another way, or does not stand."""
NOTED_MOVES: Mapping[NotedState, frozenset[NotedState]] = {
    NotedState.DRAFTED: frozenset({NotedState.CONFIRMED, NotedState.SET_ASIDE}),
    NotedState.CONFIRMED: frozenset({NotedState.SET_ASIDE}),
    NotedState.SET_ASIDE: frozenset(),
}
PLAN_MOVES: Mapping[PlanState, frozenset[PlanState]] = {
    PlanState.OPEN: frozenset({PlanState.PROPOSED}),
    PlanState.PROPOSED: frozenset({PlanState.AGREED, PlanState.OPEN}),
    PlanState.AGREED: frozenset({PlanState.UNDER_WAY}),
    PlanState.UNDER_WAY: frozenset({PlanState.DECLARED}),
    PlanState.DECLARED: frozenset({PlanState.GRACE, PlanState.UNDER_WAY}),
    PlanState.GRACE: frozenset({PlanState.REPEAT_DUE}),
    PlanState.REPEAT_DUE: frozenset({PlanState.REPEAT_ORDERED}),
    # A repeat that came to nothing, or that did not meet what the finding is about, is due again.
    PlanState.REPEAT_ORDERED: frozenset({PlanState.REPEATED, PlanState.REPEAT_DUE}),
    PlanState.REPEATED: frozenset({PlanState.VERIFIED, PlanState.NOT_FIXED}),
    PlanState.VERIFIED: frozenset(),
    PlanState.NOT_FIXED: frozenset({PlanState.PROPOSED}),
}
RELEASE_MOVES: Mapping[ReleaseState, frozenset[ReleaseState]] = {
    ReleaseState.PREPARED: frozenset({ReleaseState.APPROVED, ReleaseState.SUPERSEDED}),
    ReleaseState.APPROVED: frozenset({ReleaseState.PUBLISHED, ReleaseState.SUPERSEDED}),
    ReleaseState.PUBLISHED: frozenset({ReleaseState.SUPERSEDED}),
    ReleaseState.SUPERSEDED: frozenset(),
}

ALARM_MOVES: Mapping[AlarmState, frozenset[AlarmState]] = {
    AlarmState.RAISED: frozenset({AlarmState.SEEN}),
    AlarmState.SEEN: frozenset({AlarmState.CLOSED}),
    AlarmState.CLOSED: frozenset(),
}
LETTER_MOVES: Mapping[LetterState, frozenset[LetterState]] = {
    LetterState.PREPARED: frozenset({LetterState.SHOWN, LetterState.WITHDRAWN}),
    LetterState.SHOWN: frozenset({LetterState.CHECKED, LetterState.CONFIRMED, LetterState.WITHDRAWN}),
    LetterState.CHECKED: frozenset({LetterState.CONFIRMED, LetterState.WITHDRAWN}),
    LetterState.CONFIRMED: frozenset(),
    LetterState.WITHDRAWN: frozenset(),
}
DANGER_MOVES: Mapping[DangerState, frozenset[DangerState]] = {
    DangerState.REPORTED: frozenset({DangerState.POSTPONED, DangerState.NOT_SENT, DangerState.SENT}),
    DangerState.POSTPONED: frozenset({DangerState.NOT_SENT, DangerState.SENT}),
    # What was held back may still be sent when more is known: life comes first.
    DangerState.NOT_SENT: frozenset({DangerState.SENT}),
    DangerState.SENT: frozenset({DangerState.TOLD}),
    DangerState.TOLD: frozenset(),
}
DESTRUCTION_MOVES: Mapping[DestructionState, frozenset[DestructionState]] = {
    DestructionState.PROPOSED: frozenset({DestructionState.APPROVED, DestructionState.REFUSED}),
    DestructionState.APPROVED: frozenset({DestructionState.DESTROYED}),
    DestructionState.REFUSED: frozenset(),
    DestructionState.DESTROYED: frozenset(),
}
SENDING_MOVES: Mapping[SendingState, frozenset[SendingState]] = {
    SendingState.WAITING: frozenset({SendingState.FILED, SendingState.REFUSED, SendingState.SET_ASIDE}),
    SendingState.FILED: frozenset(),
    SendingState.REFUSED: frozenset({SendingState.WAITING, SendingState.SET_ASIDE}),
    # What was set aside lies sealed as it came: who learns more of it may have it tried again.
    SendingState.SET_ASIDE: frozenset({SendingState.WAITING}),
}

State = TypeVar("State", bound=StrEnum)


class MoveNotAllowed(Problem):
    """An object cannot go from `start` to `end`; `open` lists where it can go."""

    code = "lifecycle.move-not-allowed"


def check_move(moves: Mapping[State, frozenset[State]], start: State, end: State) -> None:
    """
    Refuse a move that the lifecycle does not have.

    :raises MoveNotAllowed: with the moves that are open from `start`
    """
    if end not in moves[start]:
        raise MoveNotAllowed(start=str(start), end=str(end), open=sorted(str(state) for state in moves[start]))
