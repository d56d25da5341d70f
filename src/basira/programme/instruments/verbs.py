"""Taking a questionnaire in, publishing a version, retiring it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from django.db import transaction

from basira.core.instrument.check import FormCheck
from basira.core.instrument.drawn import undrawn
from basira.core.instrument.faults import FORM_ID
from basira.core.instrument.tree import Questionnaire as Tree
from basira.core.kernel.actor import Actor
from basira.core.kernel.identifiers import check_identifier
from basira.core.kernel.lifecycles import QUESTIONNAIRE_MOVES, QuestionnaireState, check_move
from basira.core.kernel.problem import Fault, FileRefused, Problem, Severity
from basira.gateways.xlsforms import check_workbook
from basira.programme.instruments import queries
from basira.programme.instruments.models import FormMedia, Questionnaire, QuestionnaireVersion
from basira.programme.journal import verbs as journal
from basira.programme.people import permissions
from basira.programme.people.permissions import Act

MEDIA_FILES = 20
MEDIA_BYTES = 10 * 1024 * 1024
"""At most so many files go out with a form, each of at most so many bytes: phones fetch them over poor networks."""

_ARABIC = re.compile("[\u0621-\u064a]")
_MEDIA_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.()-]{0,150}\.[A-Za-z0-9]{1,8}", re.ASCII)


class FormRefused(FileRefused):
    """The workbook can't be taken; `faults` says every reason, by place."""

    code = "instrument.form-refused"


class NotDrawn(FileRefused):
    """The browser form lacks something that the questionnaire asks for; `faults` names each question."""

    code = "instrument.not-drawn"


class VersionTaken(Problem):
    """Another workbook with the same form id and version is here already."""

    code = "instrument.version-taken"


class VersionNotFound(Problem):
    """There is no such version."""

    code = "instrument.version-not-found"


class FilesMissing(Problem):
    """The form asks for files that were not uploaded with it."""

    code = "instrument.files-missing"


class FormIdUnfit(Problem):
    """The form's id cannot stand in the address under which phones fetch it."""

    code = "instrument.form-id-unfit"


class CriterionMoved(Problem):
    """
    A criterion belongs to another dimension than in an earlier published version; `codes` names each.

    Visits of both versions may meet in one cycle, which could then not be scored: give the criterion a new code.
    """

    code = "instrument.criterion-moved"


class MediaNotAllowed(Problem):
    """A file that should go out with the form has a strange name, is too large, or is one too many."""

    code = "instrument.media-not-allowed"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The draft that came of an upload. `is_new` is False when the very same workbook was here already."""

    ref: str
    is_new: bool
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class SoundWorkbook:
    """A workbook that passed the check, with the files that go out with it: ready to be kept."""

    content: bytes
    filename: str
    files: Mapping[str, bytes]
    found: FormCheck


def upload_questionnaire(
    *, content: bytes, filename: str, media: Mapping[str, bytes] | None = None, by: Actor, at: datetime
) -> Uploaded:
    """
    Check a workbook and keep it as a draft version, with the files that go out with it.

    The check runs in a limited process of about a second, so it stands before the transaction, not in it. The same bytes
    again are no second version; nothing is stored of a refused form.

    :raises NotPermitted: when `by` may not maintain questionnaires
    :raises MediaNotAllowed: when an accompanying file can't go out
    :raises FormRefused: with every fault, when any is an error
    :raises VersionTaken: when another workbook has the same form id and version
    """
    permissions.check(by, Act.MAINTAIN_INSTRUMENTS)
    return keep_sound(sound_workbook(content, filename, media or {}), by=by, at=at)


def sound_workbook(content: bytes, filename: str, media: Mapping[str, bytes]) -> SoundWorkbook:
    """
    Check a workbook, about a second in a limited process and outside any transaction. Nothing is stored.

    :raises MediaNotAllowed: when an accompanying file can't go out
    :raises FormRefused: with every fault, when any is an error
    """
    files = dict(media)
    _check_media(files)
    found = check_workbook(content, filename, attachments=files)
    if not found.ok or found.tree is None or found.xform is None:
        raise FormRefused(found.problems)
    for name in (found.tree.form_id, found.tree.version, filename, *files):
        check_identifier(name)
    return SoundWorkbook(content, filename, files, found)


@transaction.atomic
def keep_sound(workbook: SoundWorkbook, *, by: Actor, at: datetime) -> Uploaded:
    """
    Keep a workbook that passed the check as a draft version.

    :raises NotPermitted: when `by` may not maintain questionnaires
    :raises VersionTaken: when another workbook has the same form id and version
    """
    permissions.check(by, Act.MAINTAIN_INSTRUMENTS)
    content, filename, files, found = workbook.content, workbook.filename, workbook.files, workbook.found
    tree, digest = found.tree, _sha256(content)
    assert tree is not None  # noqa: S101  `sound_workbook` looked
    questionnaire, _new = Questionnaire.objects.get_or_create(
        form_id=tree.form_id, defaults={"created_at": at, "created_by": by.ref}
    )
    # The parent's lock makes two uploads of one form id take turns.
    Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    here = QuestionnaireVersion.objects.filter(questionnaire=questionnaire, version=tree.version).first()
    if here is not None:
        return _same_again(here, digest, files, tree)
    version = _draft(questionnaire, content, filename, found, by=by, at=at)
    FormMedia.objects.bulk_create(
        FormMedia(version=version, filename=name, content=each, md5=_md5(each)) for name, each in sorted(files.items())
    )
    journal.record(
        "questionnaire.uploaded",
        subject=version.ref,
        by=by,
        at=at,
        form_id=tree.form_id,
        version=tree.version,
        sha256=digest,
        criteria=len(tree.criteria),
        files=sorted(files),
    )
    return Uploaded(version.ref, True, found.problems)


def _draft(
    questionnaire: Questionnaire, content: bytes, filename: str, found: FormCheck, *, by: Actor, at: datetime
) -> QuestionnaireVersion:
    tree, xform = found.tree, found.xform
    assert tree is not None and xform is not None  # noqa: S101  `sound_workbook` looked
    title_ar, title_en = titles_of(tree)
    return QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        version=tree.version,
        state=QuestionnaireState.DRAFT,
        title_ar=title_ar,
        title_en=title_en,
        workbook=content,
        workbook_name=PurePath(filename).name[:200],
        workbook_sha256=_sha256(content),
        xform=xform,
        xform_md5=_md5(xform.encode()),
        tree=tree.as_dict(),
        problems=[fault.as_dict() for fault in (*found.problems, *warned_of(tree, xform))],
        uploaded_at=at,
        uploaded_by=by.ref,
    )


def warned_of(tree: Tree, xform: str) -> tuple[Fault, ...]:
    """Return what will refuse the publication, told at the upload as a warning; a draft may still wait for it."""
    return tuple(replace(fault, severity=Severity.WARNING) for fault in undrawn(tree, xform))


def _same_again(here: QuestionnaireVersion, digest: str, files: Mapping[str, bytes], tree: Tree) -> Uploaded:
    """Meet the same upload a second time: the same bytes are the same version, others are refused."""
    kept = {each.filename: each.md5 for each in FormMedia.objects.filter(version=here)}
    if here.workbook_sha256 != digest or kept != {name: _md5(each) for name, each in files.items()}:
        raise VersionTaken(form_id=tree.form_id, version=tree.version, state=here.state)
    return Uploaded(here.ref, False, ())


@transaction.atomic
def publish_questionnaire(*, ref: str, by: Actor, at: datetime) -> None:
    """
    Open a draft version for missions. From now on it never changes; the database refuses it.

    :raises NotPermitted: when `by` may not publish questionnaires
    :raises VersionNotFound: when there is no such version
    :raises MoveNotAllowed: when it is not a draft
    :raises FormIdUnfit: when its form id cannot stand in an address
    :raises FilesMissing: when a file that the form asks for is not here
    :raises NotDrawn: when the browser form cannot draw one of its questions
    :raises CriterionMoved: when a criterion stands in another dimension than in an earlier published version
    """
    permissions.check(by, Act.PUBLISH_INSTRUMENT)
    version = _lock(ref)
    check_move(QUESTIONNAIRE_MOVES, QuestionnaireState(version.state), QuestionnaireState.PUBLISHED)
    tree = Tree.from_dict(version.tree)
    if not FORM_ID.fullmatch(tree.form_id):
        raise FormIdUnfit(form_id=tree.form_id)
    missing = queries.missing_files(tree, {each.filename for each in queries.media_of(ref)})
    if missing:
        raise FilesMissing(files=list(missing))
    if faults := undrawn(tree, version.xform):
        raise NotDrawn(faults)
    _check_dimensions(version, tree)
    version.state, version.published_at, version.published_by = QuestionnaireState.PUBLISHED, at, by.ref
    version.save(update_fields=["state", "published_at", "published_by"])
    journal.record(
        "questionnaire.published", subject=ref, by=by, at=at, form_id=tree.form_id, version=tree.version,
        sha256=version.workbook_sha256,
    )  # fmt: skip


@transaction.atomic
def retire_questionnaire(*, ref: str, by: Actor, at: datetime) -> None:
    """
    Take a version out of use. What was filed with it stays readable; new missions can't name it.

    :raises NotPermitted: when `by` may not publish questionnaires
    :raises VersionNotFound: when there is no such version
    :raises MoveNotAllowed: when it is retired already
    """
    permissions.check(by, Act.PUBLISH_INSTRUMENT)
    version = _lock(ref)
    check_move(QUESTIONNAIRE_MOVES, QuestionnaireState(version.state), QuestionnaireState.RETIRED)
    version.state, version.retired_at, version.retired_by = QuestionnaireState.RETIRED, at, by.ref
    version.save(update_fields=["state", "retired_at", "retired_by"])
    journal.record("questionnaire.retired", subject=ref, by=by, at=at)


def titles_of(tree: Tree) -> tuple[str, str]:
    """
    Return the Arabic and the English title out of the one that an XLSForm has.

    Titles may be written side by side, "Service visit · زيارة مركز" (also with | or /); a single one stands for both.
    """
    title = tree.title or tree.form_id
    parts = [part.strip() for part in re.split(r"\s[·|/]\s", title) if part.strip()] or [title]
    arabic = next((part for part in parts if _ARABIC.search(part)), parts[0])
    english = next((part for part in parts if not _ARABIC.search(part)), parts[-1])
    return arabic[:300], english[:300]


def _check_media(files: Mapping[str, bytes]) -> None:
    if len(files) > MEDIA_FILES:
        raise MediaNotAllowed(name=sorted(files)[-1][:80], limit=MEDIA_FILES)
    for name, content in files.items():
        if not _MEDIA_NAME.fullmatch(name) or ".." in name or len(content) > MEDIA_BYTES:
            raise MediaNotAllowed(name=name[:80], limit=MEDIA_FILES)


def _check_dimensions(version: QuestionnaireVersion, tree: Tree) -> None:
    """Compare with every version of the form that was ever published; the form's lock makes two take turns."""
    form = Questionnaire.objects.select_for_update().get(pk=version.questionnaire_id)
    once = QuestionnaireVersion.objects.filter(questionnaire=form, published_at__isnull=False)
    before = {
        (criterion.code, criterion.dimension)
        for earlier in once.values_list("tree", flat=True)
        for criterion in Tree.from_dict(earlier).criteria
    }
    codes = {code for code, _dimension in before}
    moved = [one.code for one in tree.criteria if one.code in codes and (one.code, one.dimension) not in before]
    if moved:
        raise CriterionMoved(codes=moved)


def _lock(ref: str) -> QuestionnaireVersion:
    version = QuestionnaireVersion.objects.select_for_update().filter(ref=ref).first()
    if version is None:
        raise VersionNotFound(ref=ref)
    return version


def _md5(content: bytes) -> str:
    """The digest that OpenRosa prescribes for comparing copies; it protects nothing."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
