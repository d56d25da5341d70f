"""Ordering one visit of an internal programme, reporting it to its unit or to the top, and the unit's one reply."""

from datetime import datetime

from django.db import IntegrityError, transaction

from basira.core.instrument.tree import Questionnaire
from basira.core.kernel.actor import Actor
from basira.core.kernel.commissions import SINGLE_KINDS, Addressee
from basira.core.kernel.problem import Problem
from basira.core.kernel.registry import MissionKind
from basira.programme.commissions.models import MAX_WORDS, Commission, SingleReply, SingleReport, Withdrawal
from basira.programme.commissions.queries import commission_of, waits
from basira.programme.commissions.reporting import single_report
from basira.programme.findings import clock
from basira.programme.findings.own_rows import PORTAL, own_rows
from basira.programme.findings.reports import digest
from basira.programme.instruments.models import QuestionnaireVersion
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions, reporting
from basira.programme.people import queries as people
from basira.programme.people.charter import Governance
from basira.programme.people.permissions import Act
from basira.programme.results.inputs import accepted_visit
from basira.programme.review.models import Review
from basira.programme.waves.models import Mission
from basira.programme.waves.verbs import OPEN_MISSIONS

READERS = {Addressee.UNIT: reporting.Reader.UNIT, Addressee.TOP: reporting.Reader.LEADERSHIP}
"""Whom each addressee of a single report is to the programme."""


class NotInternal(Problem):
    """An independent programme reports cycles to all bodies at once, never one visit to anybody (ruling 3)."""

    code = "commissions.not-internal"


class KindNotSingle(Problem):
    """One visit of this kind is never reported alone: its shopper would be remembered. A repeat is refused in the same words."""

    code = "commissions.kind-not-single"


class VisitIsMade(Problem):
    """A report is ordered beforehand, so that nobody picks the visit that suits; this one is no longer to come."""

    code = "commissions.visit-is-made"


class MissionNotFound(Problem):
    """There is no such mission."""

    code = "commissions.mission-not-found"


class AlreadyOrdered(Problem):
    """This mission has an order that was not withdrawn."""

    code = "commissions.already-ordered"


class WordsMissing(Problem):
    """An order says why, a reply says something, and neither is longer than `limit` letters."""

    code = "commissions.words-missing"


class CommissionNotFound(Problem):
    """There is no such order, or no such report for this unit."""

    code = "commissions.not-found"


class NothingAccepted(Problem):
    """The visit has not been accepted by a reviewer, so there is nothing to report."""

    code = "commissions.nothing-accepted"


class OwnReview(Problem):
    """Who settled the review of this visit does not release its report: a second person does."""

    code = "commissions.own-review"


class OrderIsOver(Problem):
    """The order was withdrawn, or its report was released."""

    code = "commissions.order-is-over"


class AlreadyReplied(Problem):
    """The unit has replied; a reply stands."""

    code = "commissions.already-replied"


def said(words: str) -> str:
    """
    Return words without their edges.

    :raises WordsMissing: when nothing is left, or more than `MAX_WORDS` letters
    """
    clean = words.strip()
    if not clean or len(clean) > MAX_WORDS:
        raise WordsMissing(limit=MAX_WORDS)
    return clean


@transaction.atomic
def order_commission(*, mission: str, addressee: Addressee, why: str, by: Actor, at: datetime) -> str:
    """
    Order that the visit of a mission be reported by itself, and return the order's ref.

    :raises NotPermitted: when `by` may not order
    :raises NotInternal: in an independent programme
    :raises MissionNotFound, KindNotSingle, VisitIsMade, AlreadyOrdered, WordsMissing: as they say
    :raises ReaderNotNamed: when the programme does not report to the addressee
    """
    permissions.check(by, Act.ORDER_COMMISSION)
    check_internal()
    found = Mission.objects.select_for_update(of=("self",)).select_related("centre__entity").filter(ref=mission).first()
    if found is None:
        raise MissionNotFound()
    if MissionKind(found.kind) not in SINGLE_KINDS or found.is_repeat:
        raise KindNotSingle(kind=str(found.kind))
    if found.state not in OPEN_MISSIONS:
        raise VisitIsMade()
    if commission_of(mission):
        raise AlreadyOrdered()
    reporting.check_reader(READERS[addressee])
    made = Commission.objects.create(
        mission=found,
        entity_ref=found.centre.entity.ref,
        addressee=addressee,
        why=said(why),
        ordered_at=at,
        ordered_by=by.ref,
    )
    journal.record("commission.ordered", subject=made.ref, by=by, at=at, mission=mission, addressee=str(addressee))
    return made.ref


def check_internal() -> None:
    """
    Refuse what only an internal programme does.

    :raises NotInternal: in any other
    """
    charter = people.charter_card()
    if charter is None or charter.governance is not Governance.INTERNAL:
        raise NotInternal()


def locked(ref: str) -> Commission:
    """
    Return an order for change, locked.

    :raises CommissionNotFound: when there is no such order
    :raises OrderIsOver: when it was withdrawn or reported
    """
    found = (
        Commission.objects.select_for_update(of=("self",))
        .select_related("mission__centre__entity", "mission__questionnaire_version")
        .filter(ref=ref)
        .first()
    )
    if found is None:
        raise CommissionNotFound()
    if not waits(found):
        raise OrderIsOver()
    return found


@transaction.atomic
def withdraw_commission(*, commission: str, by: Actor, at: datetime) -> None:
    """
    Take an order back before its report; the mission goes on in its cycle, and may be ordered again until its visit is made.

    :raises NotPermitted: when `by` may not order
    :raises CommissionNotFound, OrderIsOver: as they say
    """
    permissions.check(by, Act.ORDER_COMMISSION)
    Withdrawal.objects.create(commission=locked(commission), withdrawn_at=at, withdrawn_by=by.ref)
    journal.record("commission.withdrawn", subject=commission, by=by, at=at)


@transaction.atomic
def release_single_report(*, commission: str, by: Actor, at: datetime) -> str:
    """
    Give the report of an accepted visit to its addressee, and return the report's ref. A unit's names the last day for its reply.

    :raises NotPermitted: when `by` may not release
    :raises NotInternal: in an independent programme
    :raises CommissionNotFound, OrderIsOver, NothingAccepted, OwnReview: as they say
    :raises ReaderNotNamed: when the programme does not report to the addressee any more
    :raises NotScorable: when answers contradict their scales
    """
    permissions.check(by, Act.RELEASE_COMMISSION)
    check_internal()
    found = locked(commission)
    reporting.check_reader(READERS[Addressee(found.addressee)])
    visit = accepted_visit(found.mission.ref)
    if visit is None:
        raise NothingAccepted()
    if Review.objects.filter(visit__ref=visit.ref, settled_by=by.ref).exists():
        raise OwnReview()
    version = QuestionnaireVersion.objects.get(pk=visit.version)
    figures = single_report(found.mission, visit, Questionnaire.from_dict(version.tree), at=at)
    is_units = found.addressee == Addressee.UNIT
    made = SingleReport.objects.create(
        entity_ref=found.entity_ref if is_units else None,
        commission=found,
        figures=figures,
        figures_sha256=digest(figures),
        answer_by=clock.Calendar().answer_by(at) if is_units else None,
        released_at=at,
        released_by=by.ref,
    )
    journal.record("commission.reported", subject=commission, by=by, at=at, report=made.ref, to=found.addressee)
    return made.ref


def reply_to_report(*, report: str, words: str, by: Actor, at: datetime, database: str = PORTAL) -> None:
    """
    Reply to a single report of the unit that `by` speaks for, once.

    :raises NotPermitted: when `by` may not answer for a unit
    :raises PortalNotSetUp, NoBody: from `own_rows`
    :raises CommissionNotFound: when this unit has no such report
    :raises AlreadyReplied, WordsMissing: as they say
    """
    permissions.check(by, Act.ANSWER_FINDING)
    reply = said(words)
    with own_rows(by.whole_body, database=database) as alias:
        found = SingleReport.objects.using(alias).filter(ref=report, entity_ref=by.entity_ref).first()
        if found is None:
            raise CommissionNotFound()
        try:
            with transaction.atomic(using=alias):
                SingleReply.objects.using(alias).create(
                    entity_ref=by.entity_ref, report=found, words=reply, replied_at=at, replied_by=by.ref
                )
        except IntegrityError:
            raise AlreadyReplied() from None
        journal.record_many([journal.Line("commission.replied", report, {})], by=by, at=at, database=alias)
