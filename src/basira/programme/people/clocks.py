"""The programme's own clocks and weekend; where it decided nothing, those that the server was started with."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Subquery

from basira.core.kernel.actor import Actor
from basira.core.kernel.problem import Problem
from basira.core.kernel.workdays import WEEKDAYS, weekend_of
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.holding import hold_programme
from basira.programme.people.models import MOST_CLOCK_DAYS, KeptBlueprint, ProgrammeClocks
from basira.programme.people.permissions import Act

__all__ = ["MOST_CLOCK_DAYS", "ClockOutOfRange", "Clocks", "check_clocks", "clocks_now", "set_clocks"]


class ClockOutOfRange(Problem):
    """A clock is of no day at all, or of more than `most` working days."""

    code = "people.clock-out-of-range"


@dataclass(frozen=True, slots=True)
class Clocks:
    """
    Working days that a body has to answer a finding and the arbiter a contest, and the days off in a week.

    `weekend` holds English names of days, in the order of the week.
    """

    answer_days: int
    arbiter_days: int
    weekend: tuple[str, ...]


def clocks_now() -> Clocks:
    """Return the clocks that hold: the programme's own, else the server's. One query."""
    return clocks_and_file()[0]


def clocks_and_file() -> tuple[Clocks, str]:
    """
    Return the same with the text of the programme's file, "" for none, in one query.

    A programme that keeps a file has set its clocks: it starts with both.
    """
    kept = Subquery(KeptBlueprint.objects.filter(pk=1).values("text"))
    row = ProgrammeClocks.objects.annotate(file=kept).filter(pk=1).first()
    if row:
        return Clocks(row.answer_days, row.arbiter_days, tuple(row.weekend)), row.file or ""
    return usual_clocks(), ""


def usual_clocks() -> Clocks:
    """Return the clocks that the server was started with."""
    return Clocks(settings.ANSWER_WORKING_DAYS, settings.ARBITER_WORKING_DAYS, in_order(settings.WEEKEND))


def check_clocks(clocks: Clocks) -> None:
    """
    Refuse clocks that nobody can keep.

    :raises ClockOutOfRange: for a clock below 1 or above `MOST_CLOCK_DAYS` working days
    :raises WeekendUnreadable: for a word that is no day, and where no working day would be left
    """
    for days in (clocks.answer_days, clocks.arbiter_days):
        if not 1 <= days <= MOST_CLOCK_DAYS:
            raise ClockOutOfRange(most=MOST_CLOCK_DAYS)
    weekend_of(clocks.weekend)


@transaction.atomic
def set_clocks(*, clocks: Clocks, by: Actor, at: datetime) -> None:
    """
    Set the programme's clocks from now on.

    Last days for answers that stand in a report already stay; the day of a contest that waits is counted by the new clock.

    :raises NotPermitted: when `by` may not set the programme
    :raises ClockOutOfRange: or another refusal of the clocks
    """
    permissions.check(by, Act.SET_PROGRAMME)
    hold_programme()
    check_clocks(clocks)
    before, after = clocks_now(), Clocks(clocks.answer_days, clocks.arbiter_days, in_order(clocks.weekend))
    if ProgrammeClocks.objects.filter(pk=1).exists() and before == after:
        return
    ProgrammeClocks.objects.update_or_create(pk=1, defaults=asdict(after))
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(after).items()}
    journal.record("programme.clocks-set", subject="programme", by=by, at=at, **told)


def in_order(days: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return days in the order of the week, each once; words that are no day stay, for the check to refuse."""
    plain = [day.strip().lower() for day in days]
    return (*(day for day in WEEKDAYS if day in plain), *(day for day in plain if day not in WEEKDAYS))
