"""
Letters of authority: prepared for a mission, shown once behind a deliberate touch, checked by a guard, confirmed by phone.

The token does not exist before the shopper's touch. It has 130 random bits; beside it stands a code of 50 bits that a guard
can type, good for the same half hour and guarded by a rate limit. Of both only digests are kept.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from basira.core.kernel.actor import Actor, ActorKind
from basira.core.kernel.lifecycles import LETTER_MOVES, LetterState, MissionState, check_move
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import ALPHABET, new_ref
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.safety.models import Alarm, Letter, LetterCheck
from basira.programme.safety.queries.desk import duty_card
from basira.programme.safety.verbs.alarms import MissionNotHers, mission_of
from basira.programme.waves.models import Mission

SPENT_AFTER = timedelta(minutes=30)
"""How long after its first showing a letter stands for somebody."""
CODE_LETTERS = 10
GUARD = Actor(ActorKind.SYSTEM, "guard")
"""Whoever holds a code: no account, and nothing is known of them."""
MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", **{digit: str(n) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩")}})
ON_THE_WAY = frozenset({MissionState.PLANNED, MissionState.OFFERED, MissionState.ACCEPTED})


class LetterMissing(Problem):
    """No letter is ready for this mission: none was prepared, or the last one is spent."""

    code = "safety.letter-missing"


class NotHerDay(Problem):
    """The mission's window is not open now, so nobody is on an authorised task for it."""

    code = "safety.letter-not-now"


class LetterUnknown(Problem):
    """No letter has this ref."""

    code = "safety.letter-unknown"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the shopper's page may show, once: the token behind "#", the code to type, and until when."""

    ref: str
    token: str
    code: str
    centre_ar: str
    centre_en: str
    expires_at: datetime

    def __repr__(self) -> str:
        return "Shown(…)"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a guard may know: the place, whom to call, and the number of this check to say on the phone."""

    number: str
    centre_ar: str
    centre_en: str
    phones: tuple[str, ...]
    hours_ar: str
    hours_en: str


@transaction.atomic
def prepare_letters(*, wave: str, by: Actor, at: datetime) -> int:
    """
    Prepare a letter for every mission of a cycle that is still to come and has none that can be shown, and return how many.

    :raises NotPermitted: when `by` may not prepare letters
    """
    permissions.check(by, Act.PREPARE_LETTERS)
    having = Letter.objects.filter(usable(at))
    missions = Mission.objects.select_for_update().filter(wave__ref=wave, state__in=ON_THE_WAY)
    return len(write_letters(list(missions.exclude(pk__in=having.values("mission"))), by, at))


@transaction.atomic
def issue_letter(*, mission: str, by: Actor, at: datetime) -> str:
    """
    Issue a letter for one mission, and return its ref; one that is ready already is the one.

    :raises NotPermitted: when `by` may not prepare letters
    :raises MissionNotHers: when there is no such mission
    """
    permissions.check(by, Act.PREPARE_LETTERS)
    found = Mission.objects.select_for_update().filter(ref=mission).first()
    if found is None:
        raise MissionNotHers()
    ready = Letter.objects.filter(mission=found, state=LetterState.PREPARED).first()
    return ready.ref if ready else write_letters([found], by, at)[0].ref


def write_letters(missions: list[Mission], by: Actor, at: datetime) -> list[Letter]:
    """Write letters that are ready to be shown, with their entries."""
    letters = Letter.objects.bulk_create(
        [Letter(mission=each, state=LetterState.PREPARED, prepared_at=at, prepared_by=by.ref) for each in missions]
    )
    lines = [
        journal.Line("letter.prepared", letter.ref, {"mission": each.ref})
        for letter, each in zip(letters, missions, strict=True)
    ]
    journal.record_many(lines, by=by, at=at)
    return letters


@transaction.atomic
def show_letter(*, mission: str, by: Actor, at: datetime) -> Shown:
    """
    Show a shopper the letter of her mission. What was shown before is replaced, within the same half hour.

    :raises NotPermitted: when `by` is no shopper
    :raises MissionNotHers: when she has no such mission
    :raises NotHerDay: outside its window, or when it is no longer hers to do
    :raises LetterMissing: when none is ready
    """
    permissions.check(by, Act.CALL_FOR_HELP)
    found = mission_of(by, mission)
    check_under_way(found, at)
    # One that was shown comes before one that is ready: a second touch is the same encounter.
    letters = Letter.objects.select_for_update().filter(usable(at), mission=found).order_by("expires_at", "pk")
    letter = letters.first()
    if letter is None:
        raise LetterMissing()
    token, code = new_ref(), "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
    letter.token_digest, letter.code_digest = token_digest(token), code_digest(code)
    if letter.shown_at is None:
        check_move(LETTER_MOVES, LetterState(letter.state), LetterState.SHOWN)
        letter.state, letter.shown_at, letter.expires_at = LetterState.SHOWN, at, at + SPENT_AFTER
    letter.save(update_fields=["token_digest", "code_digest", "state", "shown_at", "expires_at"])
    journal.record("letter.shown", subject=letter.ref, by=by, at=at)
    expires = letter.expires_at or at + SPENT_AFTER
    return Shown(letter.ref, token, code, found.centre.name_ar, found.centre.name_en, expires)


def usable(at: datetime) -> Q:
    """Return which letters may be shown: those that are ready, and those that stand for somebody since a moment ago."""
    return Q(state=LetterState.PREPARED) | Q(state__in=[LetterState.SHOWN, LetterState.CHECKED], expires_at__gt=at)


def check_under_way(mission: Mission, at: datetime) -> None:
    """
    Refuse a letter for a mission that nobody is on now. One that an alarm made void still has its shopper on site.

    :raises NotHerDay: outside the window, or for a mission that was not accepted
    """
    is_hers = mission.state in {MissionState.ACCEPTED, MissionState.DONE} or (
        mission.state == MissionState.VOID and Alarm.objects.filter(mission=mission).exists()
    )
    if not is_hers or not mission.window_start <= at <= mission.window_end:
        raise NotHerDay()


@transaction.atomic
def check_letter(*, text: str, at: datetime) -> Checked | None:
    """
    Check what a guard typed or scanned; None for everything that stands for nobody now: wrong, spent, withdrawn.

    Either way the same is asked and written, so that the time does not tell them apart; the caller evens out the rest.
    """
    plain = "".join(text.split()).replace("-", "").casefold().translate(MISREAD)
    named = Q(token_digest=token_digest(plain)) | Q(code_digest=code_digest(plain))
    letters = Letter.objects.select_for_update(of=("self",)).select_related("mission__centre")
    letter = letters.filter(named).first()
    if letter is not None and not is_good(letter, at):
        letter = None
    check = LetterCheck.objects.create(letter=letter, number=f"{secrets.randbelow(10_000):04}", at=at)
    if letter is None:
        journal.record("letter.check-failed", subject="letter", by=GUARD, at=at)
        return None
    letter.state = LetterState.CHECKED
    letter.save(update_fields=["state"])
    journal.record("letter.checked", subject=letter.ref, by=GUARD, at=at)
    centre = letter.mission.centre
    duty = duty_card()
    return Checked(check.number, centre.name_ar, centre.name_en, duty.phones, duty.hours_ar, duty.hours_en)


def is_good(letter: Letter, at: datetime) -> bool:
    """Tell whether a letter stands for somebody now: shown, not spent."""
    is_out = letter.state in {LetterState.SHOWN, LetterState.CHECKED}
    return is_out and letter.expires_at is not None and at < letter.expires_at


@transaction.atomic
def see_letter(*, letter: str, by: Actor, at: datetime) -> None:
    """
    Say that the duty officer knows that a letter was shown. Saying it again changes nothing.

    :raises NotPermitted: when `by` is not on duty
    :raises LetterUnknown: when no letter of this ref was shown
    """
    permissions.check(by, Act.ANSWER_DUTY)
    found = lock_letter(letter)
    if found.shown_at is None:
        raise LetterUnknown()
    if found.seen_at is None:
        found.seen_at, found.seen_by = at, by.ref
        found.save(update_fields=["seen_at", "seen_by"])
        journal.record("letter.seen", subject=letter, by=by, at=at)


@transaction.atomic
def confirm_letter(*, letter: str, by: Actor, at: datetime) -> None:
    """
    Confirm a shown letter to the guard on the phone: from here on it is spent.

    :raises NotPermitted: when `by` is not on duty
    :raises LetterUnknown, MoveNotAllowed: when there is none, or it was not shown, or is confirmed or withdrawn
    """
    permissions.check(by, Act.ANSWER_DUTY)
    found = lock_letter(letter)
    check_move(LETTER_MOVES, LetterState(found.state), LetterState.CONFIRMED)
    found.state, found.confirmed_at, found.confirmed_by = LetterState.CONFIRMED, at, by.ref
    if found.seen_at is None:
        found.seen_at, found.seen_by = at, by.ref
    found.save(update_fields=["state", "confirmed_at", "confirmed_by", "seen_at", "seen_by"])
    journal.record("letter.confirmed", subject=letter, by=by, at=at)


@transaction.atomic
def withdraw_letter(*, letter: str, by: Actor, at: datetime) -> None:
    """
    Take a letter back: it stands for nobody any more, shown or not.

    :raises NotPermitted: when `by` is not on duty
    :raises LetterUnknown, MoveNotAllowed: when there is none, or it is confirmed or withdrawn
    """
    permissions.check(by, Act.ANSWER_DUTY)
    found = lock_letter(letter)
    check_move(LETTER_MOVES, LetterState(found.state), LetterState.WITHDRAWN)
    found.state, found.withdrawn_at, found.withdrawn_by = LetterState.WITHDRAWN, at, by.ref
    found.save(update_fields=["state", "withdrawn_at", "withdrawn_by"])
    journal.record("letter.withdrawn", subject=letter, by=by, at=at)


def lock_letter(ref: str) -> Letter:
    """Return a letter, its row locked. Raises LetterUnknown."""
    found = Letter.objects.select_for_update().filter(ref=ref).first()
    if found is None:
        raise LetterUnknown()
    return found


def token_digest(token: str) -> str:
    """Return what is kept of a token. It has 130 random bits, so that a plain digest cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_digest(code: str) -> str:
    """Return what is kept of a code to type: keyed, because 50 bits could be tried against a stolen table."""
    return salted_hmac("basira.safety.letter", code, algorithm="sha256").hexdigest()
