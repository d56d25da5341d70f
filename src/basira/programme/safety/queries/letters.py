"""Letters of authority for the duty desk and for a mission's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from basira.core.kernel.lifecycles import LetterState
from basira.programme.safety.models import Letter, LetterCheck


@dataclass(frozen=True, slots=True)
class CheckCard:
    """One check by a guard; the number is what she says on the phone."""

    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LetterCard:
    """A letter as the duty desk shows it. `is_spent` at the moment it was asked for."""

    ref: str
    number: str
    mission_ref: str
    centre_ar: str
    centre_en: str
    state: LetterState
    shown_at: datetime | None
    expires_at: datetime | None
    seen_at: datetime | None
    confirmed_at: datetime | None
    is_spent: bool
    checks: tuple[CheckCard, ...]


def letters_on_desk(at: datetime) -> tuple[LetterCard, ...]:
    """Return the letters that were shown and that still stand or that nobody has looked at, the oldest first."""
    waits = Q(expires_at__gt=at) | Q(seen_at=None)
    shown = letters().filter(waits, state__in=[LetterState.SHOWN, LetterState.CHECKED])
    return cards_of(shown.order_by("shown_at", "pk"), at)


def letters_of_mission(mission: str, *, at: datetime) -> tuple[LetterCard, ...]:
    """Return every letter of a mission, the newest first; empty when there is none."""
    return cards_of(letters().filter(mission__ref=mission).order_by("-prepared_at", "-pk"), at)


def letters() -> QuerySet[Letter]:
    """Return letters with what their cards need."""
    return Letter.objects.select_related("mission__cycle_number", "mission__centre")


def cards_of(rows: QuerySet[Letter], at: datetime) -> tuple[LetterCard, ...]:
    """Return letters as plain values, each with its checks."""
    found = list(rows)
    checks: dict[int, list[CheckCard]] = {}
    for check in LetterCheck.objects.filter(letter__in=found).order_by("pk"):
        checks.setdefault(check.letter_id or 0, []).append(CheckCard(check.number, check.at))
    return tuple(card_of(row, checks.get(row.pk, ()), at) for row in found)


def card_of(row: Letter, checks: Iterable[CheckCard], at: datetime) -> LetterCard:
    """Return a letter as plain values."""
    return LetterCard(
        row.ref,
        row.mission.cycle_number.number,
        row.mission.ref,
        row.mission.centre.name_ar,
        row.mission.centre.name_en,
        LetterState(row.state),
        row.shown_at,
        row.expires_at,
        row.seen_at,
        row.confirmed_at,
        row.confirmed_at is not None or (row.expires_at is not None and row.expires_at <= at),
        tuple(checks),
    )


def missions_with_spent_cover(wave: str) -> frozenset[str]:
    """Return the refs of a cycle's missions whose letter was shown to somebody: their cover may be spent."""
    shown = Letter.objects.filter(mission__wave__ref=wave, shown_at__isnull=False)
    return frozenset(shown.values_list("mission__ref", flat=True))


def letters_ready(wave: str) -> int:
    """Return how many missions of a cycle have a letter that is ready to be shown."""
    return Letter.objects.filter(mission__wave__ref=wave, state=LetterState.PREPARED).count()
