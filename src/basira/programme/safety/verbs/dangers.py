"""
Reports of danger to life (ruling 10): taken in from a phone, decided by the duty officer who sees what it may cost, told.

A report arrives as words first; its photo follows by itself, so that a bad line holds up nobody's life.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from basira.core.assurance.site_rules import SiteRule, withheld
from basira.core.kernel.actor import Actor
from basira.core.kernel.betraying import betrays
from basira.core.kernel.duty import DangerKind, Since, Told, Way
from basira.core.kernel.lifecycles import DANGER_MOVES, DangerState, check_move
from basira.core.kernel.problem import Problem
from basira.core.kernel.refs import new_ref
from basira.core.kernel.registry import SiteType
from basira.gateways.evidence import EvidenceStore, Sealing
from basira.gateways.pictures import REPAINTED_KINDS
from basira.programme.journal import verbs as journal
from basira.programme.panel.models import CycleNumber
from basira.programme.people import permissions
from basira.programme.people import queries as people
from basira.programme.people.permissions import Act
from basira.programme.registry import queries as registry
from basira.programme.registry.models import Centre
from basira.programme.safety.models import Danger, DangerDecision, DangerPhoto, Telling
from basira.programme.safety.queries.dangers import cost_to_cover
from basira.programme.safety.verbs.alarms import MOST_LETTERS, IdTaken, check_client_id, checked_words, mission_of

DUE_AFTER = timedelta(hours=1)
"""Ruling 10: the emergency contact and the top are told within the hour."""
LONGEST_PAUSE = timedelta(days=7)


class DangerUnclear(Problem):
    """What, or since when, is none of the known codes; `field` names it."""

    code = "safety.danger-unclear"


class PlaceMissing(Problem):
    """A report says where: by one of her missions, or by a centre of the registry."""

    code = "safety.place-missing"


class TooManyWords(Problem):
    """More than `limit` letters."""

    code = "safety.too-many-words"


class DangerUnknown(Problem):
    """No report has this ref, or none of this phone's has this id."""

    code = "safety.danger-unknown"


class PhotoTaken(Problem):
    """Another photo came with this report already; that one stands."""

    code = "safety.photo-taken"


class TextBetrays(Problem):
    """The text for the body holds what could betray the visit; `found` lists what."""

    code = "safety.text-betrays"


class PauseUnfit(Problem):
    """A report is held back until a moment in the coming week."""

    code = "safety.pause-unfit"


class ToldAlready(Problem):
    """That this one was told is on record."""

    code = "safety.told-already"


class ToldLater(Problem):
    """Nobody was told at a moment that has not come yet, or before there was a report."""

    code = "safety.told-later"


@dataclass(frozen=True, slots=True)
class DangerReport:
    """What a phone sends. `mission` or `centre` says where, by ref; `photo` whether one follows."""

    client_id: str
    what: str
    since: str
    words: str = ""
    mission: str = ""
    centre: str = ""
    photo: bool = False

    def sha256(self) -> str:
        """Return what tells a repetition from another report."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reported:
    """What a phone may be told; `missing` names what is still to come."""

    ref: str
    is_new: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a body and the top are told, in both languages."""

    arabic: str
    english: str


@transaction.atomic
def report_danger(*, report: DangerReport, by: Actor, at: datetime) -> Reported:
    """
    Take in a shopper's report; it is durable and on the duty desk when this commits. The same report again is one report.

    :raises NotPermitted: when `by` is no shopper
    :raises IdUnfit, DangerUnclear, TooManyWords: when it could not come from a phone of ours
    :raises PlaceMissing, MissionNotHers: when it does not say where, or names what is not hers
    :raises IdTaken: when another report came under this id
    """
    permissions.check(by, Act.CALL_FOR_HELP)
    check_report(report)
    mission = mission_of(by, report.mission) if report.mission else None
    centre = mission.centre if mission else Centre.objects.filter(ref=report.centre).first()
    if centre is None:
        raise PlaceMissing()
    number = CycleNumber.objects.get(ref=by.ref)
    try:
        with transaction.atomic():
            danger = Danger.objects.create(
                client_id=report.client_id,
                content_sha256=report.sha256(),
                cycle_number=number,
                mission=mission,
                centre=centre,
                kind=report.what,
                since=report.since,
                words=report.words,
                photo_expected=report.photo,
                reported_at=at,
                due_at=at + DUE_AFTER,
                state=DangerState.REPORTED,
            )
    except IntegrityError:
        earlier = Danger.objects.get(cycle_number=number, client_id=report.client_id)
        if earlier.content_sha256 != report.sha256():
            raise IdTaken() from None
        return Reported(earlier.ref, False, missing_of(earlier))
    journal.record("danger.reported", subject=danger.ref, by=by, at=at, kind=report.what)
    return Reported(danger.ref, True, missing_of(danger))


def check_report(report: DangerReport) -> None:
    """Refuse a report that no phone of ours makes. Raises IdUnfit, DangerUnclear, TooManyWords."""
    check_client_id(report.client_id)
    if report.what not in set(DangerKind):
        raise DangerUnclear(field="what")
    if report.since not in set(Since):
        raise DangerUnclear(field="since")
    if len(report.words) > MOST_LETTERS:
        raise TooManyWords(limit=MOST_LETTERS)


def missing_of(danger: Danger) -> tuple[str, ...]:
    """Return what a report announced and has not sent."""
    has_photo = DangerPhoto.objects.filter(danger=danger).exists()
    return ("photo",) if danger.photo_expected and not has_photo else ()


def add_photo(
    *, client_id: str, photo: Sealing, store: EvidenceStore, repaint: Callable[[str], object], by: Actor, at: datetime
) -> Reported:
    """
    File the photo of a report; it is sealed and durable when this returns. The same photo again is one photo.

    What the rule of the site forbids is kept sealed, and nobody sees it; the duty officer reads that it came.

    :raises NotPermitted: when `by` is no shopper
    :raises DangerUnknown: when she sent no report under this id
    :raises PhotoTaken: when another photo came before
    :raises EvidenceNoSpace, EvidenceNotDurable: nothing was filed, and the phone must send again
    """
    permissions.check(by, Act.CALL_FOR_HELP)
    danger = Danger.objects.filter(cycle_number__ref=by.ref, client_id=client_id).first()
    if danger is None:
        raise DangerUnknown()
    photo.end()
    earlier = DangerPhoto.objects.filter(danger=danger).first()
    if earlier is None:
        earlier = write_photo(danger, photo, store, repaint, by, at)
    if earlier is not None and earlier.sha256 != photo.sha256:
        raise PhotoTaken()
    return Reported(danger.ref, earlier is None, ())


def write_photo(
    danger: Danger, photo: Sealing, store: EvidenceStore, repaint: Callable[[str], object], by: Actor, at: datetime
) -> DangerPhoto | None:
    """
    Write the row of a sealed photo, and return None; when another post was quicker, its row.

    When the connection breaks the sealed file stays: the commit may have been done, and what no row names is swept.
    """
    sealed = photo.keep()
    try:
        with transaction.atomic():
            row = DangerPhoto.objects.create(
                danger=danger,
                ref=new_ref(),
                sha256=sealed.sha256,
                size_bytes=sealed.size,
                sealed_ref=sealed.ref,
                derivative_problem=no_picture(sealed.kind, registry.site_rules()[SiteType(danger.centre.site_type)]),
                received_at=at,
            )
            if not row.derivative_problem:
                repaint(row.ref)
            journal.record("danger.photo-added", subject=danger.ref, by=by, at=at)
    except IntegrityError:
        store.remove(sealed.ref)
        return DangerPhoto.objects.get(danger=danger)
    return None


def no_picture(kind: str, rule: SiteRule) -> str:
    """Return why no picture is made of a file of this media type; "" when one is."""
    why = withheld(kind, rule)
    return str(why) if why else "" if kind in REPAINTED_KINDS else "kind"


def lock_danger(ref: str) -> Danger:
    """Return a report, its row locked. Raises DangerUnknown."""
    danger = Danger.objects.select_for_update().filter(ref=ref).first()
    if danger is None:
        raise DangerUnknown()
    return danger


@transaction.atomic
def send_danger(*, danger: str, words: Words, by: Actor, at: datetime) -> None:
    """
    Decide that the body's emergency contact and the top are told these words. Telling them is `tell`.

    :raises NotPermitted: when `by` is not on duty
    :raises DangerUnknown, MoveNotAllowed: when there is none, or it was sent already
    :raises WordsMissing: when the text is empty in one of the languages
    :raises TextBetrays: when it holds a shopper's number, a time of day, a word for shoppers, or a person's number or address
    """
    permissions.check(by, Act.ANSWER_DUTY)
    texts = Words(checked_words(words.arabic), checked_words(words.english))
    if found := betrays(f"{texts.arabic}\n{texts.english}", words=people.shopper_words()):
        raise TextBetrays(found=list(found))
    decide(lock_danger(danger), DangerState.SENT, DangerDecision(text_ar=texts.arabic, text_en=texts.english), by, at)


@transaction.atomic
def postpone_danger(*, danger: str, until: datetime, reason: str, by: Actor, at: datetime) -> None:
    """
    Hold a report back until a moment, with the reason; from then on it is overdue.

    :raises NotPermitted, DangerUnknown, MoveNotAllowed, WordsMissing: as `send_danger`
    :raises PauseUnfit: for a moment that is past, or further off than a week
    """
    permissions.check(by, Act.ANSWER_DUTY)
    if not at < until <= at + LONGEST_PAUSE:
        raise PauseUnfit()
    found = lock_danger(danger)
    decide(found, DangerState.POSTPONED, DangerDecision(reason=checked_words(reason)), by, at, until=until)


@transaction.atomic
def hold_danger_back(*, danger: str, reason: str, by: Actor, at: datetime) -> None:
    """
    Decide not to send a report, with the reason. It may still be sent when more is known.

    :raises NotPermitted, DangerUnknown, MoveNotAllowed, WordsMissing: as `send_danger`
    """
    permissions.check(by, Act.ANSWER_DUTY)
    decide(lock_danger(danger), DangerState.NOT_SENT, DangerDecision(reason=checked_words(reason)), by, at)


def decide(
    danger: Danger, to: DangerState, decision: DangerDecision, by: Actor, at: datetime, *, until: datetime | None = None
) -> None:
    """Write a decision with the cost as it is seen now, and move the report."""
    check_move(DANGER_MOVES, DangerState(danger.state), to)
    cost = cost_to_cover(centre_id=danger.centre_id, reporter_id=danger.cycle_number_id, at=at)
    decision.danger, decision.to, decision.at, decision.by = danger, to, at, by.ref
    decision.visits_seen, decision.shoppers_seen = cost.visits, cost.shoppers
    decision.save(force_insert=True)
    danger.state, danger.postponed_until = to, until
    danger.save(update_fields=["state", "postponed_until"])
    journal.record("danger.decided", subject=danger.ref, by=by, at=at, to=str(to), exposure=str(cost.exposure))


@transaction.atomic
def tell(*, danger: str, whom: Told, function: str, way: Way, told_at: datetime, by: Actor, at: datetime) -> None:
    """
    Put on record that the body or the top was told, by whose function and how; when both are, the report is done.

    :raises NotPermitted: when `by` is not on duty
    :raises DangerUnknown, MoveNotAllowed: when there is none, or it was not decided to send it
    :raises ToldAlready: when that one is on record
    :raises ToldLater: when `told_at` is to come, or before the report
    :raises WordsMissing: when the function is empty
    """
    permissions.check(by, Act.ANSWER_DUTY)
    found = lock_danger(danger)
    check_move(DANGER_MOVES, DangerState(found.state), DangerState.TOLD)
    if not found.reported_at - timedelta(minutes=1) <= told_at <= at:
        raise ToldLater()
    told = set(Telling.objects.filter(danger=found).values_list("whom", flat=True))
    if whom in told:
        raise ToldAlready()
    Telling.objects.create(
        danger=found, whom=whom, function=checked_words(function)[:200], way=way, told_at=told_at, at=at, by=by.ref
    )
    journal.record("danger.told", subject=danger, by=by, at=at, whom=str(whom), way=str(way))
    if told | {whom} == set(Told):
        found.state = DangerState.TOLD
        found.save(update_fields=["state"])
