"""Re-making the picture of a danger's photo, for the duty officer to see. The original stays sealed."""

from django.db import transaction

from basira.gateways.evidence import EvidenceMissing, EvidenceStore
from basira.gateways.pictures import MAX_BYTES, PictureRefused, repaint
from basira.programme.safety.models import DangerPhoto


def repaint_photo(*, photo: str, originals: EvidenceStore, derivatives: EvidenceStore) -> bool:
    """
    Re-make the picture of one photo, or note why none can be made; return whether there is one now.

    Safe to repeat, and a view of what is already filed, so that the journal does not tell of it.

    :raises EvidenceDamaged: when the original is not as it was written; nothing is noted, for an operator to look
    """
    row = DangerPhoto.objects.filter(ref=photo, derivative_ref="", derivative_problem="").first()
    if row is None:
        return False
    try:
        picture = repaint(read_photo(originals, row))
    except PictureRefused as refusal:
        DangerPhoto.objects.filter(pk=row.pk, derivative_ref="").update(derivative_problem=refusal.params["reason"])
        return False
    sealed = derivatives.seal([picture.jpeg], limit=MAX_BYTES)
    with transaction.atomic():
        changed = DangerPhoto.objects.filter(pk=row.pk, derivative_ref="").update(derivative_ref=sealed.ref)
    if not changed:
        derivatives.remove(sealed.ref)
    return True


def read_photo(originals: EvidenceStore, row: DangerPhoto) -> bytes:
    """Return an original's bytes. Raises PictureRefused when it is too large or gone."""
    if row.size_bytes > MAX_BYTES:
        raise PictureRefused(reason="bytes")
    try:
        return b"".join(originals.open_sealed(row.sealed_ref))
    except EvidenceMissing:
        raise PictureRefused(reason="missing") from None
