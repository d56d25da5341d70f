"""
Filing how a visit was captured: the signed record and the positions that come beside its answers, each sealed by itself.

The rows are written in the visit's own transaction, after the sealed files are durable. Nothing here refuses a visit.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from basira.core.assurance.capture_places import PLACES, samples_in
from basira.core.assurance.capture_record import RECORD, Reading, Told, judge
from basira.core.assurance.presence import presence
from basira.gateways.evidence import Sealed
from basira.programme.fieldwork import captures, keeping, models
from basira.programme.fieldwork.verbs.third_persons import warnings_of

PARTS = frozenset({RECORD, PLACES})


@dataclass(frozen=True, slots=True)
class CapturedVisit:
    """The visit that was captured, as its answers were received. `mission_id` is None where no mission is known."""

    visit_id: int
    mission_id: int | None
    cycle_number_id: int
    instance_id: str
    answers_sha256: str
    answers_size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a record: sealed, with the plain bytes from which it is read."""

    sealed: Sealed
    content: bytes


def parts_among(files: Collection[str], asked: Collection[str]) -> frozenset[str]:
    """Return which files of a post are parts of its record; a file that the answers name is a file of the answers."""
    return frozenset(PARTS.intersection(files).difference(asked))


def write_parts(of: CapturedVisit, parts: Mapping[str, Part]) -> None:
    """Write the rows of the parts that came. Raises IntegrityError when another post was quicker with one of them."""
    mission = None if of.mission_id is None else captures.mission_facts(of.mission_id)
    if part := parts.get(RECORD):
        write_record(of, part, mission.ref if mission else "")
    if part := parts.get(PLACES):
        write_places(of, part, mission)


def write_record(of: CapturedVisit, part: Part, mission: str) -> None:
    """Judge a record and write what it is worth and what it says."""
    keys = captures.keys_of(of.cycle_number_id)
    told = Told(keys, mission, of.instance_id, of.answers_sha256, of.answers_size, of.at)
    judged = judge(part.content, told)
    reading = asdict(judged.reading)
    models.CaptureRecord.objects.create(
        visit_id=of.visit_id,
        sha256=part.sealed.sha256,
        size_bytes=part.sealed.size,
        sealed_ref=part.sealed.ref,
        verdict=str(judged.verdict),
        flags=[str(flag) for flag in judged.flags],
        third_persons=third_persons_in(judged.reading),
        received_at=of.at,
        **(reading | {"seen": reading["seen"] or {}}),
    )


def write_places(of: CapturedVisit, part: Part, mission: captures.MissionFacts | None) -> None:
    """Score positions against the mission's place and window, and write when they are to be destroyed."""
    found = None
    samples = samples_in(part.content)
    if samples is not None and mission is not None and mission.is_at_a_place:
        found = presence(samples, mission.place, mission.window)
    models.CapturePlaces.objects.create(
        visit_id=of.visit_id,
        sha256=part.sealed.sha256,
        size_bytes=part.sealed.size,
        sealed_ref=part.sealed.ref,
        score=found.score if found else None,
        band=str(found.band) if found else "",
        reasons=[str(reason) for reason in found.reasons] if found else [],
        received_at=of.at,
        destroy_after=of.at + keeping.places_kept_for(),
    )


def third_persons_in(reading: Reading) -> list[list[object]]:
    """Return which texts of a record hold details of other people, by their place, as a row keeps it."""
    texts = {f"seen/{name}": words for name, words in (reading.seen or {}).items()}
    texts |= {f"recall/{place}": each.words for place, each in enumerate(reading.recall)}
    texts |= {f"contacts/{place}": each.words for place, each in enumerate(reading.contacts)}
    texts |= {f"promises/{place}": f"{each.promised}\n{each.actual}" for place, each in enumerate(reading.promises)}
    texts |= {f"changes/{place}": each.words for place, each in enumerate(reading.changes)}
    return warnings_of(texts, texts)
