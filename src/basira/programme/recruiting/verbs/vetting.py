"""Vetting: marks by assessors who do not see each other, the papers shown, and whether an application passed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import APPLICATION_MOVES, ApplicationState, check_move
from basira.core.kernel.problem import Problem
from basira.core.recruiting.rubric import Criterion, NotPassed, agreement, score_of
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.recruiting import queries
from basira.programme.recruiting.models import Application, Assessment
from basira.programme.recruiting.verbs.applications import lock_call_of, note


class AssessedAlready(Problem):
    """This assessor gave her marks, or the assessment is over; marks are not changed."""

    code = "recruiting.assessed-already"


class BelowTheMark(Problem):
    """The score lies under the pass mark of the call, so the application does not pass."""

    code = "recruiting.below-the-mark"


class NotBelowTheMark(Problem):
    """The score reaches the pass mark of the call, so it is no reason to refuse."""

    code = "recruiting.not-below-the-mark"


class AssessedByTheSame(Problem):
    """Who gave marks does not settle: she would know whose sheet she marked, and decide on her own marks."""

    code = "recruiting.assessed-by-the-same"


@transaction.atomic
def assess(*, application: str, marks: Mapping[str, int], by: Actor, at: datetime) -> str:
    """
    Give one's marks, once, and return the ref of the call. When the assessors agree nearly enough, or three gave theirs, the
    application is assessed.

    :raises NotPermitted: when `by` may not assess
    :raises AssessedAlready: when `by` gave marks before, or no more are wanted
    :raises MarksIncomplete: naming the criteria at fault
    """
    permissions.check(by, Act.ASSESS_APPLICATION)
    row = Application.objects.select_for_update(of=("self",)).select_related("call").get(ref=application)
    given = Assessment.objects.filter(application=row)
    if row.state != ApplicationState.ELIGIBLE or row.is_repeated or given.filter(assessor_ref=by.ref).exists():
        raise AssessedAlready()
    score = score_of(marks, [Criterion(each) for each in row.call.criteria])
    kept = {str(name): mark for name, mark in marks.items()}
    Assessment.objects.create(application=row, assessor_ref=by.ref, marks=kept, score=score, assessed_on=localdate(at))
    note("application.assessed", application=row.ref, by=by, at=at)
    agreed = agreement(list(given.values_list("score", flat=True)), most_apart=row.call.most_apart)
    if not agreed.wanted:
        row.state, row.score = ApplicationState.ASSESSED, agreed.score
        row.save(update_fields=["state", "score"])
    return str(row.call.ref)


@transaction.atomic
def settle(*, application: str, not_passed: NotPassed | None, by: Actor, at: datetime) -> str:
    """
    Pass an assessed application, or say in a code why it does not pass; return the ref of the call.

    The mark decides; a person may only refuse more.

    :raises NotPermitted: when `by` may not vet
    :raises AssessedByTheSame: when `by` gave marks for it
    :raises MoveNotAllowed: when it is not assessed
    :raises BelowTheMark: for passing one under the pass mark of its call
    :raises NotBelowTheMark: for giving that as the reason where it is not so
    """
    permissions.check(by, Act.VET_APPLICATION)
    lock_call_of(ref=application)
    row = Application.objects.select_for_update(of=("self",)).select_related("call").get(ref=application)
    if Assessment.objects.filter(application=row, assessor_ref=by.ref).exists():
        raise AssessedByTheSame()
    to = ApplicationState.NOT_PASSED if not_passed else ApplicationState.PASSED
    check_move(APPLICATION_MOVES, ApplicationState(row.state), to)
    is_below = row.score is not None and row.score < row.call.pass_mark
    if is_below and not_passed is None:
        raise BelowTheMark()
    if not_passed is NotPassed.BELOW_MARK and not is_below:
        raise NotBelowTheMark()
    row.state, row.not_passed, row.settled_by = to, not_passed or "", by.ref
    row.save(update_fields=["state", "not_passed", "settled_by"])
    note("application.settled", application=row.ref, by=by, at=at, to=to)
    return str(row.call.ref)


@transaction.atomic
def see_papers(*, national_id: str, birth_date: str, by: Actor, at: datetime) -> bool:
    """
    Compare the papers that somebody shows with what was typed, inside the vault, and tell whether they fit an applicant.

    Nobody here learns whose application it is, and the entry names none.

    :raises NotPermitted: when `by` may not see papers
    :raises IdentityIncomplete: when one of the two is missing or no day
    :raises VaultNotReachable: when the vault does not answer
    """
    permissions.check(by, Act.SEE_PAPERS)
    fit = queries.vault().show_papers(national_id=national_id, birth_date=birth_date, by=by.ref)
    journal.record("papers.seen", subject="recruiting", by=by, at=at)
    return fit
