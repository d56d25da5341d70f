"""Points on the earth: distances, checks of coordinates, and a net that finds near points without comparing all."""

import math
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth in metres (IUGG R1)."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees of WGS 84: latitude -90 to 90, longitude -180 to 180."""

    latitude: float
    longitude: float


def distance_m(here: Point, there: Point) -> float:
    """
    Return the great-circle distance in metres.

    Source: the haversine formula on a sphere (Sinnott 1984); off by at most 0.6 % against the ellipsoid.
    """
    phi, psi = math.radians(here.latitude), math.radians(there.latitude)
    half_rise = (psi - phi) / 2
    half_turn = math.radians(there.longitude - here.longitude) / 2
    chord = math.sin(half_rise) ** 2 + math.cos(phi) * math.cos(psi) * math.sin(half_turn) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def coordinate_fault(latitude: float, longitude: float) -> str | None:
    """
    Return the code of what is wrong with a pair of degrees, or None.

    "point.swapped": impossible as written, possible the other way round; "point.out-of-range": impossible either way;
    "point.null-island": both zero, which is what an empty field often becomes.
    """
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return "point.out-of-range"
    if latitude == 0 and longitude == 0:
        return "point.null-island"
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        return None
    if abs(longitude) <= 90 and abs(latitude) <= 180:
        return "point.swapped"
    return "point.out-of-range"


def cell(point: Point, size_m: float) -> tuple[int, int, int]:
    """Return the cube of side `size_m` metres that holds the point; near points lie in the same or touching cubes."""
    phi, turn = math.radians(point.latitude), math.radians(point.longitude)
    x = EARTH_RADIUS_M * math.cos(phi) * math.cos(turn)
    y = EARTH_RADIUS_M * math.cos(phi) * math.sin(turn)
    z = EARTH_RADIUS_M * math.sin(phi)
    return math.floor(x / size_m), math.floor(y / size_m), math.floor(z / size_m)


def touching(home: tuple[int, int, int]) -> list[tuple[int, int, int]]:
    """Return a cube and its 26 neighbours, the cube itself first."""
    steps = (0, -1, 1)
    return [(home[0] + i, home[1] + j, home[2] + k) for i in steps for j in steps for k in steps]
