"""What may be destroyed, what was proposed, and what holds it."""

from dataclasses import dataclass
from datetime import datetime

from basira.core.assurance.destroying import Hold
from basira.core.assurance.site_rules import Withheld
from basira.core.kernel.lifecycles import DestructionState
from basira.core.kernel.registry import SiteType
from basira.programme.fieldwork import withholding
from basira.programme.fieldwork.models import Attachment
from basira.programme.findings import holding as findings
from basira.programme.retention.models import ALIVE, Destruction
from basira.programme.safety.queries import holding as safety

MOST = 200


@dataclass(frozen=True, slots=True)
class WithheldCard:
    """
    A file that its site's rule forbade: never its name, its shopper or its minute.

    `proposal` is the ref of the decision that is under way or done; "" without one.
    """

    attachment: str
    why: Withheld
    site_type: SiteType
    wave_ref: str
    size_bytes: int
    received_at: datetime
    proposal: str
    state: DestructionState | None
    reason: str
    proposed_by: str
    answered_by: str
    destroyed_at: datetime | None
    holds: tuple[Hold, ...]


def holds_of(attachment: str) -> frozenset[Hold]:
    """Return what holds a file back; empty when nothing does. Three queries."""
    where = withholding.place_of(attachment)
    found = {
        Hold.CONFLICT: withholding.has_conflicts(where.visit_id),
        Hold.ALARM: where.mission_id is not None and safety.has_open_alarm(where.mission_id),
        Hold.CONTEST: findings.has_contest(wave_id=where.wave_id, entity_ref=where.entity_ref),
    }
    return frozenset(hold for hold, is_on in found.items() if is_on)


def withheld_cards() -> tuple[WithheldCard, ...]:
    """
    Return the withheld files, the newest first, at most two hundred; those that are destroyed stay in the list.

    Holds are looked up for those that are not destroyed: three queries each.
    """
    rows = withholding.withheld_files(limit=MOST)
    refs = [row.ref for row in rows]
    decided = {
        each.attachment.ref: each
        for each in Destruction.objects.select_related("attachment").filter(attachment__ref__in=refs, state__in=ALIVE)
    }
    return tuple(_card(row, decided.get(row.ref)) for row in rows)


def withheld_card(attachment: str) -> WithheldCard | None:
    """Return one withheld file; None when no such file is withheld."""
    row = next(iter(withholding.withheld_files(limit=1, ref=attachment)), None)
    if row is None:
        return None
    decided = Destruction.objects.filter(attachment__ref=attachment, state__in=ALIVE).first()
    return _card(row, decided)


def under_way(limit: int = 500) -> list[str]:
    """Return the refs of approved destructions whose file is not known to be gone, the oldest first."""
    rows = Destruction.objects.filter(state=DestructionState.APPROVED).order_by("answered_at")
    return list(rows.values_list("ref", flat=True)[:limit])


def lock_destruction(ref: str) -> Destruction:
    """Return a decision with its file, held for this transaction. Raises Destruction.DoesNotExist."""
    return Destruction.objects.select_for_update(of=("self",)).select_related("attachment").get(ref=ref)


def attachment_of(ref: str) -> Attachment | None:
    """Return the row of a file, held for this transaction; None when there is none."""
    return Attachment.objects.select_for_update().filter(ref=ref).first()


def _card(row: withholding.WithheldFile, decided: Destruction | None) -> WithheldCard:
    state = DestructionState(decided.state) if decided else None
    return WithheldCard(
        row.ref,
        row.why,
        row.site_type,
        row.wave_ref,
        row.size_bytes,
        row.received_at,
        decided.ref if decided else "",
        state,
        decided.reason if decided else "",
        decided.proposed_by if decided else "",
        (decided.answered_by or "") if decided else "",
        decided.destroyed_at if decided else None,
        () if state is DestructionState.DESTROYED else tuple(sorted(holds_of(row.ref))),
    )
