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


class WaveState(StrEnum):
    """A measuring cycle, from plan to announcement."""

    DRAFT = "draft"
    COMMITTED = "committed"
    IN_FIELD = "in-field"
    CLOSED = "closed"
    REVIEWED = "reviewed"
    SCORED = "scored"
    ANNOUNCED = "announced"


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


class ReleaseState(StrEnum):
    """A release of results to the public."""

    PREPARED = "prepared"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


Q, S, W, M, V, R = QuestionnaireState, ShopperState, WaveState, MissionState, VisitState, ReleaseState

QUESTIONNAIRE_MOVES: Mapping[Q, frozenset[Q]] = {
    Q.DRAFT: frozenset({Q.PUBLISHED, Q.RETIRED}),
    Q.PUBLISHED: frozenset({Q.RETIRED}),
    Q.RETIRED: frozenset(),
}
SHOPPER_MOVES: Mapping[S, frozenset[S]] = {
    S.IN_TRAINING: frozenset({S.CERTIFIED, S.ENDED}),
    S.CERTIFIED: frozenset({S.ACTIVE, S.ENDED}),
    S.ACTIVE: frozenset({S.RESTING, S.ENDED}),
    S.RESTING: frozenset({S.ACTIVE, S.ENDED}),
    S.ENDED: frozenset(),
}
WAVE_MOVES: Mapping[W, frozenset[W]] = {
    W.DRAFT: frozenset({W.COMMITTED}),
    W.COMMITTED: frozenset({W.IN_FIELD}),
    W.IN_FIELD: frozenset({W.CLOSED}),
    W.CLOSED: frozenset({W.REVIEWED}),
    W.REVIEWED: frozenset({W.SCORED}),
    W.SCORED: frozenset({W.ANNOUNCED}),
    W.ANNOUNCED: frozenset(),
}
MISSION_MOVES: Mapping[M, frozenset[M]] = {
    M.PLANNED: frozenset({M.OFFERED, M.WITHDRAWN, M.VOID}),
    M.OFFERED: frozenset({M.ACCEPTED, M.DECLINED, M.EXPIRED, M.WITHDRAWN, M.VOID}),
    M.ACCEPTED: frozenset({M.DONE, M.NOT_DONE, M.WITHDRAWN, M.VOID}),
    M.DECLINED: frozenset(),
    M.EXPIRED: frozenset(),
    M.DONE: frozenset({M.VOID}),
    M.NOT_DONE: frozenset(),
    M.WITHDRAWN: frozenset(),
    M.VOID: frozenset(),
}
VISIT_MOVES: Mapping[V, frozenset[V]] = {
    V.SUBMITTED: frozenset({V.IN_REVIEW, V.RETURNED, V.ACCEPTED, V.ACCEPTED_NOT_SCORED, V.REJECTED, V.VOID}),
    V.IN_REVIEW: frozenset({V.RETURNED, V.ACCEPTED, V.ACCEPTED_NOT_SCORED, V.REJECTED, V.VOID}),
    V.RETURNED: frozenset({V.IN_REVIEW, V.ACCEPTED, V.ACCEPTED_NOT_SCORED, V.REJECTED, V.VOID}),
    V.ACCEPTED: frozenset({V.VOID}),
    V.ACCEPTED_NOT_SCORED: frozenset({V.VOID}),
    V.REJECTED: frozenset(),
    V.VOID: frozenset(),
}
RELEASE_MOVES: Mapping[R, frozenset[R]] = {
    R.PREPARED: frozenset({R.APPROVED, R.SUPERSEDED}),
    R.APPROVED: frozenset({R.PUBLISHED, R.SUPERSEDED}),
    R.PUBLISHED: frozenset({R.SUPERSEDED}),
    R.SUPERSEDED: frozenset(),
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
