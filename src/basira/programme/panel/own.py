"""What a shopper keeps of herself under her number: days away, hours and expenses, and notice that she stops."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import AwaySpan, CycleNumber, LeavingNotice, OwnHours
from basira.programme.people import permissions
from basira.programme.people.permissions import Act

MOST_SPANS = 20
MOST_LINES = 200
MOST_MINUTES = 60 * 24 * 31
MOST_EXPENSES = Decimal("99999.99")


class DaysRefused(Problem):
    """Days away end before they begin, or are more than `limit` spans."""

    code = "panel.days-refused"


class HoursRefused(Problem):
    """Neither time nor money, more of it than a month holds, or too many lines."""

    code = "panel.hours-refused"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from first to last, both of them away."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Hours:
    """Time and money of a month, under the id that the phone made; `expenses` in the programme's money."""

    id: UUID
    month: date
    minutes: int
    expenses: Decimal


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """What stands under a number of its own: hours are minutes, expenses in the programme's money, both summed."""

    away: tuple[Span, ...]
    months: tuple[tuple[date, int, Decimal], ...]
    leaves_on: date | None


@transaction.atomic
def say_away(*, add: Sequence[Span] = (), drop: Sequence[Span] = (), by: Actor, at: datetime) -> None:
    """
    Add days on which she is away, and take back others; again changes nothing. The journal does not say which.

    Never the whole list in place of what stands: a phone that does not know yet what another one said would take that back.

    :raises NotPermitted: when `by` is no shopper
    :raises DaysRefused: when there are too many, or one ends before it begins
    """
    number = own(by)
    before = set(spans_of(number.pk))
    after = (before - set(drop)) | set(add)
    if len(after) > MOST_SPANS or any(span.last_day < span.first_day for span in after):
        raise DaysRefused(limit=MOST_SPANS)
    if after == before:
        return
    AwaySpan.objects.filter(cycle_number=number).delete()
    rows = [
        AwaySpan(cycle_number=number, first_day=each.first_day, last_day=each.last_day) for each in sorted_spans(after)
    ]
    AwaySpan.objects.bulk_create(rows)
    journal.record("away.said", subject=number.ref, by=by, at=at, count=len(rows))


def spans_of(cycle_number_id: int) -> tuple[Span, ...]:
    """Return the days away of a number, by the first; one query."""
    rows = AwaySpan.objects.filter(cycle_number_id=cycle_number_id).order_by("first_day", "last_day")
    return tuple(Span(row.first_day, row.last_day) for row in rows)


@transaction.atomic
def log_hours(*, hours: Hours, by: Actor, at: datetime) -> None:
    """
    Log time and money of a month, once by the phone's id. The day within the month is dropped.

    :raises NotPermitted: when `by` is no shopper
    :raises HoursRefused: for neither time nor money, for more than a month holds, and for too many lines
    """
    number = own(by)
    if OwnHours.objects.filter(cycle_number=number, client_id=hours.id).exists():
        return
    is_fair = 0 <= hours.minutes <= MOST_MINUTES and Decimal(0) <= hours.expenses <= MOST_EXPENSES
    says_nothing = not hours.minutes and not hours.expenses
    if not is_fair or says_nothing or OwnHours.objects.filter(cycle_number=number).count() >= MOST_LINES:
        raise HoursRefused()
    OwnHours.objects.create(
        cycle_number=number,
        client_id=hours.id,
        month=hours.month.replace(day=1),
        minutes=hours.minutes,
        expenses=hours.expenses.quantize(Decimal("0.01")),
    )
    journal.record("hours.logged", subject=number.ref, by=by, at=at)


@transaction.atomic
def say_leaving(*, by: Actor, at: datetime) -> None:
    """
    Give notice that she wants to stop. Again changes nothing.

    :raises NotPermitted: when `by` is no shopper
    """
    number = own(by)
    _notice, is_new = LeavingNotice.objects.get_or_create(cycle_number=number, defaults={"said_on": localdate(at)})
    if is_new:
        journal.record("leaving.said", subject=number.ref, by=by, at=at)


@transaction.atomic
def note_leaving(*, number: str, by: Actor, at: datetime) -> None:
    """
    Take note that the shopper behind a number, by ref, stops. Again changes nothing.

    :raises NotPermitted: when `by` may not maintain the panel
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    notices = LeavingNotice.objects.filter(cycle_number__ref=number, seen_at=None)
    if notices.update(seen_at=at, seen_by=by.ref):
        journal.record("leaving.noted", subject=number, by=by, at=at)


def own(by: Actor) -> CycleNumber:
    """Lock and return the number that a shopper is."""
    permissions.check(by, Act.KEEP_OWN)
    return CycleNumber.objects.select_for_update(no_key=True).get(ref=by.ref)


def sorted_spans(spans: Iterable[Span]) -> list[Span]:
    """Return each span once, by its first day."""
    return sorted(set(spans), key=lambda span: (span.first_day, span.last_day))


def own_record(cycle_number_id: int) -> OwnRecord:
    """Return what stands under a number; three queries."""
    months = OwnHours.objects.filter(cycle_number_id=cycle_number_id).order_by("month").values("month")
    sums = months.annotate(all_minutes=Sum("minutes"), all_expenses=Sum("expenses"))
    notice = LeavingNotice.objects.filter(cycle_number_id=cycle_number_id).first()
    return OwnRecord(
        spans_of(cycle_number_id),
        tuple((row["month"], row["all_minutes"], row["all_expenses"]) for row in sums),
        notice.said_on if notice else None,
    )


def leaving_numbers(cycle: str) -> dict[str, bool]:
    """Return the refs of a cycle's numbers whose shopper gave notice, and whether the desk took note."""
    notices = LeavingNotice.objects.filter(cycle_number__cycle=cycle).values_list("cycle_number__ref", "seen_at")
    return {ref: seen is not None for ref, seen in notices}


def away_whole(windows: Sequence[tuple[str, date, date]]) -> set[tuple[str, date, date]]:
    """Return those windows (number's ref, first and last day) that lie wholly within days on which the number is away."""
    spans: dict[str, list[Span]] = {}
    for ref, first, last in AwaySpan.objects.filter(cycle_number__ref__in={each[0] for each in windows}).values_list(
        "cycle_number__ref", "first_day", "last_day"
    ):
        spans.setdefault(ref, []).append(Span(first, last))
    return {
        each
        for each in windows
        if any(span.first_day <= each[1] and each[2] <= span.last_day for span in spans.get(each[0], ()))
    }
