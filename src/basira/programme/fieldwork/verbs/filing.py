"""
Filing a visit that a phone sent.

Order (security.md 4.5): the sealed files are durable on disk, then one transaction writes every row, then the caller
may answer. A phone that did not hear the answer sends again: the same bytes under the same instanceID are one visit;
other bytes are refused and kept beside it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from basira.core.assurance.site_rules import SiteRule
from basira.core.instrument.file_names import asked_names
from basira.core.instrument.keeping import Kept, check_amount, keep_known
from basira.core.instrument.submission import (
    MAX_BYTES,
    MAX_CONFLICTS_A_DAY,
    MAX_VISITS_A_DAY,
    Submission,
    read_submission,
)
from basira.core.kernel.actor import Actor
from basira.core.kernel.refs import new_ref
from basira.gateways.evidence import EvidenceStore, Sealed, Sealing
from basira.programme.fieldwork import captures, models, queries
from basira.programme.fieldwork.bounds import check_names, check_open
from basira.programme.fieldwork.queries import EarlierSubmission, FiledForm, Known, Sender
from basira.programme.fieldwork.refusals import (
    AttachmentTaken,
    FilesNotAsked,
    FormUnknown,
    InstanceTaken,
    TooManyConflicts,
    TooManyVisits,
)
from basira.programme.fieldwork.verbs.capturing import CapturedVisit, Part, parts_among, write_parts
from basira.programme.fieldwork.verbs.placing import presence_of_answers
from basira.programme.fieldwork.verbs.repainting import no_picture
from basira.programme.fieldwork.verbs.third_persons import warnings_of
from basira.programme.journal import queries as journal_queries
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act
from basira.programme.waves import verbs as waves

ANYTHING = SiteRule(photos=True, recordings=True)
A_DAY = timedelta(days=1)
CONFLICT_KEPT = "visit.conflict-kept"
XML_NAME = ""
"""Under this file name, a kept conflict is the submission itself."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What a phone may be told: `missing` names files of the visit that are still to come."""

    visit: str
    is_new: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """One post, read and stripped. `files` are open sealings by name: those that the answers name, and `parts` of its record."""

    sender: Sender
    known: Known
    form: FiledForm
    read: Submission
    kept: Kept
    sha256: str
    size: int
    files: dict[str, Sealing]
    parts: frozenset[str]
    source: str
    mission: str
    acknowledged_for: int | None

    @property
    def started(self) -> str:
        """Return when the visit was begun, as the form says it exactly: it is read here, and stored as a day."""
        return self.kept.exact.get(self.form.started_path, self.kept.answers.get(self.form.started_path, ""))

    @property
    def is_counted(self) -> bool:
        """Tell whether the door held the key to its limits of a day before it took the visit in: it is filed in any case."""
        return self.acknowledged_for is not None


def file_visit(
    *,
    sender: Sender,
    xml: bytes,
    files: Mapping[str, Sealing],
    store: EvidenceStore,
    repaint: Callable[[str], object],
    by: Actor,
    at: datetime,
    source: str = "openrosa",
    mission: str = "",
    acknowledged_for: int | None = None,
) -> Filed:
    """
    File the submission `xml` with the files that came with it; everything is durable when this returns.

    `files` are sealings that were not kept yet; those that the answers do not name are left for the caller to drop.
    `mission` is the ref of the mission whose page it was filled on; else the answers name it, or it is the only one.
    `source` is what sent it: "openrosa" (a client of its own) or "browser" (our form).
    `acknowledged_for` is the row of the mission of a visit that the phone was told is safe, before anybody could read it: it
    is filed for that one whatever became of it since, and the limits of a day were the door's.
    `repaint` is told the ref of each new picture, inside the transaction, so that its task commits with the row.

    :raises NotPermitted: when `by` may not file visits
    :raises CycleNotOpen: for a new visit, before the cycle is in the field and after it was reviewed
    :raises SubmissionUnreadable, SubmissionTooLarge, SubmissionEncrypted: from reading the XML
    :raises TooManyRounds, TooManyAnswers: for more than anybody fills in; what is filed already is taken again
    :raises UnfitIdentifier: when a file's name holds what nobody can see
    :raises FormUnknown: when no published version has these names
    :raises FilenameTooLong: when a file that the answers name could not be filed
    :raises InstanceTaken, AttachmentTaken: other bytes under a taken name; both are kept
    :raises FilesNotAsked: the answers are durable; no file that came is one of those that are missing
    :raises TooManyVisits, TooManyConflicts: when a key has sent more than anybody does in a day; nothing was kept
    :raises EvidenceNoSpace, EvidenceNotDurable: nothing was filed, and the phone must send again
    """
    permissions.check(by, Act.FILE_VISIT)
    read = read_submission(xml, limit=MAX_BYTES)
    known = queries.known_of(
        sender, form_id=read.form_id, version=read.version, instance_id=read.instance_id, since=at - A_DAY
    )
    if known.earlier is None:  # what was filed in time may always be said again, and its files may follow
        check_open(sender.wave_state)
        if known.visits_since >= MAX_VISITS_A_DAY and acknowledged_for is None:
            raise TooManyVisits(limit=MAX_VISITS_A_DAY)
    if known.form is None:
        raise FormUnknown(form=read.form_id, version=read.version)
    kept = keep_known(read, known.form.shape)
    sha256 = hashlib.sha256(xml).hexdigest()
    if known.earlier is None or known.earlier.received_sha256 != sha256:
        check_amount(kept)
    parts = parts_among(files, kept.files)
    named = {meant: files[name] for name, meant in asked_names(files.keys() - parts, kept.files).items()}
    check_names(kept.files if known.earlier is None else named)
    named |= {name: files[name] for name in parts}
    post = Post(
        sender, known, known.form, read, kept, sha256, len(xml), named, parts, source, mission, acknowledged_for
    )
    filed = Intake(post, store, repaint, by, at).file()
    if files and not named and filed.missing:
        raise FilesNotAsked(names=sorted(files), missing=list(filed.missing))
    return filed


class Intake:
    """One post on its way to disk and into the database."""

    def __init__(
        self, post: Post, store: EvidenceStore, repaint: Callable[[str], object], by: Actor, at: datetime
    ) -> None:
        self.post = post
        self.store = store
        self.repaint = repaint
        self.by = by
        self.at = at
        self.sealed: dict[str, Sealed] = {}
        self.named_by_rows: set[str] = set()

    def file(self) -> Filed:
        """File the post, as new or as a repetition, and leave no sealed file that no row names."""
        try:
            return self.file_either_way()
        except (OperationalError, InterfaceError):
            # The connection broke, perhaps after the commit was done: a file too many is better than one too few.
            self.sealed.clear()
            raise
        finally:
            for name in self.sealed.keys() - self.named_by_rows:
                self.store.remove(self.sealed[name].ref)

    def file_either_way(self) -> Filed:
        """File what nothing is known of; answer a repetition."""
        earlier = self.post.known.earlier
        if earlier is None:
            try:
                return self.file_first()
            except IntegrityError:
                # Somebody else filed it a moment ago (a phone that sends twice at once): this is a repetition.
                earlier = queries.earlier_submission(self.post.read.instance_id)
                if earlier is None:
                    raise
        return self.file_again(earlier)

    def file_first(self) -> Filed:
        """File what nothing is known of yet. Raises CycleNotOpen, or IntegrityError when another post was quicker."""
        post = self.post
        mission = self.mission_id()
        self.seal({XML_NAME, *post.files})
        with transaction.atomic():
            # Read again and held: the review may have ended while the files came in.
            check_open(waves.hold_state(wave_id=post.sender.wave_id))
            visit = self.write_visit(mission)
            self.write_files(visit.pk, mission, set(post.files))
            if mission is not None:
                waves.mark_done(mission_id=mission)
            files = len(post.files.keys() - post.parts)
            detail = {"form": post.read.form_id, "files": files, "dropped": len(post.kept.dropped)}
            journal.record("visit.filed", subject=visit.ref, by=self.by, at=self.at, **detail)
        self.named_by_rows |= {XML_NAME, *post.files}
        return Filed(visit.ref, True, _missing(post.kept.files, post.files))

    def file_again(self, earlier: EarlierSubmission) -> Filed:
        """Answer a repetition: take in the files that are new, keep what contradicts and refuse it."""
        post = self.post
        if earlier.received_sha256 != post.sha256 or earlier.cycle_number_id != post.sender.cycle_number_id:
            self.keep_conflict(earlier, {XML_NAME, *post.files})
            raise InstanceTaken()
        known = self.known_files(earlier)
        while new := post.files.keys() - known.keys():
            with suppress(IntegrityError):  # another post was quicker with one of them: look again
                self.add_files(earlier, new)
            known = self.known_files(earlier)
        other = {name for name, sealing in post.files.items() if known[name] != sealing.sha256}
        if other:
            self.keep_conflict(earlier, other)
            raise AttachmentTaken(names=sorted(other))
        return Filed(earlier.visit_ref, False, _missing(earlier.files_expected, known))

    def add_files(self, earlier: EarlierSubmission, names: Set[str]) -> None:
        """File attachments that came after their submission. Raises IntegrityError when another post was quicker."""
        self.seal(names)
        with transaction.atomic():
            self.write_files(earlier.visit_id, earlier.mission_id, names)
            files = len(names - self.post.parts)
            act = "visit.files-added" if files else "visit.record-added"
            journal.record(act, subject=earlier.visit_ref, by=self.by, at=self.at, files=files)
        self.named_by_rows |= names

    def known_files(self, earlier: EarlierSubmission) -> dict[str, str]:
        """Return the SHA-256 of what is filed already beside the answers, by name; of the record only when a part of it came."""
        known = queries.files_of(earlier.visit_id) if earlier.files_expected else {}
        return known | captures.parts_of(earlier.visit_id) if self.post.parts else known

    def keep_conflict(self, earlier: EarlierSubmission, names: Set[str]) -> None:
        """Keep refused bytes once, however often and however many at once they are sent."""
        while wanted := self.not_kept(names):
            if not self.post.is_counted:
                self.check_conflicts()
            self.seal(wanted)
            try:
                with transaction.atomic():
                    models.Conflict.objects.bulk_create([self.conflict(name) for name in sorted(wanted)])
                    detail = {"files": len(wanted - {XML_NAME})}
                    journal.record(CONFLICT_KEPT, subject=earlier.visit_ref, by=self.by, at=self.at, **detail)
            except IntegrityError:
                # Another post kept some of the same bytes a moment ago: look again, and keep the rest.
                if self.not_kept(names) == wanted:
                    raise
            else:
                self.named_by_rows |= wanted

    def check_conflicts(self) -> None:
        """Refuse to keep more from one key than it has a use for. Raises TooManyConflicts."""
        kept = journal_queries.count_acts(CONFLICT_KEPT, by_ref=self.by.ref, since=self.at - A_DAY)
        if kept >= MAX_CONFLICTS_A_DAY:
            raise TooManyConflicts(limit=MAX_CONFLICTS_A_DAY)

    def not_kept(self, names: Set[str]) -> set[str]:
        """Return those parts of the post that are not kept as conflicts yet."""
        kept = models.Conflict.objects.filter(instance_id=self.post.read.instance_id)
        known = set(kept.values_list("filename", "received_sha256"))
        return {name for name in names if (name, self.sha256_of(name)) not in known}

    def conflict(self, name: str) -> models.Conflict:
        """Return the unsaved row of a refused part that is sealed."""
        return models.Conflict(
            instance_id=self.post.read.instance_id,
            filename=name,
            received_sha256=self.sha256_of(name),
            sealed_ref=self.sealed[name].ref,
            answers=self.post.kept.answers if name == XML_NAME else None,
            received_at=self.at,
        )

    def sha256_of(self, name: str) -> str:
        """Return the hash of a part as it was received; `XML_NAME` is the submission itself."""
        return self.post.sha256 if name == XML_NAME else self.post.files[name].sha256

    def mission_id(self) -> int | None:
        """Return the mission that the visit is of: the one it was taken in for, it repeats or names, or the only open one."""
        post = self.post
        if post.acknowledged_for is not None:
            return post.acknowledged_for
        if post.read.deprecated_id:
            replaced = queries.earlier_submission(post.read.deprecated_id)
            if replaced is not None and replaced.cycle_number_id == post.sender.cycle_number_id:
                return replaced.mission_id
        missions = post.known.missions
        if named := post.mission or post.kept.answers.get(post.form.mission_path, "").strip():
            return next((mission.id for mission in missions if mission.ref == named), None)
        open_ones = [mission.id for mission in missions if mission.is_open and mission.form_id == post.form.form_id]
        return open_ones[0] if len(open_ones) == 1 else None

    def write_visit(self, mission_id: int | None) -> models.Visit:
        """Write the visit and the submission that carried it."""
        post = self.post
        visit = models.Visit.objects.create(
            ref=new_ref(),
            wave_id=post.sender.wave_id,
            cycle_number_id=post.sender.cycle_number_id,
            mission_id=mission_id,
            questionnaire_version_id=post.form.version_id,
            source=post.source,
            visited_on=_day(post.started),
            answers=post.kept.answers,
            presence=presence_of_answers(post.kept.places, post.started, mission_id),
            third_persons=warnings_of(post.kept.answers, post.form.written_paths),
            filed_at=self.at,
        )
        models.Submission.objects.create(
            instance_id=post.read.instance_id,
            visit=visit,
            cycle_number_id=post.sender.cycle_number_id,
            received_sha256=post.sha256,
            sealed_ref=self.sealed[XML_NAME].ref,
            attachments_expected=sorted(post.kept.files),
            received_at=self.at,
        )
        return visit

    def rule_of(self, mission_id: int | None) -> SiteRule:
        """Return what may be captured at the site of a mission; where no mission is known, nothing is forbidden."""
        if mission_id is None:
            return ANYTHING
        known = {mission.id: mission.rule for mission in self.post.known.missions}
        return known[mission_id] if mission_id in known else queries.rule_of_mission(mission_id)

    def write_files(self, visit_id: int, mission_id: int | None, names: Set[str]) -> None:
        """Write the rows of sealed files, and of the parts of the record."""
        post = self.post
        self.write_attachments(visit_id, names - post.parts, self.rule_of(mission_id))
        if parts := names & post.parts:
            number, instance = post.sender.cycle_number_id, post.read.instance_id
            write_parts(
                CapturedVisit(visit_id, mission_id, number, instance, post.sha256, post.size, self.at),
                {name: Part(self.sealed[name], bytes(post.files[name].remembered)) for name in parts},
            )

    def write_attachments(self, visit_id: int, names: Iterable[str], rule: SiteRule) -> None:
        """Write the rows of sealed files, and ask for the pictures that can be re-made and may be seen."""
        rows = [
            models.Attachment(
                visit_id=visit_id,
                ref=new_ref(),
                filename=name,
                sha256=self.sealed[name].sha256,
                size_bytes=self.sealed[name].size,
                sealed_ref=self.sealed[name].ref,
                derivative_problem=no_picture(self.sealed[name].kind, rule),
                received_at=self.at,
            )
            for name in names
        ]
        models.Attachment.objects.bulk_create(rows)
        for row in rows:
            if not row.derivative_problem:
                self.repaint(row.ref)

    def seal(self, names: Set[str]) -> None:
        """Make parts durable: the stripped XML under `XML_NAME`, files under their own names. Once each."""
        for name in names - self.sealed.keys():
            if name == XML_NAME:
                self.sealed[name] = self.store.seal([self.post.kept.xml], limit=2 * MAX_BYTES)
            else:
                self.sealed[name] = self.post.files[name].keep()


def _missing(expected: Iterable[str], here: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(expected) - set(here)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
