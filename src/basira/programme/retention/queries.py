"""What may be destroyed, what was proposed, and what holds it."""

from collections.abc import Collection
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
    """Return what holds a file back; empty when nothing does. Raises KeyError for an unknown file."""
    return holds_by_file([attachment])[attachment]


def holds_by_file(attachments: Collection[str]) -> dict[str, frozenset[Hold]]:
    """Return what holds each file back, by its ref; unknown files are left out. Four queries, however many files."""
    places = withholding.places_of(attachments)
    if not places:
        return {}
    conflicts = withholding.with_conflicts({place.visit_id for place in places.values()})
    alarms = safety.with_open_alarm({place.mission_id for place in places.values() if place.mission_id is not None})
    contests = findings.contested({place.wave_id for place in places.values()})

    def holds(place: withholding.Place) -> frozenset[Hold]:
        found = {
            Hold.CONFLICT: place.visit_id in conflicts,
            Hold.ALARM: place.mission_id in alarms,
            Hold.CONTEST: bool(place.entity_ref) and (place.wave_id, place.entity_ref) in contests,
        }
        return frozenset(hold for hold, is_on in found.items() if is_on)

    return {ref: holds(place) for ref, place in places.items()}


def withheld_cards() -> tuple[WithheldCard, ...]:
    """
    Return the withheld files, the newest first, at most two hundred; those that are destroyed stay in the list.

    Six queries, however many files.
    """
    rows = withholding.withheld_files(limit=MOST)
    refs = [row.ref for row in rows]
    decided = {
        each.attachment.ref: each
        for each in Destruction.objects.select_related("attachment").filter(attachment__ref__in=refs, state__in=ALIVE)
    }
    holds = holds_by_file(refs)
    return tuple(_card(row, decided.get(row.ref), holds[row.ref]) for row in rows)


def withheld_card(attachment: str) -> WithheldCard | None:
    """Return one withheld file; None when no such file is withheld."""
    row = next(iter(withholding.withheld_files(limit=1, ref=attachment)), None)
    if row is None:
        return None
    decided = Destruction.objects.filter(attachment__ref=attachment, state__in=ALIVE).first()
    return _card(row, decided, holds_of(attachment))


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


def _card(row: withholding.WithheldFile, decided: Destruction | None, holds: frozenset[Hold]) -> WithheldCard:
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
        () if state is DestructionState.DESTROYED else tuple(sorted(holds)),
    )
