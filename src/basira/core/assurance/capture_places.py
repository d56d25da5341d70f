"""The positions of a capture, as a phone sent them; and whether files and positions that arrived are those that its record names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from basira.core.assurance.capture_shapes import Unfit, json_object, listed, moment
from basira.core.assurance.presence import Sample

PLACES = "places.json"
"""The name of the part that holds the positions."""

MAX_BYTES = 64_000
MOST_SAMPLES = 200


@dataclass(frozen=True, slots=True)
class Fit:
    """
    What arrived, held against what the record names; each may be empty.

    `other` are files with other bytes than the phone captured, `unnamed` those that its record does not know, `to_come` those
    that have not arrived. `places_are_other` tells that the positions are not those of the record.
    """

    other: tuple[str, ...]
    unnamed: tuple[str, ...]
    to_come: tuple[str, ...]
    places_are_other: bool = False

    @property
    def is_whole(self) -> bool:
        """Tell whether everything that arrived is what the record names."""
        return not (self.other or self.unnamed or self.places_are_other)


def samples_in(content: bytes) -> tuple[Sample, ...] | None:
    """Return the positions in a places.json, those that cannot be read left out; None when none of it can be read."""
    if len(content) > MAX_BYTES:
        return None
    try:
        values = json_object(content)
    except Unfit:
        return None
    if not isinstance(values.get("samples"), list):
        return None
    return tuple(listed(values, "samples", MOST_SAMPLES, sample_in)[0])


def sample_in(values: Mapping[str, Any]) -> Sample:
    """Return one position. Raises Unfit."""
    accuracy = None if values.get("accuracy_m") is None else _number(values, "accuracy_m", 0, 1e6)
    latitude, longitude = _number(values, "latitude", -90, 90), _number(values, "longitude", -180, 180)
    return Sample(latitude, longitude, accuracy, moment(values, "at"))


def _number(values: Mapping[str, Any], name: str, low: float, high: float) -> float:
    value = values.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise Unfit
    return float(value)


def fit_of(claimed: Sequence[tuple[str, str]], arrived: Mapping[str, str], places: tuple[str, str | None]) -> Fit:
    """
    Hold the files that arrived (SHA-256 by name) against those that a record claims (name, SHA-256).

    `places` are the digests of the positions: as the record names them ("" for none) and as they arrived (None for not).
    """
    named = dict(claimed)
    said, came = places
    return Fit(
        tuple(sorted(name for name, hashed in arrived.items() if named.get(name, hashed) != hashed)),
        tuple(sorted(arrived.keys() - named.keys())),
        tuple(sorted(named.keys() - arrived.keys())),
        places_are_other=came is not None and came != said,
    )
