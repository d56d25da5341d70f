"""
What a digest counts, for each who asked: what waits for an answer, what is past its day, and that something was told.

Whole numbers of things to do, by code; never a score, a name, or a day.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from basira.core.kernel.actor import Actor
from basira.programme.findings import contest_queries
from basira.programme.findings.models import CentreReport, EntityReport, Finding
from basira.programme.people import digests
from basira.programme.people.digest_kinds import DigestKind
from basira.programme.people.digests import WishCard
from basira.programme.people.permissions import Act, can
from basira.programme.plans.cards import PlanCard
from basira.programme.plans.models import Plan
from basira.programme.plans.queries import plan_cards, standing_counts

Counts = dict[str, int]
Due = tuple[DigestKind, str, Counts]


def write_due_digests(*, by: Actor, at: datetime) -> int:
    """Lay into the outbox what is due at this moment for everybody who asked, and return how much is new."""
    written = 0
    for actor, wish in digests.wishes():
        for kind, occasion, counts in due_for(actor, wish, at):
            written += digests.write_digest(
                account=actor.ref, kind=kind, occasion=occasion, counts=counts, by=by, at=at
            )
    return written


def due_for(actor: Actor, wish: WishCard, at: datetime) -> Iterator[Due]:
    """Yield each digest of somebody's wish that is due, with its occasion: a week, or a cycle that was told since."""
    year, week, _day = timezone.localtime(at).isocalendar()
    this_week = f"{year}-W{week:02}"
    if DigestKind.WEEKLY in wish.kinds:
        yield DigestKind.WEEKLY, this_week, waiting_for(actor, at)
    if DigestKind.OVERDUE in wish.kinds:
        yield DigestKind.OVERDUE, this_week, overdue_for(actor, at)
    if DigestKind.RELEASE in wish.kinds:
        for wave, counts in told_to(actor, wish.asked_at):
            yield DigestKind.RELEASE, wave, counts


def waiting_for(actor: Actor, at: datetime) -> Counts:
    """Return what waits for somebody, in time or not."""
    if can(actor, Act.VIEW_PORTAL):
        open_findings = Finding.objects.filter(
            entity_ref=actor.entity_ref, answer_by__gte=timezone.localdate(at), reply=None
        )
        return {"to_answer": open_findings.count(), "plans_owed": len(owing(actor.entity_ref, at))}
    counts: Counts = {}
    if can(actor, Act.VIEW_PLANS):
        _late, counts["plans_proposed"] = standing_counts(at)
    if can(actor, Act.OPEN_CONTEST):
        counts["contests"] = len(contest_queries.waiting_contests(at))
    return counts


def overdue_for(actor: Actor, at: datetime) -> Counts:
    """Return what is past its day."""
    today = timezone.localdate(at)
    if can(actor, Act.VIEW_PORTAL):
        silent = Finding.objects.filter(entity_ref=actor.entity_ref, answer_by__lt=today, reply=None)
        return {"unanswered": silent.count(), "plans_late": sum(card.is_late for card in owing(actor.entity_ref, at))}
    counts: Counts = {}
    if can(actor, Act.VIEW_PLANS):
        counts["plans_late"], _proposed = standing_counts(at)
    if can(actor, Act.VIEW_CONTESTS):
        counts["contests_late"] = sum(card.is_late for card in contest_queries.waiting_contests(at))
    return counts


def owing(entity_ref: str, at: datetime) -> list[PlanCard]:
    """Return a body's plans that wait for the body itself."""
    cards = plan_cards(Plan.objects.filter(entity_ref=entity_ref), at, DEFAULT_DB_ALIAS)
    return [card for card in cards if card.owed is not None]


def told_to(actor: Actor, since: datetime) -> Iterator[tuple[str, Counts]]:
    """Yield each cycle of which somebody was told since a moment: the own report, the own centres, or the bodies' at the desk."""
    reports = EntityReport.objects.filter(released_at__gt=since)
    if can(actor, Act.VIEW_PORTAL):
        for wave in reports.filter(entity_ref=actor.entity_ref).values_list("wave__ref", flat=True):
            yield wave, {"reports": 1}
    elif can(actor, Act.VIEW_OWN_CENTRES):
        told = CentreReport.objects.filter(
            entity_ref=actor.entity_ref, centre_ref__in=actor.centres, report__released_at__gt=since
        )
        for wave in sorted(set(told.values_list("report__wave__ref", flat=True))):
            yield wave, {"reports": 1}
    elif can(actor, Act.VIEW_SECTOR):
        for wave in sorted(set(reports.values_list("wave__ref", flat=True))):
            yield wave, {"cycles": 1}
