"""
Opening what a phone gave over sealed, and filing the visit in it. The worker's own: no other process can.

The visit is filed by the verb that files every visit, in a transaction of its own; what came of the sending is written after it.
A crash in between repeats the filing, which the same bytes under the same instanceID make harmless. What is refused stays sealed.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basira.core.assurance import capture_places, capture_record
from basira.core.instrument.sendings import (
    ANSWERS,
    ANSWERS_NAME,
    LIST,
    OpenedPart,
    Outcome,
    PartUnreadable,
    Place,
    check_list,
    open_part,
)
from basira.core.instrument.submission import MAX_BYTES, SubmissionTooLarge, read_submission
from basira.core.kernel.actor import Actor, ActorKind
from basira.core.kernel.problem import Problem
from basira.gateways.evidence import (
    EvidenceDamaged,
    EvidenceMissing,
    EvidenceNoSpace,
    EvidenceNotDurable,
    EvidenceStore,
    Sealing,
)
from basira.gateways.programme_key import Halves, PrivateHalfNotHere
from basira.programme.fieldwork import keeping, sendings
from basira.programme.fieldwork.models import SealedPart, Sending
from basira.programme.fieldwork.refusals import FormDiffers, MissionOver, PartsDestroyed, SendingUnfit
from basira.programme.fieldwork.sendings import ToOpen
from basira.programme.fieldwork.verbs.filing import file_visit
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act

MAX_FILE_BYTES = 100_000_000
REMEMBERED = {
    capture_record.RECORD: capture_record.MAX_BYTES + 1,
    capture_places.PLACES: capture_places.MAX_BYTES + 1,
}
PASSING = (EvidenceNoSpace, EvidenceNotDurable, EvidenceMissing, EvidenceDamaged, PrivateHalfNotHere)
"""
Refusals that say nothing of what was sent: it is opened again later. A file that is away or damaged is the operator's to bring
back, out of a backup if need be; until then the desk lists what waits.
"""


@dataclass(slots=True)
class OpenedVisit:
    """What was inside a sending: the answers, and open sealings of its files by name."""

    xml: bytes
    files: dict[str, Sealing]


def open_sending(
    *, ref: str, store: EvidenceStore, key: Halves, repaint: Callable[[str], object], by: Actor, at: datetime
) -> bool:
    """
    File the visit of a sending that was given over, and tell whether it was filed now. A settled one is left as it is.

    :raises NotPermitted: when `by` may not open sendings; only the system may
    :raises PrivateHalfNotHere: in a process that does not open
    :raises EvidenceNoSpace, EvidenceNotDurable, EvidenceMissing, EvidenceDamaged: it waits, and is to be opened again
    """
    permissions.check(by, Act.OPEN_SENDINGS)
    if key.private is None:
        raise PrivateHalfNotHere()
    sending = sendings.to_open(ref)
    if sending is None:
        return False
    opening = Opening(sending, store, key)
    try:
        with ExitStack() as sealings:
            file_opened(sending, opening.visit(sealings), store, repaint)
    except PASSING:
        raise
    except Problem as refusal:
        settle(sending, Outcome.REFUSED, by=by, at=at, why=refusal.code, places=opening.positions())
        return False
    settle(sending, Outcome.FILED, by=by, at=at, places=opening.positions())
    return True


class Opening:
    """One sending that is being opened. `names` are those of its parts by number, as far as they could be read."""

    def __init__(self, sending: ToOpen, store: EvidenceStore, key: Halves) -> None:
        self.sending = sending
        self.store = store
        self.key = key
        self.names: dict[int, str] = {}

    def visit(self, sealings: ExitStack) -> OpenedVisit:
        """
        Open every part; its files lie in sealings that end with `sealings`.

        :raises PartUnreadable, ListDiffers, SendingUnfit, SubmissionTooLarge, EvidenceTooLarge: by what is inside
        :raises PartsDestroyed: when nobody decided in time, and the days of what may be positions were over
        :raises EvidenceMissing, EvidenceDamaged: when a part is not as it was kept
        """
        check_list(self.part(LIST), self.sending.parts)
        files: dict[str, Sealing] = {}
        for listed in self.sending.parts[ANSWERS + 1 :]:
            if listed.number not in self.sending.files:
                continue  # destroyed when its days were over: what is left is filed
            opened = self.part(listed.number)
            if not opened.name or opened.name in files:
                raise SendingUnfit()
            remember = REMEMBERED.get(opened.name, 0)
            sealing = sealings.enter_context(self.store.begin(limit=MAX_FILE_BYTES, remember=remember))
            files[opened.name] = sealing
            for chunk in opened.content:
                sealing.write(chunk)
            sealing.end()
        return OpenedVisit(self.answers(), files)

    def answers(self) -> bytes:
        """Return the XML of the visit. Raises SendingUnfit when the part is something else."""
        opened, xml = self.part(ANSWERS), bytearray()
        if opened.name != ANSWERS_NAME:
            raise SendingUnfit()
        for chunk in opened.content:
            xml += chunk
            if len(xml) > MAX_BYTES:
                raise SubmissionTooLarge(limit=MAX_BYTES)
        return bytes(xml)

    def part(self, number: int) -> OpenedPart:
        """Open one part as far as its name. Raises PartsDestroyed where its days were over."""
        if number not in self.sending.files:
            raise PartsDestroyed()
        opened = self.read(number, self.sending.files[number])
        self.names[number] = opened.name
        return opened

    def read(self, number: int, sealed_ref: str) -> OpenedPart:
        """Open a file as the part of this number, as far as its name. Raises PartUnreadable."""
        place = Place(self.sending.instance_id, number)
        return open_part(self.store.open_sealed(sealed_ref), place, self.key.unwrap)

    def positions(self) -> list[int]:
        """
        Return the rows of all parts that hold positions or may: those of which nobody can read the name, but for the answers.

        Those that contradicted another are among them.

        :raises EvidenceMissing, EvidenceDamaged: when a part is not as it was kept
        """
        lying = SealedPart.objects.filter(sending_id=self.sending.row, sealed_ref__isnull=False)
        rows = lying.values_list("pk", "number", "sealed_ref", "is_other")
        return [pk for pk, number, ref, is_other in rows if self.may_be_positions(number, ref or "", is_other=is_other)]

    def may_be_positions(self, number: int, sealed_ref: str, *, is_other: bool) -> bool:
        """Tell whether a part holds positions, or nobody can say that it does not."""
        try:
            known = None if is_other else self.names.get(number)
            name = self.read(number, sealed_ref).name if known is None else known
        except PartUnreadable:
            return number != ANSWERS
        return name == capture_places.PLACES


def file_opened(sending: ToOpen, opened: OpenedVisit, store: EvidenceStore, repaint: Callable[[str], object]) -> None:
    """
    File an opened visit, as its mission stood when the phone began to give it over, and at the time at which it had.

    What became of the mission since (taken back, void, done by another visit) is for the reviewer to see.

    :raises SendingUnfit: when the answers are of another visit than the sending says
    :raises FormDiffers: when a person named another mission for it, which asks by another form
    :raises MissionOver: when there is no such mission
    :raises Problem: everything that `file_visit` refuses
    """
    read = read_submission(opened.xml, limit=MAX_BYTES)
    if read.instance_id != sending.instance_id:
        raise SendingUnfit()
    if sending.form_wanted not in ("", read.form_id):
        raise FormDiffers()
    sender = sending.sender
    if sending.mission_id is None:
        raise MissionOver()
    file_visit(
        sender=sender,
        xml=opened.xml,
        files=opened.files,
        store=store,
        repaint=repaint,
        by=Actor(ActorKind.SHOPPER, sender.cycle_number_ref),
        at=sending.given_over_at,
        source="browser",
        acknowledged_for=sending.mission_id,
    )


@transaction.atomic
def settle(
    sending: ToOpen, outcome: Outcome, *, by: Actor, at: datetime, places: Collection[int], why: str = ""
) -> None:
    """
    Write what came of a sending, once, and when its positions are to be destroyed: `places` are the rows of those parts.

    What it was set aside with, unopened, and holds no positions as is known now, stays from now on.
    """
    open_ones = Sending.objects.filter(pk=sending.row, outcome="")
    if not open_ones.update(outcome=str(outcome), why=why, settled_at=at):
        return
    until = sending.given_over_at + keeping.places_kept_for()
    SealedPart.objects.filter(pk__in=places).update(destroy_after=until)
    SealedPart.objects.filter(sending=sending.row).exclude(pk__in=places).update(destroy_after=None)
    detail: Mapping[str, str] = {"why": why} if why else {}
    journal.record(f"sending.{outcome}", subject=sending.ref, by=by, at=at, **detail)


def drop_parts(*, store: EvidenceStore, by: Actor, at: datetime) -> int:
    """
    Destroy the files of parts that are not needed any more, at most 500, and return how many those were. Safe to repeat.

    The file goes first and its row says so after, as positions do.

    :raises NotPermitted: when `by` may not open sendings; only the system may
    :raises EvidenceNotDurable: when the disk could not promise it; to be tried again
    """
    permissions.check(by, Act.OPEN_SENDINGS)
    due = sendings.files_not_needed(now=at)
    return sum([drop_part(row, sending, store=store, by=by, at=at) for row, sending in due])


@transaction.atomic
def drop_part(row: int, sending: str, *, store: EvidenceStore, by: Actor, at: datetime) -> bool:
    """
    Destroy the file of one part, and tell whether that was done; with its sending held, for a phone may give it over just now.

    :raises EvidenceNotDurable: when the disk could not promise it; to be tried again
    """
    Sending.objects.select_for_update(of=("self",)).get(ref=sending)
    part = sendings.not_needed(now=at).filter(pk=row).first()
    if part is None or part.sealed_ref is None:
        return False
    store.destroy(part.sealed_ref)
    SealedPart.objects.filter(pk=row).update(sealed_ref=None)
    journal.record("sending.part-destroyed", subject=sending, by=by, at=at)
    return True
