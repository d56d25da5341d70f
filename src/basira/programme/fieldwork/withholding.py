"""Files that their site's rule forbade: where they belong, for whoever decides what becomes of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from basira.core.assurance.site_rules import Withheld
from basira.core.kernel.registry import SiteType
from basira.programme.fieldwork.models import Attachment, Conflict, Submission


@dataclass(frozen=True, slots=True)
class WithheldFile:
    """A withheld file without its name and its shopper; `site_type` is that of its mission's centre now."""

    ref: str
    why: Withheld
    site_type: SiteType
    wave_ref: str
    size_bytes: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file belongs; `entity_ref` is "" for a visit without a mission."""

    visit_id: int
    mission_id: int | None
    wave_id: int
    entity_ref: str


def withheld_files(*, limit: int, ref: str = "") -> list[WithheldFile]:
    """Return the withheld files, the newest first; with `ref`, that one alone."""
    rows = Attachment.objects.filter(derivative_problem__in=[str(why) for why in Withheld])
    if ref:
        rows = rows.filter(ref=ref)
    fields = (
        "ref",
        "derivative_problem",
        "visit__mission__centre__site_type",
        "visit__wave__ref",
        "size_bytes",
        "received_at",
    )
    return [
        WithheldFile(found, Withheld(why), SiteType(site), wave, size, at)
        for found, why, site, wave, size, at in rows.order_by("-pk").values_list(*fields)[:limit]
    ]


def places_of(attachments: Collection[str]) -> dict[str, Place]:
    """Return where files belong, by their ref; unknown files are left out. One query."""
    fields = ("ref", "visit_id", "visit__mission_id", "visit__wave_id", "visit__mission__centre__entity__ref")
    rows = Attachment.objects.filter(ref__in=attachments).values_list(*fields)
    return {ref: Place(visit, mission, wave, entity or "") for ref, visit, mission, wave, entity in rows}


def with_conflicts(visits: Collection[int]) -> frozenset[int]:
    """Return the visits under whose instanceID other bytes were refused and are kept. One query."""
    kept = Conflict.objects.filter(instance_id=OuterRef("instance_id"))
    return frozenset(Submission.objects.filter(Exists(kept), visit_id__in=visits).values_list("visit_id", flat=True))
