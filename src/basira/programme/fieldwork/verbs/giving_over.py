"""
Taking in what a phone sealed to the programme's key: part by part, then all of it at once.

Nothing here can be read by whoever takes it in. Order: a part's file is durable on disk, then its row is written, then the
phone hears of it. It hears that it gave the visit over once every part that it names has its row, and that was written.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Sum

from basira.core.instrument.sendings import ANSWERS, LIST, ListedPart, ListUnfit, is_sealed_to
from basira.core.instrument.submission import MAX_CONFLICTS_A_DAY, MAX_VISITS_A_DAY
from basira.core.kernel.actor import Actor
from basira.gateways.evidence import EvidenceStore, Sealed, Sealing
from basira.programme.fieldwork import keeping
from basira.programme.fieldwork.bounds import check_open
from basira.programme.fieldwork.models import SealedPart, Sending
from basira.programme.fieldwork.queries import Sender
from basira.programme.fieldwork.refusals import (
    GivenOver,
    MissionOver,
    PartNotSealed,
    PartsMissing,
    PartTaken,
    TooManyConflicts,
    TooManyVisits,
    TooMuchADay,
)
from basira.programme.journal import queries as journal_queries
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.waves import queries as waves_queries
from basira.programme.waves import verbs as waves
from basira.programme.waves.queries import AGREED

A_DAY = timedelta(days=1)
A_GIGABYTE = 1_000_000_000
MAX_BYTES_A_DAY = 10 * A_GIGABYTE
"""Sealed bytes from one number within a day: many times what a day of visits with recordings makes, yet a disk of them lasts."""

PART_REFUSED = "sending.part-refused"
TRIES = 3
"""How often a part is looked at again when another request wrote of the same visit a moment ago."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Which visit a phone gives over: its own name of it, and its mission's ref."""

    instance_id: str
    mission: str


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of which visit."""

    visit: Visit
    number: int


def take_part(
    *, sender: Sender, place: Place, part: Sealing, store: EvidenceStore, key_id: bytes, by: Actor, at: datetime
) -> bool:
    """
    Take in one sealed part, and tell whether it is new; it is durable when this returns. The same again changes nothing.

    `part` is a sealing that was not kept yet, with its first bytes remembered; `key_id` is that of the programme's key.

    :raises NotPermitted: when `by` may not file visits
    :raises PartNotSealed: for bytes that the programme's key would not open
    :raises CycleNotOpen, TooManyVisits: for the first part of a visit, as for a visit that is filed
    :raises MissionOver: for the first part of a visit, when its mission is none that the number agreed to
    :raises PartTaken: other bytes under a taken number; both are kept
    :raises GivenOver: for a further part of a visit that was given over in full
    :raises TooManyConflicts: when a key has contradicted itself more than anybody does in a day; nothing was kept
    :raises TooMuchADay: when the parts of a day are larger than they may be together, whatever was said before; nothing was kept
    :raises EvidenceNoSpace, EvidenceNotDurable: nothing was kept, and the phone must send again
    """
    permissions.check(by, Act.FILE_VISIT)
    if not is_sealed_to(bytes(part.remembered), key_id):
        raise PartNotSealed()
    return Taking(sender, place.number, part, store, by, at).take(place.visit)


def check_day(*, sender: Sender, place: Place, size: int, at: datetime) -> None:
    """
    Refuse a part of `size` bytes before it is read, when its number has begun or sent more within a day than anybody does.

    A part that is here already may always be said again. Writes nothing; `take_part` counts again, with what came.

    :raises CycleNotOpen, TooManyVisits: for the first part of a visit
    :raises TooMuchADay: when the parts of a day would be larger than they may be together
    """
    number = sender.cycle_number_id
    named = SealedPart.objects.filter(sending__cycle_number_id=number, sending__instance_id=place.visit.instance_id)
    if named.filter(number=place.number, sealed_ref__isnull=False).exists():
        return
    if not Sending.objects.filter(cycle_number_id=number, instance_id=place.visit.instance_id).exists():
        check_begun(sender, at)
    check_bytes(number, size, at)


def check_bytes(cycle_number_id: int, size: int, at: datetime) -> None:
    """Refuse `size` more bytes from a number than it may send within a day. Raises TooMuchADay."""
    came = SealedPart.objects.filter(sending__cycle_number_id=cycle_number_id, received_at__gt=at - A_DAY)
    if (came.aggregate(size=Sum("size_bytes"))["size"] or 0) + size > MAX_BYTES_A_DAY:
        raise TooMuchADay(limit=MAX_BYTES_A_DAY // A_GIGABYTE)


def check_begun(sender: Sender, at: datetime) -> None:
    """
    Refuse a further visit of a number.

    :raises CycleNotOpen: when its cycle takes none any more
    :raises TooManyVisits: when it has begun more within a day than anybody does
    """
    check_open(sender.wave_state)
    begun = Sending.objects.filter(cycle_number_id=sender.cycle_number_id, begun_at__gt=at - A_DAY)
    if begun.count() >= MAX_VISITS_A_DAY:
        raise TooManyVisits(limit=MAX_VISITS_A_DAY)


class Taking:
    """One part on its way to the disk and into the database."""

    def __init__(
        self, sender: Sender, number: int, part: Sealing, store: EvidenceStore, by: Actor, at: datetime
    ) -> None:
        self.sender = sender
        self.number = number
        self.part = part
        self.store = store
        self.by = by
        self.at = at
        self.sealed: Sealed | None = None

    def take(self, visit: Visit) -> bool:
        """Take the part in, as new or as a repetition, and leave no file that no row names."""
        try:
            for _again in range(TRIES):
                with suppress(IntegrityError):  # the same visit, or the same part, came twice at once: look again
                    return self.take_once(visit)
            return self.take_once(visit)
        except (OperationalError, InterfaceError):
            self.sealed = None  # perhaps after the commit was done: a file too many is better than one too few
            raise
        finally:
            if self.sealed is not None:
                self.store.remove(self.sealed.ref)

    def take_once(self, visit: Visit) -> bool:
        """Take the part in as things stand. Raises IntegrityError when another request was quicker."""
        sending = self.sending_of(visit)
        known = {row.sha256: row for row in SealedPart.objects.filter(sending_id=sending.pk, number=self.number)}
        same = known.get(self.part.sha256)
        if same is not None and (same.sealed_ref is not None or sending.given_over_at is not None):
            if same.is_other:
                raise PartTaken(number=self.number)
            return False
        if not known and sending.given_over_at is not None:
            raise GivenOver()
        is_other = same.is_other if same is not None else bool(known)
        if is_other:
            self.check_conflicts()
        if same is None:
            check_bytes(self.sender.cycle_number_id, self.part.size, self.at)
        self.keep(sending, same, is_other=is_other)
        if is_other:
            raise PartTaken(number=self.number)
        return True

    def sending_of(self, visit: Visit) -> Sending:
        """Return the sending that the part belongs to, begun by it. Raises GivenOver for another mission's."""
        number = self.sender.cycle_number_id
        found = Sending.objects.filter(cycle_number_id=number, instance_id=visit.instance_id).first()
        if found is None:
            check_begun(self.sender, self.at)
            stood = waves_queries.state_of_mission(number, visit.mission)
            if stood not in AGREED:
                raise MissionOver()
            names = {"instance_id": visit.instance_id, "mission": visit.mission, "mission_stood": str(stood)}
            return Sending(cycle_number_id=number, begun_at=self.at, **names)
        if found.mission != visit.mission:
            raise GivenOver()
        return found

    def check_conflicts(self) -> None:
        """Refuse to keep more from one key than it has a use for. Raises TooManyConflicts."""
        kept = journal_queries.count_acts(PART_REFUSED, by_ref=self.by.ref, since=self.at - A_DAY)
        if kept >= MAX_CONFLICTS_A_DAY:
            raise TooManyConflicts(limit=MAX_CONFLICTS_A_DAY)

    def keep(self, sending: Sending, row: SealedPart | None, *, is_other: bool) -> None:
        """Make the part durable, then write its row, and that of the sending when this is its first part."""
        self.sealed = self.sealed or self.part.keep()
        with transaction.atomic():
            if sending.pk is None:
                sending.save(force_insert=True)
            if row is None:
                self.write_new(sending, self.sealed, is_other=is_other)
            elif not SealedPart.objects.filter(pk=row.pk, sealed_ref=None).update(sealed_ref=self.sealed.ref):
                # Its file was destroyed, since nothing of the visit came for long; but another request brought it back first.
                return
            act = PART_REFUSED if is_other else "sending.part-kept"
            journal.record(act, subject=sending.ref, by=self.by, at=self.at, part=self.number)
        self.sealed = None  # a row names it

    def write_new(self, sending: Sending, sealed: Sealed, *, is_other: bool) -> None:
        """
        Write the row of a part. Raises IntegrityError when another request was quicker.

        What contradicts a visit that is settled is opened by nobody: as it may be positions, its days are as theirs.
        """
        is_unseen = is_other and bool(sending.outcome) and self.number != ANSWERS
        SealedPart.objects.create(
            sending=sending,
            number=self.number,
            sha256=sealed.sha256,
            size_bytes=sealed.size,
            is_other=is_other,
            sealed_ref=sealed.ref,
            received_at=self.at,
            destroy_after=self.at + keeping.places_kept_for() if is_unseen else None,
        )


@transaction.atomic
def give_over(
    *,
    sender: Sender,
    visit: Visit,
    parts: Sequence[ListedPart],
    ask_to_open: Callable[[str], object],
    by: Actor,
    at: datetime,
) -> None:
    """
    Note that a visit was given over in full: every part that the phone names is here. The same again changes nothing.

    `parts` begin with the sealed list, number 0. `ask_to_open` is told the sending's ref, inside the transaction.

    :raises NotPermitted: when `by` may not file visits
    :raises ListUnfit: when the first part is not the list
    :raises PartsMissing: with the numbers that are not here, or not with these bytes
    :raises GivenOver: when it was given over with other parts
    :raises CycleNotOpen: when the cycle takes no visits any more
    """
    permissions.check(by, Act.FILE_VISIT)
    if parts[0].number != LIST:
        raise ListUnfit()
    # One at a time: of two closings that come at once, the second finds what the first wrote.
    found = Sending.objects.select_for_update(of=("self",)).filter(
        cycle_number_id=sender.cycle_number_id, instance_id=visit.instance_id, mission=visit.mission
    )
    sending = found.first()
    if sending is None:
        raise PartsMissing(numbers=[part.number for part in parts])
    named = [[part.number, part.sha256, part.size] for part in parts]
    if sending.given_over_at is not None:
        if sending.parts != named:
            raise GivenOver()
        return
    check_open(waves.hold_state(wave_id=sender.wave_id))
    check_here(sending, parts)
    sending.parts, sending.given_over_at = named, at
    sending.save(update_fields=["parts", "given_over_at"])
    journal.record("sending.given-over", subject=sending.ref, by=by, at=at, parts=len(parts))
    ask_to_open(sending.ref)


def check_here(sending: Sending, parts: Sequence[ListedPart]) -> None:
    """
    See that every part is here, and no part beside.

    :raises PartsMissing: with the numbers that are not here, or not with these bytes
    :raises GivenOver: when something is here that the phone does not name
    """
    rows = SealedPart.objects.filter(sending=sending, is_other=False, sealed_ref__isnull=False)
    here = {number: (sha256, size) for number, sha256, size in rows.values_list("number", "sha256", "size_bytes")}
    if missing := [part.number for part in parts if here.get(part.number) != (part.sha256, part.size)]:
        raise PartsMissing(numbers=missing)
    if len(here) > len(parts):
        raise GivenOver()
