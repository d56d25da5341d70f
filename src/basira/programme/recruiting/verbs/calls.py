"""Routes and calls: which ways in are open, a call's text and rules, and its days."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.classes import Route
from basira.core.kernel.lifecycles import CALL_MOVES, ApplicationState, CallState, check_move
from basira.core.kernel.problem import Problem
from basira.core.recruiting.eligibility import DEFAULT_RULES, Rule, read_rules
from basira.core.recruiting.rubric import DEFAULT_CRITERIA, Criterion
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.charter import Governance
from basira.programme.people.holding import hold_programme
from basira.programme.people.permissions import Act
from basira.programme.recruiting import queries
from basira.programme.recruiting.eligible import eligible_now
from basira.programme.recruiting.models import Application, Call, Choice, RouteSetting
from basira.programme.recruiting.routes import EmployeesInternalOnly, RouteClosed


class CallClosesBeforeItOpens(Problem):
    """The call would close before it opens."""

    code = "recruiting.closes-before-it-opens"


class CallIsPublished(Problem):
    """People may have applied by what the call says, so it is not changed any more."""

    code = "recruiting.call-is-published"


class ChoiceIsDrawn(Problem):
    """A call becomes chosen by its draw, not by hand."""

    code = "recruiting.chosen-by-its-draw"


class AdmissionsOpen(Problem):
    """`count` of those who were chosen are not in the panel yet; ending the call would destroy who they are."""

    code = "recruiting.admissions-open"


@dataclass(frozen=True, slots=True)
class CallText:
    """A call as it is published: its conditions in Arabic and English, and as text in other languages by their code."""

    title_ar: str
    title_en: str
    conditions_ar: str
    conditions_en: str
    opens_on: date
    closes_on: date
    capacity: int
    other_conditions: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = DEFAULT_RULES
    criteria: tuple[Criterion, ...] = DEFAULT_CRITERIA
    pass_mark: int = 60
    most_apart: int = 20

    def columns(self) -> dict[str, Any]:
        """Return the call's columns."""
        named = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return named | {
            "rules": [rule.as_dict() for rule in self.rules],
            "criteria": [str(each) for each in Criterion if each in self.criteria],
            "other_conditions": dict(self.other_conditions),
        }


@transaction.atomic
def set_route(*, route: Route, is_open: bool, by: Actor, at: datetime) -> None:
    """
    Open or close a way into the panel.

    :raises NotPermitted: when `by` may not set routes
    :raises EmployeesInternalOnly: for employees in an independent programme (ruling 3)
    """
    permissions.check(by, Act.SET_ROUTES)
    hold_programme()
    if is_open and route is Route.EMPLOYEES:
        check_internal()
    values = {"is_open": is_open, "changed_at": at, "changed_by": by.ref}
    RouteSetting.objects.update_or_create(route=route, defaults=values)
    journal.record("route.set", subject=str(route), by=by, at=at, to="open" if is_open else "closed")


def check_internal() -> None:
    """
    Refuse employees in an independent programme.

    :raises EmployeesInternalOnly: when the programme is not internal to one body, or says nothing of itself yet
    """
    charter = people.charter_card()
    if charter is None or charter.governance is not Governance.INTERNAL:
        raise EmployeesInternalOnly()


def check_route(route: Route) -> None:
    """
    Refuse a way in that is switched off.

    :raises RouteClosed: when it is
    """
    if route not in queries.open_routes():
        raise RouteClosed()


@transaction.atomic
def write_call(*, text: CallText, by: Actor, at: datetime, ref: str = "") -> str:
    """
    Write a call as a draft, or change the draft with this ref; return its ref.

    :raises NotPermitted: when `by` may not maintain calls
    :raises RouteClosed: when nobody comes in by lot
    :raises CallClosesBeforeItOpens: when its days are in the wrong order
    :raises CallBelowProgramme: when it asks less of applicants than the programme does
    :raises CallIsPublished: when it is no draft any more
    """
    permissions.check(by, Act.MAINTAIN_CALLS)
    check_route(Route.DRAW)
    eligible_now().check(text.rules, text.criteria)
    if text.closes_on < text.opens_on:
        raise CallClosesBeforeItOpens()
    call = Call.objects.select_for_update().get(ref=ref) if ref else Call(written_at=at, written_by=by.ref)
    if call.state != CallState.DRAFT:
        raise CallIsPublished()
    for name, value in text.columns().items():
        setattr(call, name, value)
    call.save()
    journal.record("call.changed" if ref else "call.written", subject=call.ref, by=by, at=at)
    return call.ref


@transaction.atomic
def move_call(*, ref: str, to: CallState, by: Actor, at: datetime) -> None:
    """
    Open a call to the public, close it, or end it. What ends is destroyed, but for how many stood where.

    :raises NotPermitted: when `by` may not maintain calls
    :raises MoveNotAllowed: when the lifecycle has no such move
    :raises ChoiceIsDrawn: for "chosen"
    :raises RouteClosed, CallBelowProgramme: as `write_call`, for a draft that is opened later than it was written
    :raises AdmissionsOpen: when somebody was chosen and is not in the panel yet
    :raises VaultNotReachable: when identities could not be destroyed with it; nothing is changed
    """
    permissions.check(by, Act.MAINTAIN_CALLS)
    call = Call.objects.select_for_update().get(ref=ref)
    check_move(CALL_MOVES, CallState(call.state), to)
    if to is CallState.CHOSEN:
        raise ChoiceIsDrawn()
    if to is CallState.OPEN:
        check_route(Route.DRAW)
        eligible_now().check(read_rules(call.rules), tuple(map(Criterion, call.criteria)))
    if to is CallState.ENDED:
        destroy_applications(call, by)
    call.state = to
    call.save(update_fields=["state", "tally"])
    journal.record("call.moved", subject=ref, by=by, at=at, to=to)


def destroy_applications(call: Call, by: Actor) -> None:
    """
    Destroy what was said for a call, here and in the vault, and keep the counts.

    :raises AdmissionsOpen: when somebody was chosen and is not in the panel yet
    :raises VaultNotReachable: when the vault does not answer
    """
    rows = list(Application.objects.filter(call=call).values_list("ref", "state"))
    waiting = sum(state == ApplicationState.CHOSEN for _ref, state in rows)
    if waiting:
        raise AdmissionsOpen(count=waiting)
    call.tally = dict(sorted(Counter(state for _ref, state in rows).items()))
    queries.vault().forget_applicants([ref for ref, _state in rows], by=by.ref)
    Application.objects.filter(call=call).delete()
    forget_pool(call)


def forget_pool(call: Call) -> None:
    """Destroy who could be chosen and who of them live together; that it was bound, the seed and the counts stay."""
    for choice in Choice.objects.filter(call=call):
        choice.pool = ""
        choice.report.pop("excluded", None)
        choice.save(update_fields=["pool", "report"])
