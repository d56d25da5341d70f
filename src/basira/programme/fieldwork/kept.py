"""What was refused under a visit's instanceID and kept beside it, opened for whoever may read the visit's answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from basira.core.instrument.submission import SubmissionUnreadable, keep_known, read_submission
from basira.core.kernel.lifecycles import QuestionnaireState
from basira.gateways.evidence import EvidenceDamaged, EvidenceMissing, EvidenceStore
from basira.programme.fieldwork.models import Conflict, Submission
from basira.programme.fieldwork.queries import filed_form
from basira.programme.instruments.models import QuestionnaireVersion

MOST = 10
"""Refused sendings that are opened for one page, the newest first."""


@dataclass(frozen=True, slots=True)
class KeptConflicts:
    """
    The refused sendings of a visit, newest first: the answers of each by path (None where they cannot be read any more),
    how many more there are, and the names of refused files.
    """

    answers: tuple[Mapping[str, str] | None, ...]
    more: int
    files: tuple[str, ...]


def kept_conflicts(visit: str, store: EvidenceStore) -> KeptConflicts:
    """Return what was refused and kept beside a visit; nothing when nothing was."""
    instances = Submission.objects.filter(visit__ref=visit).values("instance_id")
    rows = Conflict.objects.filter(instance_id__in=instances).order_by("-pk").values_list("filename", "sealed_ref")
    sealed = [ref for filename, ref in rows if not filename]
    return KeptConflicts(
        answers=tuple(answers_in(ref, store) for ref in sealed[:MOST]),
        more=max(0, len(sealed) - MOST),
        files=tuple(sorted({filename for filename, _ref in rows if filename})),
    )


def answers_in(sealed_ref: str, store: EvidenceStore) -> Mapping[str, str] | None:
    """Return the answers of a sealed submission by path; None where it, or its form, cannot be read."""
    try:
        read = read_submission(b"".join(store.open_sealed(sealed_ref)))
    except (EvidenceDamaged, EvidenceMissing, SubmissionUnreadable):
        return None
    version = (
        QuestionnaireVersion.objects.filter(questionnaire__form_id=read.form_id, version=read.version)
        .exclude(state=QuestionnaireState.DRAFT)
        .values_list("pk", "xform_md5")
        .first()
    )
    return None if version is None else keep_known(read, filed_form(*version).shape).answers
