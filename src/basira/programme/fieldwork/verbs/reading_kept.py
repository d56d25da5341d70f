"""Reading, once, the answers of sendings that an older version refused and kept sealed alone."""

from collections.abc import Mapping

from basira.core.instrument.keeping import keep_known
from basira.core.instrument.submission import SubmissionUnreadable, read_submission
from basira.core.kernel.lifecycles import QuestionnaireState
from basira.gateways.evidence import EvidenceDamaged, EvidenceMissing, EvidenceStore
from basira.programme.fieldwork.models import Conflict
from basira.programme.fieldwork.queries import filed_form
from basira.programme.fieldwork.verbs.filing import XML_NAME
from basira.programme.instruments.models import QuestionnaireVersion

A_TURN = 500


def read_kept_conflicts(store: EvidenceStore) -> int:
    """
    Write the answers of refused sendings beside their rows where they are not yet; return how many were readable.

    Safe to repeat. It shows what is kept already, so that the journal does not tell of it.

    :raises PrivateHalfNotHere: in a process that does not open originals
    """
    waiting, count = Conflict.objects.filter(filename=XML_NAME, answers__isnull=True), 0
    for pk, ref in waiting.values_list("pk", "sealed_ref")[:A_TURN]:
        answers = answers_in(ref, store)
        if answers is not None:
            count += waiting.filter(pk=pk).update(answers=answers)
    return count


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
