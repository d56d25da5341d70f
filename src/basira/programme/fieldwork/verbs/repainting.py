"""Re-making what people at the desk may see or hear of a file. The originals stay sealed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from basira.core.assurance.site_rules import SiteRule, withheld
from basira.gateways.evidence import EvidenceMissing, EvidenceStore
from basira.gateways.media_kinds import kind_of
from basira.gateways.pictures import MAX_BYTES, REPAINTED_KINDS, PictureRefused, repaint
from basira.gateways.sounds import MAX_BYTES as MAX_SOUND_BYTES
from basira.gateways.sounds import REWRITTEN_KINDS, SoundRefused, rewrite
from basira.programme.fieldwork.models import Attachment

REMADE_KINDS = REPAINTED_KINDS | REWRITTEN_KINDS
"""Media types of which something can be re-made for people; all others stay sealed."""
MOST_BYTES = max(MAX_BYTES, MAX_SOUND_BYTES)


@dataclass(frozen=True, slots=True)
class Remade:
    """What people are given in place of an original; `facts` is what a file's row keeps of it."""

    content: bytes
    facts: dict[str, Any] = field(default_factory=dict)


def no_picture(kind: str, rule: SiteRule) -> str:
    """Return why no picture and no sound is made of a file of this media type; "" when one is."""
    why = withheld(kind, rule)
    return str(why) if why else "" if kind in REMADE_KINDS else "kind"


def painted(original: bytes) -> Remade:
    """Return the picture of an original and nothing else of it. Raises as `repaint` does."""
    return Remade(repaint(original).jpeg)


def remade(original: bytes) -> Remade:
    """Return the picture or the sound of an original. Raises as `repaint` and `rewrite` do."""
    if kind_of(original[:64]) in REWRITTEN_KINDS:
        return Remade(rewrite(original).wav, {"derivative_kind": "audio/wav"})
    picture = repaint(original)
    facts = {"fingerprint": picture.fingerprint, "screen_score": picture.screen, "screen_reasons": list(picture.signs)}
    return Remade(picture.jpeg, facts)


def repaint_attachment(*, attachment: str, originals: EvidenceStore, derivatives: EvidenceStore) -> bool:
    """Re-make the picture or the sound of one file of a visit, with what is told of it. See `repaint_row`."""
    return repaint_row(Attachment.objects.filter(ref=attachment), originals, derivatives, remade)


def repaint_row(
    row: QuerySet[Any],
    originals: EvidenceStore,
    derivatives: EvidenceStore,
    make: Callable[[bytes], Remade] = painted,
) -> bool:
    """
    Re-make what people see of one filed file, or note why nothing can be made; return whether there is something now.

    `row` is a table of files (sealed_ref, size_bytes, derivative_ref, derivative_problem) down to that one; `make` says
    how it is made, and what else is kept of it. Safe to repeat: a file that has its picture, or its reason, is left alone.
    It is a view of what is already filed, so that the journal does not tell of it.

    :raises EvidenceDamaged: when the original is not as it was written; nothing is noted, for an operator to look
    """
    waiting = row.filter(derivative_ref="", derivative_problem="")
    found = waiting.first()
    if found is None:
        return False
    try:
        made = make(_read(originals, found.sealed_ref, found.size_bytes))
    except (PictureRefused, SoundRefused) as refusal:
        waiting.update(derivative_problem=refusal.params["reason"])
        return False
    sealed = derivatives.seal([made.content], limit=2 * MOST_BYTES)
    with transaction.atomic():
        changed = waiting.update(derivative_ref=sealed.ref, **made.facts)
    if not changed:
        derivatives.remove(sealed.ref)
    return True


def _read(originals: EvidenceStore, sealed_ref: str, size_bytes: int) -> bytes:
    if size_bytes > MOST_BYTES:
        raise PictureRefused(reason="bytes")
    try:
        return b"".join(originals.open_sealed(sealed_ref))
    except EvidenceMissing:
        raise PictureRefused(reason="missing") from None
