"""Re-making the pictures that people at the desk may see. The originals stay sealed."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from basira.gateways.evidence import EvidenceMissing, EvidenceStore
from basira.gateways.pictures import MAX_BYTES, Picture, PictureRefused, repaint
from basira.programme.fieldwork.models import Attachment


def repaint_attachment(*, attachment: str, originals: EvidenceStore, derivatives: EvidenceStore) -> bool:
    """Re-make the picture of one file of a visit, with its fingerprint. See `repaint_row`."""
    row = Attachment.objects.filter(ref=attachment)
    return repaint_row(row, originals, derivatives, lambda picture: {"fingerprint": picture.fingerprint})


def repaint_row(
    row: QuerySet[Any],
    originals: EvidenceStore,
    derivatives: EvidenceStore,
    facts: Callable[[Picture], dict[str, str]] = lambda _picture: {},
) -> bool:
    """
    Re-make the picture of one filed file, or note why none can be made; return whether there is one now.

    `row` is a table of files (sealed_ref, size_bytes, derivative_ref, derivative_problem) down to that one; `facts` says
    what else is kept of the picture. Safe to repeat: a file that has its picture, or its reason, is left alone. It is a
    view of what is already filed, so that the journal does not tell of it.

    :raises EvidenceDamaged: when the original is not as it was written; nothing is noted, for an operator to look
    """
    waiting = row.filter(derivative_ref="", derivative_problem="")
    found = waiting.first()
    if found is None:
        return False
    try:
        picture = repaint(_read(originals, found.sealed_ref, found.size_bytes))
    except PictureRefused as refusal:
        waiting.update(derivative_problem=refusal.params["reason"])
        return False
    sealed = derivatives.seal([picture.jpeg], limit=MAX_BYTES)
    with transaction.atomic():
        changed = waiting.update(derivative_ref=sealed.ref, **facts(picture))
    if not changed:
        derivatives.remove(sealed.ref)
    return True


def _read(originals: EvidenceStore, sealed_ref: str, size_bytes: int) -> bytes:
    if size_bytes > MAX_BYTES:
        raise PictureRefused(reason="bytes")
    try:
        return b"".join(originals.open_sealed(sealed_ref))
    except EvidenceMissing:
        raise PictureRefused(reason="missing") from None
