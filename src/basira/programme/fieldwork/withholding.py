"""Files that their site's rule forbade: where they belong, for whoever decides what becomes of them."""

from dataclasses import dataclass
from datetime import datetime

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


def place_of(attachment: str) -> Place:
    """Return where a file belongs. Raises Attachment.DoesNotExist. One query."""
    fields = ("visit_id", "visit__mission_id", "visit__wave_id", "visit__mission__centre__entity__ref")
    visit, mission, wave, entity = Attachment.objects.values_list(*fields).get(ref=attachment)
    return Place(visit, mission, wave, entity or "")


def has_conflicts(visit_id: int) -> bool:
    """Tell whether other bytes were refused under a visit's instanceID and are kept beside it. One query."""
    instances = Submission.objects.filter(visit_id=visit_id).values("instance_id")
    return Conflict.objects.filter(instance_id__in=instances).exists()
