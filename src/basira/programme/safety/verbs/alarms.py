"""
Cover blown, or duress: one gesture of a shopper, and what the duty officer does about it.

In one transaction the mission is void without penalty, the shopper's number is barred from that body, her other missions
there are taken back, and the alarm stands on the duty desk.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from basira.core.kernel.actor import Actor
from basira.core.kernel.lifecycles import ALARM_MOVES, AlarmState, check_move
from basira.core.kernel.problem import Problem
from basira.programme.journal import queries as journal_queries
from basira.programme.journal import verbs as journal
from basira.programme.panel import verbs as panel
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.safety.models import Alarm, AlarmNote, DutyDesk
from basira.programme.waves import verbs as waves
from basira.programme.waves.models import Mission

MOST_MINUTES = 14 * 24 * 60
"""A phone that was off longer than a cycle's fortnight counts as that."""
MOST_LETTERS = 4000
BETWEEN_RINGS = timedelta(minutes=10)
"""How long after she was asked to ring she is not asked again: a phone that sounds again and again tells on her."""

ASKED_TO_RING = "alarm.asked-to-ring"


class MissionNotHers(Problem):
    """No mission of this shopper has this ref; another's looks the same."""

    code = "safety.mission-unknown"


class IdTaken(Problem):
    """Something else was already received under this id of the phone's own making; that one stands."""

    code = "safety.id-taken"


class IdUnfit(Problem):
    """The id that a phone makes has between 8 and 64 letters, digits and dashes."""

    code = "safety.id-unfit"


class AlarmUnknown(Problem):
    """No alarm has this ref."""

    code = "safety.alarm-unknown"


class MissionNamed(Problem):
    """The alarm names its mission already; that stays."""

    code = "safety.mission-named"


class NotTakenOn(Problem):
    """Nobody has taken the alarm on yet, or it is closed."""

    code = "safety.alarm-not-taken-on"


class NoNumberToRing(Problem):
    """No number of the duty officer is set, so that nobody could ring it."""

    code = "safety.no-number-to-ring"


class AskedToRingAlready(Problem):
    """She was asked to ring within the last `minutes`."""

    code = "safety.asked-to-ring-already"


class WordsMissing(Problem):
    """What was done is told in at least a few words, and at most `limit` letters."""

    code = "safety.words-missing"


@dataclass(frozen=True, slots=True)
class Raised:
    """What a phone may be told: the alarm stands on the duty desk since `at`. `is_new` is false for a repetition."""

    ref: str
    is_new: bool
    at: datetime


@transaction.atomic
def raise_alarm(*, client_id: str, mission: str = "", minutes_before: int = 0, by: Actor, at: datetime) -> Raised:
    """
    Take in a shopper's alarm; it is durable and on the duty desk when this commits. The same `client_id` is one alarm.

    `by` is the shopper by cycle number. `mission` is the ref of hers that it is about; without one nothing is void or
    barred until the duty officer knows which it was.

    :raises NotPermitted: when `by` is no shopper
    :raises IdUnfit: when the id could not have been made by a phone of ours
    :raises MissionNotHers: when she has no such mission
    :raises IdTaken: when an alarm about another mission came under this id
    """
    permissions.check(by, Act.CALL_FOR_HELP)
    check_client_id(client_id)
    found = mission_of(by, mission) if mission else None
    number = CycleNumber.objects.get(ref=by.ref)
    try:
        with transaction.atomic():
            alarm = Alarm.objects.create(
                client_id=client_id,
                cycle_number=number,
                mission=found,
                minutes_before=max(0, min(minutes_before, MOST_MINUTES)),
                state=AlarmState.RAISED,
                raised_at=at,
            )
    except IntegrityError:
        earlier = Alarm.objects.get(cycle_number=number, client_id=client_id)
        if found is not None and earlier.mission_id not in (None, found.pk):
            raise IdTaken() from None
        return Raised(earlier.ref, False, earlier.raised_at)
    journal.record("alarm.raised", subject=alarm.ref, by=by, at=at, has_mission=found is not None)
    if found is not None:
        leave_body(found, by, at)
    return Raised(alarm.ref, True, at)


def mission_of(by: Actor, ref: str) -> Mission:
    """Return a shopper's own mission. Raises MissionNotHers."""
    found = Mission.objects.select_related("centre").filter(ref=ref, cycle_number__ref=by.ref).first()
    if found is None:
        raise MissionNotHers()
    return found


def check_client_id(client_id: str) -> None:
    """
    Refuse an id that no phone of ours makes.

    :raises IdUnfit: for anything but 8 to 64 ASCII letters, digits and dashes
    """
    plain = client_id.replace("-", "")
    if not (8 <= len(client_id) <= 64 and plain.isascii() and plain.isalnum()):
        raise IdUnfit()


def leave_body(mission: Mission, by: Actor, at: datetime) -> None:
    """Make a mission void, bar its shopper from that body and take back what she still had to do there."""
    # Held until the end: nobody plans her another mission there between the question and the bar, nor begins she one.
    CycleNumber.objects.select_for_update(no_key=True).get(pk=mission.cycle_number_id)
    waves.hold_state(wave_id=mission.wave_id)
    waves.void_for_safety(mission_id=mission.pk, by=by, at=at)
    number, entity = mission.cycle_number, mission.centre.entity_id
    waves.bar_from_body(number=number, entity_id=entity, by=by, at=at, reason="safety")


def lock_alarm(ref: str) -> Alarm:
    """Return an alarm, its row locked. Raises AlarmUnknown."""
    alarm = Alarm.objects.select_for_update().filter(ref=ref).first()
    if alarm is None:
        raise AlarmUnknown()
    return alarm


@transaction.atomic
def see_alarm(*, alarm: str, by: Actor, at: datetime) -> None:
    """
    Say that the duty officer has seen an alarm and takes it on.

    :raises NotPermitted: when `by` is not on duty
    :raises AlarmUnknown, MoveNotAllowed: when there is none, or somebody has seen it already
    """
    permissions.check(by, Act.ANSWER_DUTY)
    found = lock_alarm(alarm)
    check_move(ALARM_MOVES, AlarmState(found.state), AlarmState.SEEN)
    found.state, found.seen_at, found.seen_by = AlarmState.SEEN, at, by.ref
    found.save(update_fields=["state", "seen_at", "seen_by"])
    journal.record("alarm.seen", subject=alarm, by=by, at=at)


@transaction.atomic
def note_alarm(*, alarm: str, words: str, by: Actor, at: datetime) -> None:
    """
    Write down what was done about an alarm. The journal says that, not what, was written.

    :raises NotPermitted, AlarmUnknown: as `see_alarm`
    :raises WordsMissing: without words, or with too many
    """
    permissions.check(by, Act.ANSWER_DUTY)
    found = lock_alarm(alarm)
    AlarmNote.objects.create(alarm=found, words=checked_words(words), at=at, by=by.ref)
    journal.record("alarm.noted", subject=alarm, by=by, at=at)


@transaction.atomic
def ask_to_ring(*, alarm: str, words: Mapping[str, str], by: Actor, at: datetime) -> None:
    """
    Have the vault write to whoever raised an alarm, asking her to ring. Nobody here sees an address or a number of hers.

    `words` are the whole message by language, as for `panel.verbs.contact_shopper`; they name neither alarm nor programme.

    :raises NotPermitted, AlarmUnknown: as `see_alarm`
    :raises NotTakenOn: unless somebody has taken it on and it is not closed
    :raises NoNumberToRing: while no number of the duty officer is set
    :raises AskedToRingAlready: when she was asked a moment ago
    :raises NobodyToTell, VaultNotReachable: as `panel.verbs.contact_shopper`
    """
    permissions.check(by, Act.ANSWER_DUTY)
    found = lock_alarm(alarm)
    if found.state != AlarmState.SEEN:
        raise NotTakenOn()
    if not DutyDesk.objects.exists():
        raise NoNumberToRing()
    asked = [entry.at for entry in journal_queries.entries_about(alarm) if entry.act == ASKED_TO_RING]
    if asked and max(asked) > at - BETWEEN_RINGS:
        raise AskedToRingAlready(minutes=BETWEEN_RINGS // timedelta(minutes=1))
    panel.contact_shopper(cycle_number=found.cycle_number.ref, words=words, by=by, at=at)
    journal.record(ASKED_TO_RING, subject=alarm, by=by, at=at)


@transaction.atomic
def name_mission(*, alarm: str, mission: str, by: Actor, at: datetime) -> None:
    """
    Say which of the shopper's missions an alarm was about: from here on it is void and its body closed to her.

    :raises NotPermitted, AlarmUnknown: as `see_alarm`
    :raises MissionNamed: when the alarm has one
    :raises MissionNotHers: when it is no mission of whoever raised the alarm
    """
    permissions.check(by, Act.ANSWER_DUTY)
    found = lock_alarm(alarm)
    if found.mission_id is not None:
        raise MissionNamed()
    hers = Mission.objects.select_related("centre").filter(ref=mission, cycle_number_id=found.cycle_number_id).first()
    if hers is None:
        raise MissionNotHers()
    found.mission = hers
    found.save(update_fields=["mission"])
    journal.record("alarm.mission-named", subject=alarm, by=by, at=at, mission=mission)
    leave_body(hers, by, at)


@transaction.atomic
def close_alarm(*, alarm: str, words: str, by: Actor, at: datetime) -> None:
    """
    Close an alarm that was seen, with what was done in the end.

    :raises NotPermitted, AlarmUnknown, WordsMissing: as `note_alarm`
    :raises MoveNotAllowed: when nobody has seen it yet, or it is closed
    """
    permissions.check(by, Act.ANSWER_DUTY)
    found = lock_alarm(alarm)
    check_move(ALARM_MOVES, AlarmState(found.state), AlarmState.CLOSED)
    note_alarm(alarm=alarm, words=words, by=by, at=at)
    found.state, found.closed_at, found.closed_by = AlarmState.CLOSED, at, by.ref
    found.save(update_fields=["state", "closed_at", "closed_by"])
    journal.record("alarm.closed", subject=alarm, by=by, at=at)


def checked_words(words: str) -> str:
    """Return words without blank ends. Raises WordsMissing for none, or too many."""
    plain = words.strip()
    if not 0 < len(plain) <= MOST_LETTERS:
        raise WordsMissing(limit=MOST_LETTERS)
    return plain
