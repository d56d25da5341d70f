"""Re-making the pictures that reviewers may see. The originals stay sealed."""

from django.db import transaction

from basira.gateways.evidence import EvidenceMissing, EvidenceStore
from basira.gateways.pictures import MAX_BYTES, PictureRefused, repaint
from basira.programme.fieldwork.models import Attachment


def repaint_attachment(*, attachment: str, originals: EvidenceStore, derivatives: EvidenceStore) -> bool:
    """
    Re-make the picture of one file, or note why none can be made; return whether there is one now.

    Safe to repeat: a file that has its picture, or its reason, is left alone. It is a
    view of what is already filed, so that the journal does not tell of it.

    :raises EvidenceDamaged: when the original is not as it was written; nothing is noted, for an operator to look
    """
    row = Attachment.objects.filter(ref=attachment, derivative_ref="", derivative_problem="").first()
    if row is None:
        return False
    try:
        picture = repaint(_read(originals, row))
    except PictureRefused as refusal:
        Attachment.objects.filter(pk=row.pk, derivative_ref="").update(derivative_problem=refusal.params["reason"])
        return False
    sealed = derivatives.seal([picture.jpeg], limit=MAX_BYTES)
    with transaction.atomic():
        changed = Attachment.objects.filter(pk=row.pk, derivative_ref="", derivative_problem="").update(
            derivative_ref=sealed.ref, fingerprint=picture.fingerprint
        )
    if not changed:
        derivatives.remove(sealed.ref)
    return True


def _read(originals: EvidenceStore, row: Attachment) -> bytes:
    if row.size_bytes > MAX_BYTES:
        raise PictureRefused(reason="bytes")
    try:
        return b"".join(originals.open_sealed(row.sealed_ref))
    except EvidenceMissing:
        raise PictureRefused(reason="missing") from None
