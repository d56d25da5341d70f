"""The end of a shopper's term, and the gaps before somebody returns (S0-09, S0-10): what time itself decides."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import SHOPPER_MOVES, ShopperState
from basira.core.kernel.problem import Problem
from basira.programme.journal import verbs as journal
from basira.programme.panel import queries
from basira.programme.panel.models import CycleNumber, KeysToClose, RotationGaps, Shopper
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.blueprints import kept_blueprint
from basira.programme.people.holding import hold_programme
from basira.programme.people.permissions import Act

MOST_GAP_DAYS = 730
USUAL_CENTRE_DAYS = 90
"""Days before the same shopper returns to a centre where nobody said otherwise (requirements, the numbers)."""
REMINDED_BEFORE = timedelta(days=30)
"""How long before its end a term is told of: a call for its successor takes a month."""


class TermInThePast(Problem):
    """A term ends today at the earliest."""

    code = "panel.term-in-the-past"


class GapOutOfRange(Problem):
    """A gap has 0 to `most` days."""

    code = "panel.gap-out-of-range"


class NotTwoShoppers(Problem):
    """Two who go about together are two numbers of one cycle, with two shoppers behind them."""

    code = "panel.not-two-shoppers"


@dataclass(frozen=True, slots=True)
class Gaps:
    """Days before a shopper returns to a centre, a body, a sector; 0 asks for none."""

    centre: int
    body: int
    sector: int

    @property
    def longest(self) -> int:
        """Return the longest of them."""
        return max(self.centre, self.body, self.sector)


def gaps_now() -> Gaps:
    """
    Return the gaps that hold: as the director set them, else as the programme's blueprint says, else the usual one.

    A programme that nobody set up (a rehearsal of simulated data) has none until somebody sets some.
    """
    row = RotationGaps.objects.first()
    if row is not None:
        return Gaps(row.centre_days, row.body_days, row.sector_days)
    if people.was_set_up():
        said = kept_blueprint()
        if said is None:
            return Gaps(USUAL_CENTRE_DAYS, 0, 0)
        named = (("rotation_days", USUAL_CENTRE_DAYS), ("rotation_days_body", 0), ("rotation_days_sector", 0))
        return Gaps(*(int(said.said(f"shoppers.{name}", usual)) for name, usual in named))
    return Gaps(0, 0, 0)


@transaction.atomic
def set_gaps(*, gaps: Gaps, by: Actor, at: datetime) -> None:
    """
    Set the gaps. They hold for missions that are planned from now on.

    :raises NotPermitted: when `by` may not set routes
    :raises GapOutOfRange: outside 0 to 730 days
    """
    permissions.check(by, Act.SET_ROUTES)
    hold_programme()
    days = {"centre_days": gaps.centre, "body_days": gaps.body, "sector_days": gaps.sector}
    if not all(0 <= each <= MOST_GAP_DAYS for each in days.values()):
        raise GapOutOfRange(most=MOST_GAP_DAYS)
    RotationGaps.objects.update_or_create(pk=1, defaults=days)
    journal.record("rotation.set", subject="panel", by=by, at=at, **days)


def term_of_a_newcomer(at: datetime) -> date | None:
    """
    Return the last day of whoever comes in now, as the programme's file says it of its classes, which all have the same; None where it
    says none.

    A term of a month from January 31 ends on the last day of February at the latest.
    """
    file = kept_blueprint()
    rows = file.table("shoppers.classes") if file else ()
    months = rows[0].get("term_months") if rows else None
    if not isinstance(months, int):
        return None
    day = timezone.localdate(at)
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last)) - timedelta(days=1)


@transaction.atomic
def set_term(*, panel_ref: str, ends_on: date | None, by: Actor, at: datetime) -> None:
    """
    Say on which day a shopper's term ends; None gives it no end. Who has ended keeps what was said.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises TermInThePast: for a day before today
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    if ends_on is not None and ends_on < timezone.localdate(at):
        raise TermInThePast()
    shoppers = Shopper.objects.filter(panel_ref=panel_ref).exclude(state=ShopperState.ENDED)
    if shoppers.update(term_ends_on=ends_on):
        journal.record("shopper.term-set", subject=panel_ref, by=by, at=at, ends=ends_on.isoformat() if ends_on else "")


@transaction.atomic
def end_terms(*, by: Actor, at: datetime) -> int:
    """
    End the time of everybody whose term is over, and return how many that were; their keys are closed a moment later.

    For the schedule; again changes nothing. While the vault is away nobody ends: her keys could not be found.

    :raises NotPermitted: when `by` is not the schedule
    """
    permissions.check(by, Act.END_TERMS)
    over = Shopper.objects.select_for_update(skip_locked=True).filter(term_ends_on__lt=timezone.localdate(at))
    open_states = [state for state in ShopperState if ShopperState.ENDED in SHOPPER_MOVES[state]]
    refs = list(over.filter(state__in=open_states).order_by("panel_ref").values_list("panel_ref", flat=True))
    if not refs or not queries.vault_answers():
        return 0
    end_shoppers(refs, "term", by, at)
    return len(refs)


def end_shoppers(refs: list[str], reason: str, by: Actor, at: datetime) -> None:
    """Write that the time of these shoppers has ended, in a verb's own transaction."""
    KeysToClose.objects.bulk_create([KeysToClose(panel_ref=ref) for ref in refs], ignore_conflicts=True)
    Shopper.objects.filter(panel_ref__in=refs).update(state=ShopperState.ENDED)
    detail = {"to": str(ShopperState.ENDED), "reason": reason}
    journal.record_many([journal.Line("shopper.moved", ref, detail) for ref in refs], by=by, at=at)


@transaction.atomic
def note_companions(*, numbers: tuple[str, str], by: Actor, at: datetime) -> None:
    """
    Have the vault keep that the shoppers behind two numbers of one cycle go about together: gaps hold for both.

    The journal says that it was noted, beside the first number alone.

    :raises NotPermitted: when `by` may not maintain the panel
    :raises NotTwoShoppers: when they are not two shoppers of one cycle
    :raises VaultNotReachable: when the vault does not answer
    """
    permissions.check(by, Act.MAINTAIN_PANEL)
    cycles = list(CycleNumber.objects.filter(ref__in=numbers).values_list("cycle", flat=True))
    if len(cycles) != len(numbers) or len(set(cycles)) != 1 or not queries.vault().accompany(numbers, by=by.ref):
        raise NotTwoShoppers()
    journal.record("cycle-number.companion-noted", subject=numbers[0], by=by, at=at)
