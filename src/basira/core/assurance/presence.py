"""
How well a visit's positions fit its place and its window: a score with its reasons, and never a barrier.

A phone in a hospital corridor errs by hundreds of metres, one in a basement knows nothing, and a volunteer may have turned
position off for good reasons. So the score only says where a reviewer looks twice; nothing is refused for it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

EARTH_RADIUS_M = 6_371_008.8  # mean radius (IUGG)
NEAR_M = 150.0
"""Metres from the centre's own point that are still the premises: a large building, a car park."""

FAR_M = 2_000.0
"""Metres, beyond what accuracy explains, at which a position speaks fully against the place."""

VAGUE_M = 1_000.0
"""Metres of accuracy at which a position says nothing any more."""

UNKNOWN_ACCURACY_M = 100.0
NOTHING_KNOWN = 50
LIKELY, UNCLEAR = 70, 40
LATE_COST = 30
"""Points taken for a time outside the window."""


class Band(StrEnum):
    """What a reviewer is told."""

    LIKELY = "likely"
    UNCLEAR = "unclear"
    DOUBTFUL = "doubtful"


class Reason(StrEnum):
    """Why the score is what it is."""

    NO_POSITION = "no-position"
    NO_PLACE = "no-place"
    AT_THE_PLACE = "at-the-place"
    NEAR_THE_PLACE = "near-the-place"
    FAR_FROM_THE_PLACE = "far-from-the-place"
    VAGUE = "vague"
    OUTSIDE_THE_WINDOW = "outside-the-window"


@dataclass(frozen=True, slots=True)
class Sample:
    """One position: degrees of WGS 84, accuracy in metres (radius; None or 0 where the phone did not say)."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """The score, 0 to 100, its band and its reasons. `distance_m` is of the nearest sample; None where nothing is known."""

    score: int
    band: Band
    reasons: tuple[Reason, ...]
    distance_m: float | None


def presence(
    samples: Sequence[Sample], place: tuple[float, float] | None, window: tuple[datetime, datetime] | None = None
) -> Presence:
    """
    Return how well samples fit a place (latitude, longitude in degrees) and a window of time.

    Shape: any number of samples; the one that fits best counts, since a walk from the car is no contradiction.
    Units: metres, degrees, points 0 to 100. Without samples or without a place the score is 50: it says nothing.
    Meaning: 100 within 150 m beyond the accuracy, falling in a straight line to 0 at 2 km beyond it; a vague position is
    drawn towards 50 in proportion to its accuracy; 30 points less when every sample with a time is outside the window.
    Raises: nothing.
    Source: our own rule (issue 4, point 9); haversine distance, Sinnott (1984).
    """
    late = window is not None and _all_outside(samples, window)
    if not samples or place is None:
        return _told(NOTHING_KNOWN, [Reason.NO_PLACE if samples else Reason.NO_POSITION], late=late, distance_m=None)
    best = max(samples, key=lambda sample: _fit(sample, place))
    away = distance_m((best.latitude, best.longitude), place)
    accuracy = best.accuracy_m or UNKNOWN_ACCURACY_M
    return _told(_fit(best, place), _reasons(away, accuracy), late=late, distance_m=away)


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the metres between two points given in degrees, over the sphere."""
    north, south = math.radians(one[0]), math.radians(other[0])
    across = math.radians(other[1] - one[1])
    bow = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, bow)))


def sample_of(answer: str) -> Sample | None:
    """Return the position that a geopoint answer holds ("latitude longitude altitude accuracy"); None when it is none."""
    try:
        numbers = [float(part) for part in answer.split()[:4]]
    except ValueError:
        return None
    if len(numbers) < 2 or not all(math.isfinite(number) for number in numbers):
        return None
    if abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        return None
    return Sample(numbers[0], numbers[1], numbers[3] if len(numbers) > 3 and numbers[3] > 0 else None)


def _fit(sample: Sample, place: tuple[float, float]) -> float:
    accuracy = sample.accuracy_m or UNKNOWN_ACCURACY_M
    beyond = distance_m((sample.latitude, sample.longitude), place) - accuracy - NEAR_M
    plain = 100 * (1 - min(1.0, max(0.0, beyond / FAR_M)))
    trust = 1 - min(1.0, accuracy / VAGUE_M) if beyond <= 0 else 1 - min(1.0, accuracy / VAGUE_M) / 2
    return NOTHING_KNOWN + (plain - NOTHING_KNOWN) * trust


def _reasons(away: float, accuracy: float) -> list[Reason]:
    beyond = away - accuracy - NEAR_M
    where = Reason.AT_THE_PLACE if beyond <= 0 else Reason.NEAR_THE_PLACE
    if beyond >= FAR_M / 2:
        where = Reason.FAR_FROM_THE_PLACE
    return [where, Reason.VAGUE] if accuracy >= VAGUE_M / 2 else [where]


def _all_outside(samples: Sequence[Sample], window: tuple[datetime, datetime]) -> bool:
    timed = [sample.at for sample in samples if sample.at is not None]
    return bool(timed) and not any(window[0] <= at <= window[1] for at in timed)


def _told(points: float, reasons: list[Reason], *, late: bool, distance_m: float | None) -> Presence:
    score = max(0, min(100, round(points - (LATE_COST if late else 0))))
    band = Band.LIKELY if score >= LIKELY else Band.UNCLEAR if score >= UNCLEAR else Band.DOUBTFUL
    return Presence(score, band, tuple([*reasons, Reason.OUTSIDE_THE_WINDOW] if late else reasons), distance_m)
