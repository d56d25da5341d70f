"""
The covert repeat: who may make it, in which persona and at which hours, and what one visit can say of a fix.

A repeat is made by somebody who was not there before, as somebody whom nobody there has met, at hours like those of the
visit that found the fault; else "fixed" could mean that a face was known, or that the queue was short.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from basira.core.kernel.problem import Problem


class RepeatOutcome(StrEnum):
    """What one repeat visit says of what the finding is about."""

    FIXED = "fixed"
    NOT_FIXED = "not-fixed"
    NOT_SEEN = "not-seen"


class LeftOut(StrEnum):
    """Why a shopper of the cycle cannot make a repeat, as far as this side may know."""

    BARRED = "barred"
    WENT_THERE = "went-there"
    KEYS_CLOSED = "keys-closed"


class PersonaMet(Problem):
    """The scenario was played at this centre before."""

    code = "repeats.persona-met"


class TooFewToChoose(Problem):
    """Fewer than `least` shoppers may go; `barred`, `went_there` and `keys_closed` say how many may not."""

    code = "repeats.too-few"


class DaysUnfit(Problem):
    """The first day of the window comes after the last, is over, or lies outside the cycle."""

    code = "repeats.days-unfit"


LEAST_TO_CHOOSE = 5
"""Fewer would make the choice tell who was left out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may make a repeat, by the ref of the cycle's number, and how many may not for which reason."""

    allowed: tuple[str, ...]
    left_out: Mapping[LeftOut, int]


def allowed_shoppers(
    numbers: Sequence[str], *, barred: Set[str], went_there: Set[str], keys_closed: Set[str]
) -> Choice:
    """
    Return who of a cycle's numbers may make a repeat. Each who may not is counted once, under the first reason.

    :raises TooFewToChoose: when fewer than five are left
    """
    reasons = ((LeftOut.BARRED, barred), (LeftOut.WENT_THERE, went_there), (LeftOut.KEYS_CLOSED, keys_closed))
    left_out = dict.fromkeys(LeftOut, 0)
    allowed = []
    for number in sorted(numbers):
        why = next((reason for reason, those in reasons if number in those), None)
        if why is None:
            allowed.append(number)
        else:
            left_out[why] += 1
    if len(allowed) < LEAST_TO_CHOOSE:
        counts = {str(why).replace("-", "_"): count for why, count in left_out.items()}
        raise TooFewToChoose(least=LEAST_TO_CHOOSE, **counts)
    return Choice(tuple(allowed), left_out)


def check_persona(scenario: str, played: Set[str]) -> None:
    """
    Refuse a scenario that the centre has met.

    :raises PersonaMet: when it has
    """
    if scenario in played:
        raise PersonaMet()


def comparable_window(
    first: datetime, last: datetime, days: tuple[date, date], zone: tzinfo
) -> tuple[datetime, datetime]:
    """
    Return the window of a repeat: on these days, at the hours of the day of the window from `first` to `last`.

    Shape: two instants of the earlier window, two days; two instants out, in `zone`. A window whose last hour is not after
    its first one, as one over midnight, ends on the day after the last.

    :raises DaysUnfit: when the first day comes after the last
    """
    if days[0] > days[1]:
        raise DaysUnfit()
    start, end = first.astimezone(zone).timetz(), last.astimezone(zone).timetz()
    ends_on = days[1] + timedelta(days=1) if end <= start else days[1]
    return datetime.combine(days[0], start), datetime.combine(ends_on, end)


def outcome_of(shares: Sequence[tuple[Decimal, bool]], *, fixed_from: Decimal) -> RepeatOutcome:
    """
    Return what a repeat says of a finding.

    Shape: one (share of points, whether critical) a criterion that applied. Units: shares 0 to 1. Fixed: their mean is at or
    above `fixed_from` and no critical one lost a point. Empty: not seen, which is neither.
    """
    if not shares:
        return RepeatOutcome.NOT_SEEN
    mean = sum((share for share, _critical in shares), Decimal(0)) / len(shares)
    is_whole = all(share == 1 for share, critical in shares if critical)
    return RepeatOutcome.FIXED if mean >= fixed_from and is_whole else RepeatOutcome.NOT_FIXED


def quarter_of(day: date) -> str:
    """Return the quarter of a day, as "2026-Q4": the finest time that a body is told of a repeat."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


@dataclass(frozen=True, slots=True)
class FixTime:
    """How long fixes took, in days from the finding to the verified fix: the median, and of how many."""

    median_days: int | None
    count: int


def time_to_fix(days: Sequence[int], *, least: int, bodies: int, least_bodies: int) -> FixTime:
    """
    Return the median with its count; no median below `least` fixes of `least_bodies` bodies.

    Units: whole days; the lower middle of an even number. Empty: no median, count 0.
    """
    if len(days) < least or bodies < least_bodies:
        return FixTime(None, len(days))
    return FixTime(sorted(days)[(len(days) - 1) // 2], len(days))
