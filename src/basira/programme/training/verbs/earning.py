"""Certificates: earned by number, and told to the vault so that they hold in the next cycle."""

from calendar import monthrange
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate

from basira.core.kernel.actor import SYSTEM, Actor
from basira.gateways.vault import VaultNotReachable, VaultRefused
from basira.programme.journal import queries as journal_queries
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries as panel
from basira.programme.panel.models import CycleNumber
from basira.programme.training.models import (
    Attempt,
    Certificate,
    CourseSeat,
    Example,
    ExampleMarks,
    PledgeSignature,
    Qualification,
)

WORKER = "training"
"""Who tells the vault: its log does not hold when which shopper did something."""
NOT_KEPT, TELL_AGAIN_AFTER = "cycle-number.proof-not-kept", timedelta(days=1)
"""What is journalled of a number that the vault does not know, and how long until it is told again."""


def last_day(given_on: date, months: int) -> date:
    """Return the last day of the month that many months later: a whole month's certificates end together."""
    year, month = divmod(given_on.year * 12 + given_on.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def certify_if_ready(qualification: Qualification, number: CycleNumber, by: Actor, at: datetime) -> Certificate | None:
    """
    Give a number the certificate that it has earned, and return it; None while something is missing, and for a kind that is closed.

    It counts from the day of the last test that was passed: whatever else is done again prolongs nothing. One that was given on
    that day or later stands. Called inside the transaction of what may have been the last thing to do.
    """
    passed_on = last_pass(qualification, number)
    if passed_on is None or not has_done_the_rest(qualification, number):
        return None
    own = Certificate.objects.filter(qualification=qualification, cycle_number=number, taken_back=None)
    if standing := own.filter(given_on__gte=passed_on).order_by("-until").first():
        return standing
    if qualification.closed_at is not None or last_day(passed_on, qualification.valid_months) < localdate(at):
        return None
    transaction.on_commit(partial(keep_if_answered, at))
    return give_certificate(qualification, number, passed_on, by, at)


def last_pass(qualification: Qualification, number: CycleNumber) -> date | None:
    """Return the day on which a number passed the test last; None when it never did."""
    passed = Attempt.objects.filter(
        qualification=qualification, cycle_number=number, has_passed=True, is_set_aside=False
    )
    ended_at = passed.order_by("-ended_at").values_list("ended_at", flat=True).first()
    return localdate(ended_at) if ended_at else None


def has_done_the_rest(qualification: Qualification, number: CycleNumber) -> bool:
    """Tell whether a number came, and marked every example near enough when it last did, as its qualification asks."""
    seats = CourseSeat.objects.filter(course__qualification=qualification, cycle_number=number)
    if qualification.needs_attendance and not seats.exclude(attended_on=None).exists():
        return False
    if not qualification.needs_example:
        return True
    marks = ExampleMarks.objects.filter(cycle_number=number, example__qualification=qualification)
    last = dict(marks.order_by("marked_at", "pk").values_list("example_id", "is_near"))
    examples = list(Example.objects.filter(qualification=qualification).values_list("pk", flat=True))
    return bool(examples) and all(last.get(each, False) for each in examples)


def give_certificate(
    qualification: Qualification, number: CycleNumber, given_on: date, by: Actor, at: datetime
) -> Certificate:
    """Write a certificate from a day on; one that is there until the same day is returned as it is. The vault is told by the caller."""
    until = last_day(given_on, qualification.valid_months)
    certificate, is_new = Certificate.objects.get_or_create(
        qualification=qualification, cycle_number=number, until=until, taken_back=None, defaults={"given_on": given_on}
    )
    if is_new:
        detail = {"qualification": qualification.ref, "until": until.isoformat()}
        journal.record("certificate.given", subject=number.ref, by=by, at=at, **detail)
    return certificate


def keep_if_answered(at: datetime) -> None:
    """Tell the vault what waits; when it does not answer, the worker does it later."""
    with suppress(VaultNotReachable, VaultRefused):
        keep_waiting(at=at)


@transaction.atomic
def keep_waiting(*, at: datetime) -> int:
    """
    Tell the vault every certificate and signature that it does not have yet, and return how many it keeps now.

    For the worker, and after each that is given. Telling one twice changes nothing. What the vault has is no event of its own: the
    journal has the certificate and the signature. What is of a number that the vault does not know stays here to be told again a
    day later, and the journal says so.

    :raises VaultNotReachable: when it does not answer; the next call does it
    """
    untold = {"kept_at": None, "taken_back": None}
    certificates = Certificate.objects.select_for_update(skip_locked=True, of=("self",)).filter(**untold)
    signatures = PledgeSignature.objects.select_for_update(skip_locked=True, of=("self",)).filter(**untold)
    given = list(certificates.values_list("pk", "cycle_number__ref", "qualification__ref", "until"))
    signed = list(signatures.values_list("pk", "cycle_number__ref", "pledge__ref"))
    numbers = {row[1] for row in given} | {row[1] for row in signed}
    late = journal_queries.subjects_of(NOT_KEPT, numbers, since=at - TELL_AGAIN_AFTER)
    proofs = [
        *((number, qualification, until) for _pk, number, qualification, until in given if number not in late),
        *((number, pledge, None) for _pk, number, pledge in signed if number not in late),
    ]
    if not proofs:
        return 0
    unknown = panel.vault().keep_proofs(proofs, by=WORKER)
    journal.record_many((journal.Line(NOT_KEPT, number, {}) for number in sorted(unknown)), by=SYSTEM, at=at)
    waits = late | unknown
    kept = Certificate.objects.filter(pk__in=[row[0] for row in given if row[1] not in waits]).update(kept_at=at)
    return kept + PledgeSignature.objects.filter(pk__in=[row[0] for row in signed if row[1] not in waits]).update(
        kept_at=at
    )
