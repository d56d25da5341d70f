"""Alarms for the duty desk: the oldest unanswered first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from basira.core.kernel.lifecycles import AlarmState
from basira.programme.journal import queries as journal
from basira.programme.safety.models import Alarm, AlarmNote
from basira.programme.waves.models import Mission

AGES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240))
"""Marks at which it is said anew how long an alarm has waited: the desk moves and speaks only when something is new."""


@dataclass(frozen=True, slots=True)
class AlarmCard:
    """An alarm as a list shows it. Places are "" while nobody knows which mission it is about."""

    ref: str
    number: str
    centre_ar: str
    centre_en: str
    entity_ar: str
    entity_en: str
    raised_at: datetime
    pressed_at: datetime
    state: AlarmState
    seen_at: datetime | None
    seen_by: str | None

    @property
    def came_late(self) -> bool:
        """Tell whether the phone could not send it at once."""
        return self.raised_at - self.pressed_at >= timedelta(minutes=2)

    def waits_for(self, now: datetime) -> timedelta:
        """Return how long it has stood on the desk without anybody taking it on, as the last mark of `AGES` that it passed."""
        if self.state is not AlarmState.RAISED:
            return timedelta()
        return max((age for age in AGES if now - self.raised_at >= age), default=timedelta())


@dataclass(frozen=True, slots=True)
class NoteCard:
    """What somebody wrote down about an alarm."""

    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class MissionChoice:
    """A mission that an alarm may have been about."""

    ref: str
    centre_ar: str
    centre_en: str
    window_end: datetime


@dataclass(frozen=True, slots=True)
class AlarmPage:
    """
    An alarm in full; `choices` are her missions, when nobody knows yet which it was. `asked_to_ring_at` is when the vault was
    last asked to write to her; None when never.
    """

    card: AlarmCard
    mission_ref: str
    number_ref: str
    closed_at: datetime | None
    closed_by: str | None
    notes: tuple[NoteCard, ...]
    choices: tuple[MissionChoice, ...]
    asked_to_ring_at: datetime | None


def alarm_cards(*, closed: bool = False) -> tuple[AlarmCard, ...]:
    """Return open alarms, those nobody has seen first and of them the oldest first; or the last 50 that are closed."""
    rows = Alarm.objects.select_related("cycle_number", "mission__centre__entity")
    if closed:
        return tuple(card_of(row) for row in rows.filter(state=AlarmState.CLOSED).order_by("-closed_at", "-pk")[:50])
    open_ones = rows.exclude(state=AlarmState.CLOSED).order_by("raised_at", "pk")
    return tuple(sorted((card_of(row) for row in open_ones), key=lambda card: card.state is not AlarmState.RAISED))


def alarm_page(ref: str) -> AlarmPage | None:
    """Return one alarm in full; None when there is none."""
    row = Alarm.objects.select_related("cycle_number", "mission__centre__entity").filter(ref=ref).first()
    if row is None:
        return None
    notes = AlarmNote.objects.filter(alarm=row).order_by("pk")
    return AlarmPage(
        card_of(row),
        row.mission.ref if row.mission else "",
        row.cycle_number.ref,
        row.closed_at,
        row.closed_by,
        tuple(NoteCard(note.words, note.at, note.by) for note in notes),
        () if row.mission else choices_of(row),
        max((entry.at for entry in journal.entries_about(ref) if entry.act == "alarm.asked-to-ring"), default=None),
    )


def choices_of(alarm: Alarm) -> tuple[MissionChoice, ...]:
    """Return the missions of whoever raised an alarm, the one whose window ends next to it first; at most 20."""
    missions = Mission.objects.filter(cycle_number_id=alarm.cycle_number_id).select_related("centre")
    near = sorted(missions, key=lambda each: (abs(each.window_end - alarm.raised_at), each.pk))
    return tuple(
        MissionChoice(each.ref, each.centre.name_ar, each.centre.name_en, each.window_end) for each in near[:20]
    )


def card_of(row: Alarm) -> AlarmCard:
    """Return an alarm as plain values."""
    centre = row.mission.centre if row.mission else None
    return AlarmCard(
        row.ref,
        row.cycle_number.number,
        centre.name_ar if centre else "",
        centre.name_en if centre else "",
        centre.entity.name_ar if centre else "",
        centre.entity.name_en if centre else "",
        row.raised_at,
        row.raised_at - timedelta(minutes=row.minutes_before),
        AlarmState(row.state),
        row.seen_at,
        row.seen_by,
    )
