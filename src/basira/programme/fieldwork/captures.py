"""What is known of how visits were captured: for the intake that judges a record, and for a reviewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from basira.core.assurance.capture_places import PLACES, Fit, fit_of
from basira.core.assurance.capture_record import RECORD, Flag, Verdict
from basira.core.assurance.instruments import AT_A_PLACE
from basira.core.assurance.presence import Band, Presence, Reason
from basira.core.kernel.registry import MissionKind
from basira.programme.fieldwork.models import CapturePlaces, CaptureRecord, DeviceKey, Visit
from basira.programme.waves.models import Mission

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MissionFacts:
    """What a record is held against. `place` is None where the registry knows none, and for kinds that have none."""

    ref: str
    is_at_a_place: bool
    place: tuple[float, float] | None
    window: tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class CaptureCard:
    """
    How a visit was captured, as far as its phone told it; values as in docs/reference/capture-record.md, without exact times.

    `destroy_places_after` is None where there are no positions, or none any more.
    """

    verdict: Verdict
    flags: tuple[Flag, ...]
    durations: Mapping[str, int]
    counts: Mapping[str, int]
    promises: tuple[Json, ...]
    contacts: tuple[Json, ...]
    changes: tuple[Json, ...]
    seen: Mapping[str, str]
    recall: tuple[Json, ...]
    third_persons: Mapping[str, tuple[str, ...]]
    fit: Fit
    blurred: Mapping[str, int]
    presence: Presence | None
    has_places: bool
    destroy_places_after: datetime | None


def mission_facts(mission_id: int) -> MissionFacts:
    """Return what a record is held against. One query."""
    ref, kind, north, east, start, end = Mission.objects.values_list(
        "ref", "kind", "centre__latitude", "centre__longitude", "window_start", "window_end"
    ).get(pk=mission_id)
    place = None if north is None or east is None else (float(north), float(east))
    return MissionFacts(ref, MissionKind(kind) in AT_A_PLACE, place, (start, end))


def keys_of(cycle_number_id: int) -> dict[str, bytes]:
    """Return the public keys that a number's phones said, raw points by id; empty when they said none. One query."""
    rows = DeviceKey.objects.filter(cycle_number_id=cycle_number_id).values_list("key_id", "point")
    return {key_id: bytes(point) for key_id, point in rows}


def waiting_for_a_key(cycle_number_id: int | None = None, *, limit: int = 500) -> list[str]:
    """
    Return the visits whose record was doubted for want of its key and whose number has said a key since, the oldest first.

    Of one number, or of all. Empty when there are none.
    """
    doubted = CaptureRecord.objects.filter(late=None, flags__contains=[Flag.KEY_UNKNOWN])
    if cycle_number_id is not None:
        doubted = doubted.filter(visit__cycle_number_id=cycle_number_id)
    since = DeviceKey.objects.filter(
        cycle_number_id=OuterRef("visit__cycle_number_id"), said_at__gte=OuterRef("received_at")
    )
    found = doubted.filter(Exists(since)).order_by("received_at").values_list("visit__ref", flat=True)
    return list(found[:limit])


def parts_of(visit_id: int) -> dict[str, str]:
    """Return the SHA-256 of those parts of a visit's record that are filed, by name; empty when none is. Two queries."""
    tables = ((RECORD, CaptureRecord), (PLACES, CapturePlaces))
    found = ((name, model.objects.filter(visit_id=visit_id).values_list("sha256", flat=True)) for name, model in tables)
    return {name: sha256 for name, rows in found for sha256 in rows}


def places_to_destroy(*, now: datetime, kept_for: timedelta, limit: int = 500) -> list[tuple[int, str]]:
    """
    Return the rows and sealed refs of positions whose days are over, the oldest first; empty when there are none.

    They are over at the moment that was set when they arrived, and sooner where the setting was shortened since.
    """
    lying = CapturePlaces.objects.filter(destroyed_at__isnull=True)
    due = lying.filter(destroy_after__lte=now) | lying.filter(received_at__lte=now - kept_for)
    rows = due.order_by("received_at").values_list("pk", "sealed_ref")[:limit]
    return [(pk, sealed_ref) for pk, sealed_ref in rows if sealed_ref is not None]


def capture_card(visit: str) -> CaptureCard | None:
    """Return how a visit was captured; None when its client told nothing of it. Three queries at most."""
    record = CaptureRecord.objects.filter(visit__ref=visit).select_related("late").first()
    if record is None:
        return None
    places = CapturePlaces.objects.filter(visit_id=record.visit_id).first()
    arrived = dict(Visit.objects.filter(pk=record.visit_id, attachments__isnull=False).values_list(
        "attachments__filename", "attachments__sha256"
    ))  # fmt: skip
    claimed = [(each["name"], each["sha256"]) for each in record.files]
    judged = getattr(record, "late", None) or record
    return CaptureCard(
        verdict=Verdict(judged.verdict),
        flags=tuple(Flag(flag) for flag in judged.flags),
        durations=record.durations,
        counts=record.counts,
        promises=tuple(record.promises),
        contacts=tuple(record.contacts),
        changes=tuple(record.changes),
        seen=record.seen,
        recall=tuple(record.recall),
        third_persons={place: tuple(kinds) for place, kinds in record.third_persons},
        fit=fit_of(claimed, arrived, (record.places_sha256, places.sha256 if places else None)),
        blurred={each["name"]: each["blurred"] for each in record.files if each["blurred"]},
        presence=presence_of(places),
        has_places=places is not None,
        destroy_places_after=places.destroy_after if places and not places.destroyed_at else None,
    )


def presence_of(places: CapturePlaces | None) -> Presence | None:
    """Return the score that was made of a visit's positions; None without one. Its distance was not kept."""
    if places is None or places.score is None:
        return None
    return Presence(places.score, Band(places.band), tuple(Reason(reason) for reason in places.reasons), None)
